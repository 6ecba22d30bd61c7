"""The clips of which a plan may be made, or which may check one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import islice
from typing import Annotated

from fastapi import Depends

from coaching import UnusableReport, baseline_of
from service.access.callers import Caller
from service.access.dependencies import CallerDep
from service.access.parts import AccessDep
from service.analyses import Analyses
from service.dependencies import AnalysesDep
from service.models import Record
from service.plans.days import BEGINS
from service.plans.rows import StoredPlan, of_one_runner
from service.problems import Problem
from service.revisions.newest import Newest, NewestDep
from service.revisions.readings import Readings, ReadingsDep
from service.revisions.rows import UnknownRevision
from service.wanted import Wanted
from vision import DISPLAY_STEP_MPS, Estimate, SessionValues, UnreadableReport, estimate_text, with_unit

MOST = 100
MOST_UNUSABLE = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """A finished clip from the side whose cadence and speed are known; `words` tell it from the others."""

    record: Record
    speed_mps: float
    words: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """A finished clip that cannot be chosen, and why, as the API says it."""

    record: Record
    why: str


class Choices:
    """Looks at the newest clips that the caller sees."""

    def __init__(
        self,
        analyses: Analyses,
        readings: Readings,
        newest: Newest,
        caller: Caller,
        names: Mapping[str, str],
    ) -> None:
        self._analyses, self._readings, self._newest = analyses, readings, newest
        self._caller, self.names = caller, names

    def of_checks(self, plan: StoredPlan) -> list[Choice]:
        """Those that may show how a plan went: of its runner at its speed, uploaded since it began.

        Raises OSError.
        """
        began = datetime.combine(plan.settings.start, time.min, UTC) - BEGINS
        return [
            choice
            for _, choice in self._read(max(plan.created_at, began))
            if choice is not None
            and abs(choice.speed_mps - plan.baseline.speed_mps) <= DISPLAY_STEP_MPS
            and of_one_runner(plan.athlete, choice.record.athlete)
        ]

    def of_plans(self) -> tuple[list[Choice], list[Unusable]]:
        """The newest first, and some of the newest others, each with its reason. Raises OSError."""
        read = self._read()
        others = (record for record, choice in read if choice is None)
        return [choice for _, choice in read if choice], list(islice(self._told(others), MOST_UNUSABLE))

    def _read(self, created_after: datetime | None = None) -> list[tuple[Record, Choice | None]]:
        wanted = Wanted(statuses=("done",), created_after=created_after, of_who_was_meant=True)
        records = self._analyses.list(self._caller, wanted, limit=MOST)
        sessions = self._readings.sessions(records)
        return [
            (record, self._choice(record, known))
            for record, (_, known) in zip(records, sessions, strict=True)
        ]

    def _choice(self, record: Record, known: SessionValues | None) -> Choice | None:
        cadence = known and known.values.get("cadence_spm")
        if not known or known.view != "side" or not known.speed_mps or not cadence:
            return None
        return Choice(record, known.speed_mps, self._words(record, known.speed_mps, cadence))

    def _told(self, others: Iterable[Record]) -> Iterator[Unusable]:
        for record in others:
            try:
                baseline_of([self._newest.report(record).document])
            except (UnusableReport, UnreadableReport) as why:
                yield Unusable(record, str(why))
            except (Problem, FileNotFoundError, UnknownRevision):
                continue  # it was deleted meanwhile

    def _words(self, record: Record, speed_mps: float, cadence: Estimate) -> str:
        told = [record.file_name, f"{record.created_at:%-d %b %Y, %H:%M}"]
        if name := self.names.get(record.athlete or ""):
            told.append(name)
        return " · ".join([*told, with_unit(speed_mps, "m/s"), estimate_text(cadence, "spm")])


def _choices(
    analyses: AnalysesDep, readings: ReadingsDep, newest: NewestDep, caller: CallerDep, access: AccessDep
) -> Choices:
    names = {athlete.id: athlete.name for athlete in access.athletes.list(caller)}
    return Choices(analyses, readings, newest, caller, names)


ChoicesDep = Annotated[Choices, Depends(_choices)]
