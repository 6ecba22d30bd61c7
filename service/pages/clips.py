"""Lists of analyses as pages show them: which of them, whom they show, and where older ones are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Self
from urllib.parse import urlencode

from fastapi import Depends

from service.access.athletes import Athlete
from service.access.callers import Caller
from service.access.dependencies import CallerDep
from service.access.parts import AccessDep
from service.analyses import Analyses
from service.dependencies import AnalysesDep
from service.models import Record, Status
from service.paging import IDS, Page, paged
from service.wanted import Wanted, WantedDep

_KINDS: Mapping[str, tuple[Status, ...]] = {
    "All": (),
    "At work": ("queued", "running"),
    "Reports": ("done",),
    "Not measured": ("refused", "failed", "cancelled"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A choice of states, and where the list of them is."""

    name: str
    address: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Clips:
    """A page of a list, the newest first; `athletes` are those whom the visitor may see."""

    records: list[Record]
    athletes: list[Athlete]
    wanted: Wanted
    older: str | None
    is_first: bool

    @property
    def names(self) -> Mapping[str, str]:
        """The names of the athletes by their ids."""
        return {athlete.id: athlete.name for athlete in self.athletes}

    @property
    def kinds(self) -> list[Kind]:
        """The list by state, of the same athlete."""
        athlete = [("athlete", self.wanted.athlete)] if self.wanted.athlete else []
        return [
            Kind(
                name,
                "?" + urlencode([*(("status", status) for status in statuses), *athlete]),
                set(statuses) == set(self.wanted.statuses),
            )
            for name, statuses in _KINDS.items()
        ]

    def __bool__(self) -> bool:
        return bool(self.records)


@dataclass(frozen=True, slots=True)
class Lists:
    """Looks up what a request asks for."""

    _analyses: Analyses
    _athletes: list[Athlete]
    _caller: Caller
    _wanted: Wanted
    _page: Page

    def clips(self) -> Clips:
        """What the address wants."""
        page = self._page
        found = self._analyses.list(self._caller, self._wanted, before=page.cursor, limit=page.look_ahead)
        return Clips(
            found[: page.limit],
            self._athletes,
            self._wanted,
            older=page.next_address(found, lambda record: record.id),
            is_first=page.cursor is None,
        )

    def of(self, athlete: str) -> Self:
        """The same of one athlete."""
        return replace(self, _wanted=replace(self._wanted, athlete=athlete))


def _lists(
    analyses: AnalysesDep,
    caller: CallerDep,
    access: AccessDep,
    wanted: WantedDep,
    page: Annotated[Page, paged(IDS, usual=30)],
) -> Lists:
    return Lists(analyses, access.athletes.list(caller), caller, wanted, page)


ListsDep = Annotated[Lists, Depends(_lists)]
