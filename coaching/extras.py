"""What stands beside the cadence sessions: sessions by effort, drills, recovery and filming."""

from coaching.datatypes import Segment, Session, SessionKind
from coaching.runs import TIMES, WARM_UP_S, Run, easy, part
from coaching.sessions import CONVENTION, EASY_SHARE

FILMED_S = 60.0
CHECK_S = WARM_UP_S + 3 * FILMED_S


def stride_outs(run: Run) -> Session:
    """Stride-outs at the end of an easy run, by effort: neither speed nor cadence is said."""
    parts = (part("steady", 20), part("walk", 60)) * 4
    return _by_effort(
        run,
        "stride_outs",
        "4 stride-outs of 20 s",
        "In place of this day's run: at its end run tall, relaxed and a little quicker.",
        parts,
        EASY_SHARE,
    )


def track_repeats(run: Run, most_s: float) -> Session:
    """400 m hard, by effort, no more than `most_s` of it."""
    lap_s = 400 / run.speed_mps
    times = min(6, int(most_s // lap_s), int(run.room_s // (2 * lap_s)))
    parts = (Segment(duration_s=lap_s, effort="hard", distance_m=400.0), part("jog", lap_s)) * times
    told = "In place of your own hard session: 400 m hard, a slow lap between; cadence as it comes."
    return _by_effort(run, "track_repeats", f"{times} {TIMES} 400 m", told, parts, EASY_SHARE)


def jog_hard(run: Run, most_s: float) -> Session:
    """Minutes hard and jogged in turn, by effort, no more than `most_s` of them hard."""
    times = min(8, int(most_s // 60), int(run.room_s // 180))
    parts = (part("hard", 60), part("jog", 120)) * times
    told = "In place of your own hard session: a minute hard, two jogged; cadence as it comes."
    return _by_effort(run, "jog_hard", f"{times} {TIMES} 1 min hard, 2 min jog", told, parts, EASY_SHARE)


def drills(run: Run) -> Session:
    """Beside a run: calf raises and ankle circles."""
    told = "Three times 15 slow calf raises a leg; then 20 ankle circles a side, each way."
    parts = (part("rest", 90),) * 4
    return _beside(run, "drills", "Calf raises and ankle circles", told, parts)


def recovery(run: Run) -> Session:
    """A day without running."""
    told = "No running; a walk does no harm."
    return _beside(run, "recovery", "Day of recovery", told, (part("walk", 20 * 60),))


def video_check(run: Run) -> Session:
    """The first minutes of a run, filmed twice without the metronome."""
    filmed = Segment(duration_s=FILMED_S, effort="easy")
    return Session(
        id=run.id,
        day=run.day,
        kind="video_check",
        title=f"Film yourself: 2 {TIMES} 1 min without the metronome",
        purpose="Before the run: warm up, then film from the side at the speed of your baseline, and run as"
        " it comes.",
        segments=(*easy(WARM_UP_S), filmed, *easy(FILMED_S), filmed),
        speed_mps=run.speed_mps,
        optional=False,
        source="Kept without the metronome after a month: Willy 2016, Bramah 2019.",
    )


def _by_effort(
    run: Run, kind: SessionKind, title: str, purpose: str, parts: tuple[Segment, ...], source: str
) -> Session:
    """With the parts at the end of the run; neither speed nor cadence is said."""
    easy_s = run.room_s - sum(each.duration_s for each in parts)
    work = (*easy(easy_s), *parts)
    return run.session(kind, title, purpose, work, source=source, keeps_speed=False, optional=True)


def _beside(run: Run, kind: SessionKind, title: str, purpose: str, parts: tuple[Segment, ...]) -> Session:
    return Session(
        id=run.id,
        day=run.day,
        kind=kind,
        title=title,
        purpose=purpose,
        segments=parts,
        speed_mps=None,
        optional=True,
        source=CONVENTION,
    )
