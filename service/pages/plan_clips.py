"""The clips of which a plan may be made, or which may check one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Annotated

from fastapi import Depends

from service.access.callers import Caller
from service.access.dependencies import CallerDep
from service.access.parts import AccessDep
from service.analyses import Analyses
from service.dependencies import AnalysesDep
from service.models import Record
from service.plans.days import BEGINS
from service.plans.rows import StoredPlan, of_one_runner
from service.revisions.readings import Readings, ReadingsDep
from service.wanted import Wanted
from vision import DISPLAY_STEP_MPS, Estimate, estimate_text, with_unit

MOST = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """A finished clip from the side whose cadence and speed are known; `words` tell it from the others."""

    record: Record
    speed_mps: float
    words: str


class Choices:
    """Looks at the newest clips that the caller sees."""

    def __init__(
        self, analyses: Analyses, readings: Readings, caller: Caller, names: Mapping[str, str]
    ) -> None:
        self._analyses, self._readings, self._caller, self.names = analyses, readings, caller, names

    def of_checks(self, plan: StoredPlan) -> list[Choice]:
        """Those that may show how a plan went: of its runner at its speed, uploaded since it began.

        Raises OSError.
        """
        began = datetime.combine(plan.settings.start, time.min, UTC) - BEGINS
        return [
            choice
            for choice in self.of(max(plan.created_at, began))
            if abs(choice.speed_mps - plan.baseline.speed_mps) <= DISPLAY_STEP_MPS
            and of_one_runner(plan.athlete, choice.record.athlete)
        ]

    def of(self, created_after: datetime | None = None) -> list[Choice]:
        """The newest first. Raises OSError."""
        wanted = Wanted(statuses=("done",), created_after=created_after, of_who_was_meant=True)
        records = self._analyses.list(self._caller, wanted, limit=MOST)
        read = zip(records, self._readings.sessions(records), strict=True)
        return [
            Choice(record, known.speed_mps, self._words(record, known.speed_mps, known.values["cadence_spm"]))
            for record, (_, known) in read
            if known and known.view == "side" and known.speed_mps and "cadence_spm" in known.values
        ]

    def _words(self, record: Record, speed_mps: float, cadence: Estimate) -> str:
        told = [record.file_name, f"{record.created_at:%-d %b %Y, %H:%M}"]
        if name := self.names.get(record.athlete or ""):
            told.append(name)
        return " · ".join([*told, with_unit(speed_mps, "m/s"), estimate_text(cadence, "spm")])


def _choices(analyses: AnalysesDep, readings: ReadingsDep, caller: CallerDep, access: AccessDep) -> Choices:
    names = {athlete.id: athlete.name for athlete in access.athletes.list(caller)}
    return Choices(analyses, readings, caller, names)


ChoicesDep = Annotated[Choices, Depends(_choices)]
