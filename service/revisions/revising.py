"""A request that makes a new revision of a report."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, TypeVar

from fastapi import Depends, Response

from service import problems
from service.access.dependencies import CallerDep
from service.ids import ordered_id
from service.revisions import faults
from service.revisions.asking import EditableDep, IfMatchDep, ReportsDep, RevisionsDep
from service.revisions.measuring import Reports
from service.revisions.models import Corrected, RevisionRecord
from service.revisions.rows import Overtaken
from vision import Correction

MOST_WAITING = 16  # for a thread; each is a clip to measure, which takes seconds to a minute
Value = TypeVar("Value")


class Revising:
    """Who changes which report, based on which revision."""

    def __init__(
        self,
        record: EditableDep,
        seen: IfMatchDep,
        caller: CallerDep,
        revisions: RevisionsDep,
        reports: ReportsDep,
        response: Response,
    ) -> None:
        self._record, self._seen, self._caller = record, seen, caller
        self._revisions, self._reports, self._response = revisions, reports, response
        self._now = datetime.now(UTC)

    def made(self, correction: Correction, comment: str) -> Corrected:
        """A correction by the caller, which the new revision is the first to hold."""
        return Corrected(
            id=ordered_id(),
            author=self._caller.id,
            created_at=self._now,
            comment=comment,
            correction=correction,
            made_in=self._seen + 1,
        )

    def held(self, *, without: Collection[str] = (), undone: Collection[str] = ()) -> list[Corrected]:
        """The corrections of the revision that was seen, but for some of them.

        What those that are undone had replaced is there again. Raises Problem where the revision is not the
        newest, or does not hold those.
        """
        if self._revisions.newest(self._record.id) != self._seen:
            raise problems.changed_meanwhile()
        known = self._revisions.corrections(self._record.id)
        leave = {*without, *undone}
        hold = {each.id for each in known if each.holds_in(self._seen)}
        if not leave <= hold:
            raise faults.unknown_correction()
        return [each for each in known if each.id in hold - leave or each.replaced_by in undone]

    def add(
        self,
        kept: Sequence[Corrected],
        made: Sequence[Corrected] = (),
        replaced: Mapping[str, str | None] = MappingProxyType({}),
    ) -> RevisionRecord:
        """The new revision, which holds these corrections; raises Problem, and leaves nothing then.

        `replaced` are ids of those that it holds no more, and of what took their place.
        """
        corrections = tuple(each.correction for each in (*kept, *made))
        revision = RevisionRecord(
            number=self._seen + 1,
            author=self._caller.id,
            created_at=self._now,
            corrections=tuple(each.id for each in (*kept, *made)),
        )
        report = self._reports.measure(self._record, corrections, revision.number) if corrections else None
        try:
            flags = self._reports.flags(self._record, report)
            self._revisions.add(self._record.id, revision, report, made, flags, replaced)
        except BaseException as error:
            if report:
                self._reports.give_up(self._record, report)
            if isinstance(error, Overtaken):
                raise problems.changed_meanwhile() from error
            raise
        self._response.headers["ETag"] = f'"{revision.number}"'
        self._response.headers["Location"] = f"/v1/analyses/{self._record.id}/revisions/{revision.number}"
        return revision

    async def in_turn(self, change: Callable[[], RevisionRecord]) -> RevisionRecord:
        """The revision that a change makes; raises Problem, also when too many are under way."""
        return await in_turn(self._reports, change)


async def in_turn(reports: Reports, change: Callable[[], Value]) -> Value:
    """What a change makes, in one of the few threads that measure; raises Problem when too many wait."""
    if reports.threads.waiting >= MOST_WAITING:
        raise faults.too_many_corrections()
    return await reports.threads.run(change)


RevisingDep = Annotated[Revising, Depends()]
