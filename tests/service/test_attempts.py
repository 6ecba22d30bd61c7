import signal

import pytest

from service.attempts import CRASHED, SILENT, SLOW, STOPPED, Outcome, Result, attempt
from service.child import (
    OUT_OF_MEMORY,
    ChildDied,
    ChildRefused,
    ChildSilent,
    ChildSlow,
    ChildUnwanted,
    unusable_files,
)
from vision import Quality, Reason

DARK = Reason("dark", "It is dark; film in the light.")
NO_PERSON = Reason("no_person", "Nobody is to be seen; film one runner.")
NO_NETWORKS = Reason("networks_unavailable", "The pose networks are missing.")
FULL = unusable_files(OSError(28, "No space left on device"))


class Ended:
    """A child that has ended so."""

    def __init__(self, end):
        self._end = end

    def result(self, *_):
        if isinstance(self._end, Exception):
            raise self._end
        return self._end


def result(verdict, *reasons):
    return Result(Quality(verdict, reasons, "running", "true", 60.0, 1.0), video_s=8.0)


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        (result("ok"), Outcome("done", video_s=8.0)),
        (result("limited", DARK), Outcome("done", video_s=8.0)),
        (result("refused", DARK), Outcome("refused", (DARK,), video_s=8.0)),
        (ChildRefused(NO_PERSON), Outcome("refused", (NO_PERSON,))),
        (ChildRefused(OUT_OF_MEMORY), Outcome("failed", (OUT_OF_MEMORY,))),
        (ChildSilent(), Outcome("failed", (SILENT,))),
        (ChildSlow(), Outcome("failed", (SLOW,))),
        (ChildDied(1), Outcome("failed", (CRASHED,))),
        (ChildUnwanted(), Outcome(None)),
    ],
)
def test_an_end_that_would_be_the_same_again_is_final(end, outcome):
    assert attempt(Ended(end), lambda *_: None, lambda: True) == outcome


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (ChildDied(-signal.SIGKILL), CRASHED),
        (ChildDied(-signal.SIGSEGV), CRASHED),
        (ChildRefused(NO_NETWORKS), NO_NETWORKS),
        (ChildRefused(FULL), FULL),
    ],
)
def test_an_end_that_may_pass_is_tried_again(end, reason):
    assert attempt(Ended(end), lambda *_: None, lambda: True) == Outcome("failed", (reason,), again=True)


def test_advice_for_a_clip_that_kills_its_process_waits_for_the_last_attempt():
    assert Outcome("failed", (CRASHED,), again=True).reasons_meanwhile == (STOPPED,)
    assert "trim" not in STOPPED.message
    assert Outcome("failed", (FULL,), again=True).reasons_meanwhile == (FULL,)
