"""The sessions that change cadence, and the easy runs between them.

All are as long as the run that they stand for, at the speed of the plan or below.
"""

from coaching.datatypes import Segment, Session, SessionKind
from coaching.runs import TIMES, Fade, Run, clicked_as, cue_words, easy, length_text, part

RUNG_S = 120.0
RUNGS = (1 / 3, 2 / 3, 1.0, 1.0, 2 / 3, 1 / 3)
"""Of the way from the runner's own cadence to the target."""

CONVENTION = "Convention."
INTERVALS = (
    "Convention; that two or three runs a week with a metronome raise cadence: Huber 2024, doi"
    " 10.26603/001c.90909."
)
FADED = "Faded feedback: Crowell & Davis 2011, PMC3014399; steps of 500 m and 1 km: convention."
HALF = (
    "At least half of the mileage at the new cadence: Hafer 2015, doi 10.1080/02640414.2014.962573, of six"
    f" runners. {FADED}"
)
SHORT_STEPS = (
    "One speed throughout, so that only the step gets shorter: Heiderscheit 2011, doi"
    " 10.1249/MSS.0b013e3181ebedf4."
)
EASY_SHARE = "Four of five sessions easy: Seiler 2010, doi 10.1123/ijspp.5.3.276."


def intervals(run: Run, *, times: int, on_s: float, off_s: float, kind: SessionKind) -> Session:
    """Parts at the target with easy running between, as many of them as fit."""
    fitting = min(times, int(run.room_s // (on_s + off_s)))
    work = (run.at_target(on_s), *easy(off_s)) * fitting
    return run.session(
        kind,
        f"{fitting} {TIMES} {length_text(on_s)} at {run.target_spm:.0f}",
        f"Take shorter, quicker steps to the metronome at your usual speed; {length_text(off_s)} as it comes"
        " between.",
        work,
        source=f"{INTERVALS} {SHORT_STEPS}",
    )


def ladder_run(run: Run) -> Session:
    """Up from the runner's own cadence to the target and down again, at one speed."""
    rung_s = min(RUNG_S, run.room_s / len(RUNGS))
    rungs = [float(int(run.own_spm + share * (run.target_spm - run.own_spm))) for share in RUNGS]
    work = tuple(
        Segment(duration_s=rung_s, effort="easy", cadence_spm=max(rung, run.own_spm), clicks=True)
        for rung in rungs
    )
    return run.session(
        "ladder",
        f"Ladder to {run.target_spm:.0f} and back, {len(RUNGS)} {TIMES} {length_text(rung_s)}",
        "Feel how small the steps between cadences are; the speed stays the same.",
        work,
        source=f"{CONVENTION} {SHORT_STEPS}",
    )


def block(run: Run, duration_s: float, fade: Fade = "always") -> Session:
    """One part at the target, with the metronome as `fade` says."""
    length_s = min(duration_s, run.room_s)
    return run.session(
        "blocks" if fade == "always" else "easy_run",
        f"{length_text(length_s)} at {run.target_spm:.0f}{cue_words(fade)}",
        "Hold the quicker step in one piece at your usual speed; breathe calmly, shoulders and jaw loose.",
        clicked_as(run, length_s, fade),
        source=HALF,
    )


def easy_run(run: Run) -> Session:
    """As it comes."""
    purpose = "Run easily, as it comes: no metronome, no thought of cadence."
    return run.session("easy_run", f"Easy run, {length_text(run.total_s)}", purpose, source=EASY_SHARE)


def long_run(run: Run, *, share: float, fade: Fade) -> Session:
    """A long run of which `share` is at the target, in blocks of ten minutes at most."""
    blocks = int(-(-share * run.total_s // 600))
    on_s = share * run.total_s / max(1, blocks)
    off_s = run.room_s / max(1, blocks) - on_s
    work = (*clicked_as(run, on_s, fade), *easy(off_s)) * blocks
    held = (
        f" with {blocks} {TIMES} {length_text(on_s)} at {run.target_spm:.0f}{cue_words(fade)}"
        if blocks
        else ""
    )
    return run.session(
        "long_run",
        f"Long run, {length_text(run.total_s)}{held}",
        "Hold technique when tired; where a block does not come easily, leave it and run on as it comes.",
        work,
        source=f"{CONVENTION} Cadence falls with fatigue: Apte 2021, doi 10.3389/fphys.2021.646042.",
    )


def hill_repeats(run: Run) -> Session:
    """The quicker step where steps are short anyway; slower than on the flat."""
    times = 6
    work = (run.at_target(30), part("walk", 60)) * times
    return run.session(
        "hill_repeats",
        f"{times} {TIMES} 30 s uphill at {run.target_spm:.0f}",
        "In place of this day's run: a gentle hill at easy effort, slower than on the flat; walk down.",
        work,
        source=f"{CONVENTION} {SHORT_STEPS}",
        optional=True,
    )
