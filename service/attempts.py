"""One attempt at an analysis: what its process may use up, and what becomes of the analysis by its end."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from service.child import (
    OUT_OF_MEMORY,
    SYSTEM_ERROR,
    Child,
    ChildDied,
    ChildRefused,
    ChildSilent,
    ChildSlow,
    ChildUnwanted,
    unusable_files,
)
from service.models import Record, Status
from vision import Progress, Quality, Reason

log = logging.getLogger("midstance")


class Result(NamedTuple):
    """What is kept of an analysis besides its report; `video_s` is how much it looked at."""

    quality: Quality
    video_s: float


Work = Callable[[Path, Path, Record, Progress], Result]

MAX_ATTEMPTS = 3
MAX_FAULTS = 8  # of the server's own, over three quarters of an hour
LONGEST_DELAY_S = 600.0

CRASHED = Reason("crashed", "The analysis stopped unexpectedly; trim the clip to 30 to 60 s and try again.")
STOPPED = Reason(CRASHED.code, "The analysis stopped unexpectedly; it is tried again by itself.")
SILENT = Reason("stalled", "The analysis made no progress for 10 minutes; upload a shorter clip.")
SLOW = Reason("too_slow", "The analysis took longer than it may on this server; upload a shorter clip.")
UNREADABLE = Reason("unreadable_video", "The file cannot be read; export the clip again as MP4 (H.264).")
INTERRUPTED = Reason(
    "interrupted", "The server went down during this analysis three times; upload a shorter clip."
)

MAY_PASS = {SYSTEM_ERROR, "networks_unavailable"}  # the clip is not to blame: another time it may work
NOT_THE_CLIP = MAY_PASS | {OUT_OF_MEMORY.code}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended; `status` None when nobody wanted it, `again` when another one may end better."""

    status: Status | None
    reasons: tuple[Reason, ...] = ()
    again: bool = False
    video_s: float = 0.0

    @property
    def at_fault(self) -> bool:
        """Whether the server stood in its way, with a full disk or a store that does not answer."""
        return self.again and self.reasons[0].code == SYSTEM_ERROR

    @property
    def counted(self) -> bool:
        """Whether this was an attempt, which tells something of the clip."""
        return self.status is not None and not self.at_fault

    @property
    def reasons_meanwhile(self) -> tuple[Reason, ...]:
        """What to tell of it until the next attempt: no advice for which it is too early."""
        return tuple(STOPPED if reason == CRASHED else reason for reason in self.reasons)

    def delay_s(self, record: Record, back_off_s: float) -> float | None:
        """How long to wait before another attempt at a record; None where there shall be none."""
        before, most = (record.faults, MAX_FAULTS) if self.at_fault else (record.attempts - 1, MAX_ATTEMPTS)
        if not self.again or before + 1 >= most:
            return None
        return min(back_off_s * 4.0**before, LONGEST_DELAY_S)


def server_at_fault(error: OSError) -> Outcome:
    """What to make of an attempt whose files could not be read or stored."""
    return Outcome("failed", (unusable_files(error),), again=True)


def attempt(child: Child[Result], on_progress: Progress, wanted: Callable[[], bool]) -> Outcome:
    """Wait for the process of an analysis, and say what to make of its end."""
    try:
        quality, video_s = child.result(on_progress, wanted)
    except ChildUnwanted:
        return Outcome(None)
    except ChildRefused as error:
        status: Status = "failed" if error.reason.code in NOT_THE_CLIP else "refused"
        return Outcome(status, (error.reason,), again=error.reason.code in MAY_PASS)
    except ChildSilent:
        return Outcome("failed", (SILENT,))
    except ChildSlow:
        return Outcome("failed", (SLOW,))
    except ChildDied as error:
        log.error("the process of an analysis ended with exit code %s", error.exit_code)
        killed = error.exit_code is not None and error.exit_code < 0
        return Outcome("failed", (CRASHED,), again=killed)
    if quality.verdict == "refused":
        return Outcome("refused", tuple(quality.reasons), video_s=video_s)
    return Outcome("done", video_s=video_s)
