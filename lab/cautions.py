"""What else than chance may have made repeated clips differ."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lab.beside_reference import BesideReference
from lab.clips import ReportedClip
from vision import DISPLAY_STEP_MPS, GROUPS_MIN, Reason, with_unit

FEW_RUNNERS, FEW_REPEATS = 10, 20
"""Fewer tell an ICC, and a SEM, no better than by half; convention."""


def cautions(clips: Sequence[ReportedClip]) -> Iterator[Reason]:
    """Of clips that count as repeats of each other."""
    if len(clips) > 1 and not any(clip.runner for clip in clips):
        yield Reason("unnamed", "Nobody says whose clips these are: they count as one runner's.")
    by_runner: dict[str, list[ReportedClip]] = defaultdict(list)
    for clip in clips:
        by_runner[clip.runner].append(clip)
    for runner, own in by_runner.items():
        yield from _of_runner(f" of {runner}" if runner else "", own)
    if len(clips) > 1 and any(clip.speed_mps is None for clip in clips):
        yield Reason("unknown_speed", "The speed of some clips is not known; repeats should be at one speed.")
    if len({clip.software for clip in clips if clip.software}) > 1:
        yield Reason(
            "other_software", "Other software made some reports; analyse all clips with one version."
        )
    yield from _numbers(clips, len(by_runner))


def _of_runner(of: str, clips: Sequence[ReportedClip]) -> Iterator[Reason]:
    if len(clips) > 1 and not all(clip.session for clip in clips):
        yield Reason(
            "unnamed_session",
            f"Nobody says in which session some clips{of} were made: those count as one session.",
        )
    speeds = [clip.speed_mps for clip in clips if clip.speed_mps is not None]
    if speeds and max(speeds) - min(speeds) > DISPLAY_STEP_MPS:
        span = f"from {with_unit(min(speeds), 'm/s')} to {with_unit(max(speeds), 'm/s')}"
        yield Reason("other_speed", f"Clips{of} differ in speed, {span}; most measures change with it.")
    views = sorted({clip.view for clip in clips if clip.view})
    if len(views) > 1:
        yield Reason("other_view", f"Clips{of} were filmed from other places ({', '.join(views)}).")


def cautions_beside(reference: BesideReference) -> Iterator[Reason]:
    """Of what was set beside another instrument."""
    if any(each.groups < GROUPS_MIN for each in (*reference.measures, *reference.events)):
        yield Reason(
            "few_beside_reference",
            f"Some rows beside the reference are of fewer than {GROUPS_MIN} runners: their bias and limits "
            "hold for these alone, and say nothing of others.",
        )
    for clock in reference.clocks:
        if not clock.matched:
            yield Reason(
                "nothing_matched",
                f"{clock.clip}: no event lies near one of the reference, moved by {clock.offset_s:g} s; "
                "check the offset, and which plate is which foot's.",
            )


def _numbers(clips: Sequence[ReportedClip], runners: int) -> Iterator[Reason]:
    if 1 < runners < FEW_RUNNERS:
        yield Reason("few_runners", f"{runners} runners tell an ICC roughly: see how wide its interval is.")
    if 0 < len(clips) - runners < FEW_REPEATS:
        yield Reason("few_repeats", "There are few repeats, so that the intervals are wide.")
