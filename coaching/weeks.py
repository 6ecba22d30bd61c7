"""One week of a plan: which session falls on which day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from coaching.datatypes import Session
from coaching.extras import CHECK_S, drills, jog_hard, recovery, stride_outs, track_repeats, video_check
from coaching.runs import Fade, Run
from coaching.session_ids import Slot, session_id
from coaching.sessions import block, easy_run, hill_repeats, intervals, ladder_run, long_run
from coaching.settings import WEEKDAYS, PlanSettings

OWN_CADENCE, FIRST_STAGE, LAST_STAGE = 0, 1, 8
"""Stages: 0 has no cadence at all, 1 to 8 are the weeks of the programme."""

FADING, HABIT = 5, 7
"""From 5 on half of a run is at the target: of three runs at first, a week later of all."""
CHECKED = {2, 4, 8}
"""Stages that end with a video: after two and four weeks, and after the metronome is gone."""

CUED_RUNS = 3
FADES: tuple[Fade, ...] = ("always", "every 500 m", "every 1 km", "start and end", "none")
LONG_RUNS: tuple[tuple[float, Fade], ...] = (
    (0.0, "none"),
    (0.0, "none"),
    (0.0, "none"),
    (0.2, "always"),
    (0.3, "always"),
    (0.5, "every 500 m"),
    (0.5, "start and end"),
    (0.5, "none"),
    (0.5, "none"),
)
"""Share of a long run at the target, and its cue, in each stage."""

MOST_HARD = 0.2
Made = Callable[[Run], Session]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What all sessions of a week share."""

    speed_mps: float
    own_spm: float
    target_spm: float


def week_start(number: int, settings: PlanSettings) -> date:
    """The first day of a week; weeks are counted from the day on which the plan starts."""
    return settings.start + timedelta(weeks=number - 1)


def week_of(day: date, settings: PlanSettings) -> int:
    """In which week a day lies, 1 for the first."""
    return (day - settings.start).days // 7 + 1


def week_sessions(number: int, stage: int, rhythm: Rhythm, settings: PlanSettings) -> tuple[Session, ...]:
    """The sessions of a week at a stage, in order of day."""
    placed = sorted(_placed(number, stage, settings), key=lambda each: each[0])
    easy_s = settings.easy_min * 60
    return tuple(
        make(
            Run(
                id=session_id(number, day, slot),
                day=day,
                speed_mps=rhythm.speed_mps,
                own_spm=rhythm.own_spm,
                target_spm=rhythm.target_spm,
                total_s=easy_s,
            )
        )
        for day, slot, make in placed
    )


def _placed(number: int, stage: int, settings: PlanSettings) -> Iterator[tuple[date, Slot, Made]]:
    """What is to be done on which day, and as what."""
    days = [week_start(number, settings) + timedelta(days=i) for i in range(7)]
    runs = [day for day in days if WEEKDAYS[day.weekday()] in settings.days]
    free = [day for day in days if day not in runs]
    long = max(runs, key=date.weekday) if settings.long_run_min else None
    short = [day for day in runs if day != long]
    cued = {day: i for i, day in enumerate(_cued(short, stage))}
    checked = short[-1] if stage in CHECKED else None
    for day in short:
        made = _cadence_run(stage, cued[day], short) if stage and day in cued else easy_run
        if day == checked:
            yield day, "video", video_check
            made = _after_check(made)
        yield day, "run", made
    if long and settings.long_run_min:
        share, fade = LONG_RUNS[stage]
        blocks = partial(long_run, share=share, fade=fade)
        yield long, "long", _of_length(blocks, settings.long_run_min * 60)
    other = next((day for day in short if day not in cued), short[len(short) // 2])
    if stage and (extra := _extra(stage, settings)):
        yield other, "instead", extra
    for day in sorted({short[0], short[-1]}):
        yield day, "drills", drills
    rest = next((day for day in free if day > runs[-1]), free[-1])
    yield rest, "recovery", recovery


def _cued(runs: Sequence[date], stage: int) -> Sequence[date]:
    """Those at the target: some, from the second week of fading on all."""
    return runs if stage > FADING else _apart(runs, CUED_RUNS)


def _cadence_run(stage: int, place: int, runs: Sequence[date]) -> Made:
    """The run at `place` of the cued ones of a week with these runs; of few, the last of the stage."""
    one_minute = partial(intervals, times=5, on_s=60, off_s=60, kind="intervals")
    three_minutes = partial(intervals, times=4, on_s=180, off_s=60, kind="blocks")
    two_minutes = partial(intervals, times=6, on_s=120, off_s=60, kind="flat_repeats")
    by_stage: dict[int, Sequence[Made]] = {
        1: (one_minute,) * 3,
        2: (three_minutes, three_minutes, ladder_run),
        3: (partial(block, duration_s=600), two_minutes, partial(block, duration_s=900)),
        4: (partial(block, duration_s=1200),) * 3,
    }
    if stage in by_stage:
        return by_stage[stage][place - len(_cued(runs, stage))]
    fade: Fade = "none"
    if stage < HABIT:
        before = len(_cued(runs, FADING))
        done = place + (before if stage > FADING else 0)
        fade = FADES[done * len(FADES) // (before + len(runs))]
    return partial(_half, fade=fade)


def _half(run: Run, fade: Fade) -> Session:
    """Half of the run at the target."""
    return block(run, run.total_s / 2, fade)


def _extra(stage: int, settings: PlanSettings) -> Made | None:
    """The session of a week that may stand in place of a run."""
    hard_s = MOST_HARD * settings.easy_min * 60 * len(settings.days)
    if stage in (3, 5):
        return stride_outs
    if stage in (4, 6):
        return hill_repeats
    if stage >= HABIT and settings.hard_sessions:
        hard = track_repeats if stage == HABIT else jog_hard
        return partial(hard, most_s=hard_s)
    return stride_outs if stage >= HABIT else None


def _after_check(made: Made) -> Made:
    """A run that the filming was the beginning of."""
    return lambda run: made(replace(run, total_s=run.total_s - CHECK_S, warm_up_s=0.0))


def _of_length(made: Made, total_s: float) -> Made:
    return lambda run: made(replace(run, total_s=total_s))


def _apart(days: Sequence[date], most: int) -> Sequence[date]:
    """So many of them, as far from each other as they lie."""
    if len(days) <= most:
        return days
    return [days[round(i * (len(days) - 1) / (most - 1))] for i in range(most)]
