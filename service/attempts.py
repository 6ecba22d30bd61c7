"""One attempt at an analysis: what its process may use up, and what becomes of the analysis by its end."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from service.child import (
    OUT_OF_MEMORY,
    SYSTEM_ERROR,
    Child,
    ChildDied,
    ChildRefused,
    ChildSilent,
    ChildSlow,
    ChildUnwanted,
)
from service.models import Record, Status
from service.reports import Result
from vision import Progress, Reason

log = logging.getLogger("midstance")

Work = Callable[[Path, Path, Record, Progress], Result]
MAX_ATTEMPTS = 3

CRASHED = Reason("crashed", "The analysis stopped unexpectedly; trim the clip to 30 to 60 s and try again.")
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
