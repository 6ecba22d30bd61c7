"""The reports of revisions as files: measured in a process of their own, read for flags and changes."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from service.aside import Aside
from service.child import ChildRefused
from service.folders import parsed
from service.models import Record
from service.revisions import faults
from service.revisions.alike import alike
from service.revisions.flagged import Told, flags_of
from service.revisions.models import Change, Changes
from service.revisions.processes import measure_revision
from service.store import VIDEO, Store, revision_place
from service.strays import Strays
from service.threads import Threads
from vision import KEPT_FILE, Correction, FactsCorrected


class OfAnotherVersion(Exception):
    """What measured a revision measures otherwise by now, and would make what its report does not say."""


class Reports:
    """The reports of revisions, beside the first ones; at most `at_once` are measured together."""

    def __init__(
        self,
        store: Store,
        first_report: Callable[[str], str | None],
        strays: Strays,
        *,
        give_up: Callable[[str], None],
        aside: Aside,
        at_once: int,
    ) -> None:
        self._store, self._first_report, self._aside = store, first_report, aside
        self._strays, self._give_up = strays, give_up
        self.threads = Threads(at_once)

    def place(self, record: Record, report: str | None) -> str:
        """Where in the store a report lies; the first one without `report`."""
        return revision_place(record.id, report) if report else self.first_place(record.id)

    def first_place(self, analysis: str) -> str:
        """Where the first report of an analysis lies."""
        return f"{analysis}/{self._first_report(analysis)}"

    def measure(self, record: Record, corrections: tuple[Correction, ...], number: int) -> str:
        """A new report; raises Problem where it cannot be made, and leaves nothing then."""
        report = f"{number}-{secrets.token_hex(8)}"
        with self._aside.folder() as folder:
            kept = self.kept(record, folder)
            video = self.looked_at(record, corrections, folder)
            out = folder / "report"
            self._run(kept, video, out, corrections, number)
            self._strays.announce(self.place(record, report))
            try:
                self._store.keep_files(self.place(record, report), out)
            except BaseException:
                self.give_up(record, report)
                raise
        return report

    def kept(self, record: Record, folder: Path) -> Path:
        """What an analysis can be measured from again; raises Problem where it was not kept."""
        kept = self.fetched(f"{self.place(record, None)}/{KEPT_FILE}", folder)
        if kept is None:
            raise faults.not_correctable()
        return kept

    def source(self, record: Record) -> Mapping[str, Any]:
        """What the first report says of its clip."""
        source: Mapping[str, Any] = self._store.document(self.place(record, None)).get("source", {})
        return source

    def looked_at(self, record: Record, corrections: Sequence[Correction], folder: Path) -> Path | None:
        """The clip, where to measure it with these corrections may take a look at it. Raises StoreGone."""
        looks = any(isinstance(each, FactsCorrected) for each in corrections)
        return self.fetched(f"{record.id}/{VIDEO}", folder) if looks else None

    def require_same(self, place: str, now: Path) -> None:
        """Raises OfAnotherVersion where the report that lies there says other than what is measured now."""
        kept, measured = self._store.document(place), parsed(now.read_bytes())
        del kept["provenance"], measured["provenance"]
        if not alike(kept, measured):
            raise OfAnotherVersion

    def fetched(self, key: str, folder: Path) -> Path | None:
        """A blob as a file, which may lie in the folder; None where there is none. Raises StoreGone."""
        try:
            return self._store.blobs.fetch(key, folder)
        except FileNotFoundError:
            return None

    def _run(self, *work: object) -> None:
        try:
            self._aside.run(measure_revision, *work)
        except ChildRefused as error:
            raise faults.impossible_correction(error.reason) from error

    def give_up(self, record: Record, report: str) -> None:
        """Have a report removed, unless a revision turns out to show it."""
        self.give_up_place(self.place(record, report))

    def give_up_place(self, place: str) -> None:
        """The same of what lies there and was announced as a stray."""
        self._give_up(place)

    def flags(self, record: Record, report: str | None) -> Sequence[Told]:
        """The flags of a report as it tells them. Raises OSError."""
        return flags_of(self._store.document(self.place(record, report)))

    def changes(self, record: Record, since: tuple[int, str | None], to: tuple[int, str | None]) -> Changes:
        """What differs in the measures of two revisions, each by number and report."""
        before, after = (
            self._store.document(self.place(record, report)).get("metrics", {}) for _, report in (since, to)
        )
        differing = {
            name: _change(before[name], after[name])
            for name in after
            if name in before and not alike(_numbers(before[name]), _numbers(after[name]))
        }
        return Changes(since=since[0], number=to[0], metrics=differing)


def _numbers(metric: dict[str, Any]) -> list[Any]:
    return [metric.get(name) for name in ("value", "low", "high", "category")]


def _change(before: dict[str, Any], after: dict[str, Any]) -> Change:
    return Change(
        before=before["value"],
        after=after["value"],
        unit=after["unit"],
        before_interval=(before["low"], before["high"]),
        after_interval=(after["low"], after["high"]),
    )
