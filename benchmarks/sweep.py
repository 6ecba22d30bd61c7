"""Does a result hang on a threshold? Constants of the event chain, moved down and up, one at a time.

python benchmarks/sweep.py [--data DIR] [--out docs/sweep.md] [--landmarks-cache DIR]
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from accuracy import FILMED, FILMED_CADENCE_SPM, FILMED_FPS, RENDERED
from clips import TrackedClip, read_clip
from scoring import joined, score_events
from truth import DATA, ROOT, Truth, read_labelled, read_rendered

from vision import Metric
from vision.datatypes import SIDES, EventKind


@dataclass(frozen=True, slots=True)
class Threshold:
    """A module's constant and the values that are tried for it; the first is the product's own."""

    module: str
    name: str
    values: tuple[object, ...]


THRESHOLDS = (
    Threshold("tracks", "TEMPLATE_ORDER", (6, 4, 8)),
    Threshold("tracks", "DISTANCE_CAP_LEGS", (0.4, 0.2, 0.8)),
    Threshold("tracks", "OUTLIER_SD", (5.0, 3.5, 8.0)),
    Threshold("cycles", "PHASE_WINDOW_STRIDES", (1.5, 1.0, 2.5)),
    Threshold("events", "ALIGNMENT_ROUNDS", (2, 1, 4)),
    Threshold("events", "STRIDES_FOR_LOCAL_WINDOW", (6, 3, 1000)),
    Threshold("events", "KERNEL_SD_S", ((0.012, 0.015), (0.0084, 0.0105), (0.0156, 0.0195))),
    Threshold("events", "DISTINCT_SAMPLES", (2.1, 1.5, 2.7)),
    Threshold("contact_rules", "STRIKE_RANGE_DEG", ((-15.0, 30.0), (-8.0, 20.0), (-30.0, 60.0))),
    Threshold("contact_rules", "TOE_KNEE_REACH_S", (0.040, 0.025, 0.060)),
    Threshold("contact_rules", "SWING_OVER_STANCE_DEG", (10.0, 5.0, 20.0)),
    Threshold("contact_rules", "SWING_ONSET_S", (0.2, 0.15, 0.25)),
    Threshold("contact_rules", "KNEE_DIP_DEG", (2.0, 1.0, 4.0)),
    Threshold("series", "BEFORE_CONTACT_S", ((-0.050, 0.003), (-0.035, 0.003), (-0.065, 0.003))),
    Threshold("definitions", "KNEE_REACH", (0.20, 0.14, 0.26)),
    Threshold("definitions", "KNEE_PULL", (0.20, 0.14, 0.26)),
    Threshold("definitions", "STEADY_SPAN_S", (1.5, 1.05, 1.95)),
    Threshold("series", "CLOSE_S", (0.020, 0.014, 0.026)),
    Threshold("quality.runner", "BOUNCE_IN_STEP_MIN", (0.2, 0.0, 0.5)),
)

KINDS: tuple[EventKind, ...] = ("initial_contact", "toe_off")

LOWEST_FPS = 60

HEAD = """# What hangs on the thresholds

Each of these constants of the event chain was moved down and up, one at a time; the first line of each is the
product's own. All clips with known contacts are analysed at their own frame rate and,
from 60 frames per second on, with every second frame.
Contacts missed and extra are counted over all clips; the other columns are the largest of any clip's median
(contact, toe-off) or mean error.

| constant | value | missed / extra | contact, ms | toe-off, ms | contact time, ms | shank, ° | refused |
| --- | --- | --- | --- | --- | --- | --- | --- |"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "sweep.md")
    parser.add_argument("--landmarks-cache", type=Path)
    given = parser.parse_args(arguments)
    lines = [HEAD]
    clips = list(read_clips(given.data, given.landmarks_cache))
    for threshold in THRESHOLDS:
        for value in threshold.values:
            with moved(threshold, value):
                lines.append(row(threshold, value, clips))
    lines.append("\nMade by `python benchmarks/sweep.py`.")
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def read_clips(data: Path, cache: Path | None) -> Iterator[tuple[TrackedClip, Truth]]:
    """Every clip whole, and with every second frame where enough remain, beside its truth."""
    for name in RENDERED:
        clip = read_clip(data / "rendered" / f"{name}.mp4", cache)
        truth = read_rendered(data / "rendered" / f"{name}.json")
        yield clip, truth
        if clip.info.container_fps >= LOWEST_FPS:
            yield clip.thinned(2, 0), truth
    video = data / "real" / f"{FILMED}.mp4"
    yield read_clip(video, cache), read_labelled(video, fps=FILMED_FPS, cadence_spm=FILMED_CADENCE_SPM)


@contextmanager
def moved(threshold: Threshold, value: object) -> Iterator[None]:
    """The constant at another value inside the block."""
    module = import_module(f"vision.{threshold.module}")
    own = getattr(module, threshold.name)
    setattr(module, threshold.name, value)
    try:
        yield
    finally:
        setattr(module, threshold.name, own)


def row(threshold: Threshold, value: object, clips: Sequence[tuple[TrackedClip, Truth]]) -> str:
    """One line of the table."""
    missed = extra = refused = 0
    errors: dict[str, list[float]] = {"initial_contact": [], "toe_off": [], "time": [], "shank": []}
    for clip, truth in clips:
        analysis = clip.analyze()
        if analysis.events is None:
            refused += 1
            continue
        for kind in KINDS:
            score = joined([score_events(analysis.events, truth, side=s, kind=kind) for s in SIDES])
            errors[kind].append(1000 * float(np.median(np.abs(score.errors_s))))
            if kind == "initial_contact":
                missed, extra = missed + score.missed, extra + score.extra
        errors["time"].append(1000 * error(analysis.metrics, truth, "contact_time_s"))
        errors["shank"].append(error(analysis.metrics, truth, "shank_angle_deg"))
    worst = " | ".join(f"{max(values):.1f}" for values in errors.values())
    return f"| {threshold.name} | {value} | {missed} / {extra} | {worst} | {refused} |"


def error(metrics: Mapping[str, Metric], truth: Truth, name: str) -> float:
    """Size of a measure's error; 0 where either is unknown, which the largest of all clips passes over."""
    value = metrics[name].value
    return abs(value - truth.measures[name]) if value is not None and name in truth.measures else 0.0


if __name__ == "__main__":
    main()
