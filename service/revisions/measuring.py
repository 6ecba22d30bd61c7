"""Revisions as files: measured in a process of their own, read for flags and changes."""

import json
import secrets
import shutil
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from service import problems
from service.child import (
    SYSTEM_ERROR,
    Child,
    ChildDied,
    ChildRefused,
    ChildSilent,
    ChildSlow,
    Limits,
)
from service.models import Record
from service.revisions import faults
from service.revisions.models import Change, Changes, FlagRecord, FlagState
from service.store import OUTPUTS, REAR_VIDEO, VIDEO, Store
from vision import Correction, Progress, read_kept, revise, write_outputs

KEPT = "observed.npz"
_FOLDER = "revisions"


def measure_revision(
    analysis: Path, out: Path, corrections: tuple[Correction, ...], number: int, progress: Progress
) -> None:
    """Measure a clip again and write the report to `out`; the work of a process of its own.

    The annotated video is not drawn again: that takes longer than all the rest.
    """
    clips = [clip if clip.is_file() else None for clip in (analysis / VIDEO, analysis / REAR_VIDEO)]
    kept = read_kept(analysis / OUTPUTS / KEPT)
    revised = revise(kept, corrections, number=number, video=clips[0])
    write_outputs(revised, clips[0], out, rear_video=clips[1], annotated=False, progress=progress)


class Reports:
    """The reports of revisions, beside the first ones; at most `at_once` are measured together."""

    def __init__(self, store: Store, *, limits: Limits, at_once: int) -> None:
        self._store, self._limits = store, limits
        self._turns = threading.BoundedSemaphore(at_once)

    def folder(self, record: Record, report: str | None) -> Path:
        """Where a report lies; the first one without `report`."""
        mine = self._store.folder(record.id)
        return mine / OUTPUTS if report is None else mine / _FOLDER / report

    def measure(self, record: Record, corrections: tuple[Correction, ...], number: int) -> str:
        """A new report; raises Problem where it cannot be made, and leaves nothing then."""
        if not (self.folder(record, None) / KEPT).is_file():
            raise faults.not_correctable()
        report = f"{number}-{secrets.token_hex(8)}"
        out = self.folder(record, report)
        work = (self._store.folder(record.id), out, corrections, number)
        try:
            with self._turns:
                Child(measure_revision, *work, limits=self._limits).result(lambda *_: None)
        except ChildRefused as error:
            self.drop(record, report)
            if error.reason.code == SYSTEM_ERROR:
                raise problems.storage_full() from error
            raise faults.impossible_correction(error.reason) from error
        except (ChildDied, ChildSilent, ChildSlow) as error:
            self.drop(record, report)
            raise problems.server_error() from error
        return report

    def drop(self, record: Record, report: str) -> None:
        """Remove a report that nobody is to see."""
        shutil.rmtree(self.folder(record, report), ignore_errors=True)

    def flags(self, record: Record, report: str | None) -> list[FlagRecord]:
        """What was flagged first or is flagged now, and what became of it, the largest effect first."""
        first = {flag["id"]: flag for flag in flags_of(self.folder(record, None))}
        now = {flag["id"]: flag for flag in flags_of(self.folder(record, report))}
        found = [
            FlagRecord(analysis=record.id, state=_state(flag, now), **_told(flag))
            for flag in (first | now).values()
        ]
        return sorted(found, key=weightiest)

    def changes(self, record: Record, since: tuple[int, str | None], to: tuple[int, str | None]) -> Changes:
        """What differs in the measures of two revisions, each by number and report."""
        before, after = (read(self.folder(record, report)).get("metrics", {}) for _, report in (since, to))
        differing = {
            name: _change(before[name], after[name])
            for name in after
            if name in before and _numbers(before[name]) != _numbers(after[name])
        }
        return Changes(since=since[0], number=to[0], metrics=differing)


def read(folder: Path) -> dict[str, Any]:
    """A report."""
    document: dict[str, Any] = json.loads((folder / "report.json").read_bytes())
    return document


@lru_cache(maxsize=4096)
def flags_of(folder: Path) -> tuple[dict[str, Any], ...]:
    """The flags of a report, which never changes where it lies."""
    return tuple(read(folder).get("flags", ()))


def weightiest(flag: FlagRecord) -> tuple[float, str, str]:
    """The order of a review: what the report hangs on most comes first."""
    return -(flag.weight or 0.0), flag.analysis, flag.id


def _told(flag: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in flag.items() if name != "dismissed"}


def _state(flag: dict[str, Any], now: dict[str, Any]) -> FlagState:
    if flag["id"] not in now:
        return "corrected"
    return "dismissed" if now[flag["id"]].get("dismissed") else "open"


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
