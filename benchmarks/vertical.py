"""How well the true vertical is read from the background, and what it does to trunk and shank, as a table.

    python benchmarks/vertical.py [--data DIR] [--out docs/vertical.md] [--landmarks-cache DIR]

The pictures of every clip, and its landmarks with them, are turned and pitched as if the camera had been, and
cropped to what stays filled; a blurred picture stands for a place without lines.
"""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import numpy as np
from accuracy import FILMED, RENDERED
from clips import TrackedClip, read_clip
from sweep import Threshold, moved
from truth import DATA, ROOT, digitised_lean_deg
from twists import Twist, lean_under, mapped, shown, twisted

from vision import Analysis, open_video
from vision.datatypes import ASSUMED_VERTICAL, Floats, Image, Landmarks, Vertical
from vision.intervals import Z95
from vision.lines import FrameEdges, straight_edges
from vision.persons import sample_frames
from vision.survey import edge_frames
from vision.vertical import find_vertical

SWEEP_HEAD = """
## What hangs on the thresholds

Each constant moved down and up by 30 %, one at a time; the first line of each is the product's own. Every
second picture of the table above, {lined} with lines and {bare} without.

| constant | value | read with lines | read without | largest error, ° |
| --- | --- | --- | --- | --- |"""


def around(module: str, name: str) -> Threshold:
    """A constant at its own value, 30 % lower and 30 % higher."""
    own = float(getattr(import_module(f"vision.{module}"), name))
    return Threshold(module, name, (own, 0.7 * own, 1.3 * own))


THRESHOLDS = (
    *(around("lines", name) for name in ("SHORTEST", "OFF_LINE")),
    *(
        around("vertical", name)
        for name in (
            "BODY_REACH_TRUNKS",
            "END_SD",
            "PLUMB_SD_DEG",
            "STRAY_DENSITY_PER_DEG",
            "SAME_THING",
            "SAME_THING_DEG",
            "ROLL_SD_DEG",
            "HELD_ANYHOW",
            "KEYSTONE_SD",
            "FOCAL_LENGTH",
            "LOG_ODDS_MIN",
            "ONE_VERTICAL_DEG",
            "LEVEL_WITHIN_DEG",
        )
    ),
)
MEASURES = ("trunk_lean_mean_deg", "shank_angle_deg")

HEAD = """# The vertical

The true lean of up at the runner's hip, to the right of the picture's vertical, beside what the lines of the
background say; then what trunk lean (mean) and shank angle (at contact) change by against the clip as it was
filmed with its vertical read: first if the picture's vertical is used, then with the one that was read.
Rendered clips (dev) know their camera; the filmed clip's lean was digitised by hand (standard deviation
0.1°). Turned and pitched pictures are made from the filmed ones, those without lines by blurring.
An asterisk stands where a 95 % interval misses the truth.

| clip | picture | true lean, ° | read (95 % interval), ° | lines | trunk, ° | shank, ° |
| --- | --- | --- | --- | --- | --- | --- |"""
MISSED = "\\*"


TWISTS = (
    Twist("as filmed"),
    *(Twist(f"rolled {roll:+d}°", roll) for roll in (-5, -3, 3, 5)),
    *(Twist(f"pitched {pitch:+d}°", 0.0, pitch) for pitch in (-10, 10)),
    *(Twist(f"rolled {roll:+d}°, pitched {pitch:+d}°", roll, pitch) for roll, pitch in ((-4, 8), (4, -8))),
    *(Twist(f"rolled {roll:+d}°, no lines", roll, blurred=True) for roll in (-4, 0, 4)),
)
SWEPT = TWISTS[::2]


def main(arguments: Sequence[str] | None = None) -> None:
    """Write and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "vertical.md")
    parser.add_argument("--landmarks-cache", type=Path)
    given = parser.parse_args(arguments)
    cases = list(read_cases(given.data, given.landmarks_cache))
    rows = [row for case in cases for row in rows_of(case)]
    pictures = [held for case in cases for held in case.held() if held.twist in SWEPT]
    lines = [HEAD, *(row.line for row in rows), "", *summary(rows), *swept(pictures)]
    lines.append("\nMade by `python benchmarks/vertical.py`.")
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


# ---- the clips -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A clip, the frames whose edges count, and how far up truly leans at the runner's hip."""

    name: str
    clip: TrackedClip
    pictures: dict[int, Image]
    lean_deg: float

    def held(self) -> "Iterator[Held]":
        """The clip held in every way."""
        place = np.nanmedian(self.clip.landmarks.point("mid_hip"), axis=0)
        for twist in TWISTS:
            turned = twisted(self.clip.info, twist)
            clip = replace(self.clip, landmarks=under(turned, self.clip.landmarks))
            pictures = {i: shown(picture, turned, twist) for i, picture in self.pictures.items()}
            yield Held(self.name, twist, clip, pictures, lean_under(turned, place, self.lean_deg))


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A clip held in one way, and how far up truly leans at the runner's hip."""

    name: str
    twist: Twist
    clip: TrackedClip
    pictures: dict[int, Image]
    lean_deg: float

    def edges(self) -> list[FrameEdges]:
        """Those of its pictures; nobody but the runner is in them."""
        return [FrameEdges(i, straight_edges(picture), ()) for i, picture in self.pictures.items()]

    def vertical(self, edges: Sequence[FrameEdges]) -> Vertical:
        """What its background says."""
        return find_vertical(edges, self.clip.landmarks, camera=self.clip.camera, source=self.clip.info)


def read_cases(data: Path, cache: Path | None) -> Iterator[Case]:
    """Every clip that is seen from the side."""
    for name in (*RENDERED, FILMED):
        video = data / ("real" if name == FILMED else "rendered") / f"{name}.mp4"
        source = open_video(video)
        frames = source.sample(edge_frames(sample_frames(source.time_s)))
        lean_deg = digitised_lean_deg(video) if name == FILMED else rendered_lean_deg(video)
        yield Case(name, read_clip(video, cache), {f.index: f.image for f in frames}, lean_deg)


def rendered_lean_deg(video: Path) -> float:
    """Mean lean of up at the mid-hip, from a rendered clip's camera."""
    truth = json.loads(video.with_suffix(".json").read_text(encoding="utf-8"))
    hips = np.mean([truth["joints3d"][f"hip.{side}"] for side in "LR"], axis=0)
    camera = truth["camera"]
    last = len(camera["eye"]) - 1
    leans = []
    for frame, hip in enumerate(hips):
        turn, eye = np.array(camera["R"][min(frame, last)]), np.array(camera["eye"][min(frame, last)])
        right, down, away = turn @ (hip - eye + np.array([[0, 0, 0], [0, 0, 0.01]])).T
        x, y = camera["fx"] * right / away, camera["fy"] * down / away
        leans.append(np.degrees(np.arctan2(x[1] - x[0], y[0] - y[1])))
    return float(np.mean(leans))


# ---- one row a picture -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """What a measure changes by against the clip as filmed, and whether its interval still holds that."""

    picture_deg: float
    read_deg: float
    held: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One clip held in one way."""

    clip: str
    twist: Twist
    lean_deg: float
    vertical: Vertical
    seconds: float
    changes: tuple[Change, ...]

    @property
    def held(self) -> bool:
        return abs(self.vertical.lean_deg - self.lean_deg) < Z95 * self.vertical.sd_deg

    @property
    def line(self) -> str:
        read, reach = self.vertical.lean_deg, Z95 * self.vertical.sd_deg
        lines = str(self.vertical.lines) if self.vertical.source == "lines" else "none"
        cells = [self.clip, self.twist.name, f"{self.lean_deg:+.1f}"]
        cells += [
            f"{read:+.1f} ({read - reach:+.1f} to {read + reach:+.1f}){'' if self.held else MISSED}",
            lines,
        ]
        cells += [f"{c.picture_deg:+.1f}, {c.read_deg:+.1f}{'' if c.held else MISSED}" for c in self.changes]
        return f"| {' | '.join(cells)} |"


def rows_of(case: Case) -> Iterator[Row]:
    """The clip held in every way."""
    reference: Analysis | None = None
    for held in case.held():
        start = time.process_time()
        vertical = held.vertical(held.edges())
        seconds = time.process_time() - start
        read = replace(held.clip, vertical=vertical).analyze()
        reference = reference or read
        assumed = replace(held.clip, vertical=ASSUMED_VERTICAL).analyze()
        changes = tuple(change(name, reference, assumed, read) for name in MEASURES)
        yield Row(held.name, held.twist, held.lean_deg, vertical, seconds, changes)


def under(turned: Floats, landmarks: Landmarks) -> Landmarks:
    """Landmarks under the map."""
    return replace(landmarks, position_px=mapped(turned, landmarks.position_px))


def change(name: str, reference: Analysis, assumed: Analysis, read: Analysis) -> Change:
    """Of one measure."""
    true, metric = reference.metrics[name].value, read.metrics[name]
    picture = assumed.metrics[name].value
    if true is None or picture is None or metric.value is None or metric.low is None or metric.high is None:
        return Change(float("nan"), float("nan"), held=True)
    return Change(picture - true, metric.value - true, held=metric.low <= true <= metric.high)


def summary(rows: Sequence[Row]) -> list[str]:
    """The whole in a few lines."""
    lined = [row for row in rows if not row.twist.blurred]
    found = [row for row in lined if row.vertical.source == "lines"]
    bare = [row for row in rows if row.twist.blurred]
    errors = np.array([row.vertical.lean_deg - row.lean_deg for row in found])
    worst = [np.nanmax([abs(row.changes[i].read_deg) for row in found]) for i in range(len(MEASURES))]
    changes = [c for row in bare for c in row.changes]
    read_bare = sum(row.vertical.source == "lines" for row in bare)
    held_bare, held = sum(row.held for row in bare), sum(c.held for c in changes)
    seconds = float(np.median([row.seconds for row in rows]))
    return [
        f"- Pictures with lines: a vertical was read in {len(found)} of {len(lined)}; its error is "
        f"{errors.mean():+.2f} ± {errors.std():.2f}°, at most {np.abs(errors).max():.2f}°; "
        f"the interval holds the truth in {sum(row.held for row in found)}.",
        f"- With the vertical that was read, turning and pitching moves trunk lean by at most "
        f"{worst[0]:.2f}° and shank angle by at most {worst[1]:.2f}°.",
        f"- Pictures without lines: one was read in {read_bare} of {len(bare)}. The interval of the assumed "
        f"one holds the truth in {held_bare}, those of trunk and shank the value as filmed in {held} of "
        f"{len(changes)}.",
        f"- Edges and vertical take one core {seconds:.2f} s a clip in the median.",
    ]


# ---- thresholds ------------------------------------------------------------------------------------


def swept(pictures: Sequence[Held]) -> list[str]:
    """The table of thresholds moved down and up by 30 %, one at a time."""
    bare = sum(held.twist.blurred for held in pictures)
    head = SWEEP_HEAD.format(lined=len(pictures) - bare, bare=bare)
    lines, edges = [head], [held.edges() for held in pictures]
    for threshold in THRESHOLDS:
        for value in threshold.values:
            with moved(threshold, value):
                seen = [held.edges() for held in pictures] if threshold.module == "lines" else edges
                read = [(held, held.vertical(e)) for held, e in zip(pictures, seen, strict=True)]
            lined = [v for held, v in read if not held.twist.blurred and v.source == "lines"]
            blurred = [v for held, v in read if held.twist.blurred and v.source == "lines"]
            errors = [abs(v.lean_deg - held.lean_deg) for held, v in read if v.source == "lines"]
            cells = [threshold.name, f"{value:.3g}", str(len(lined)), str(len(blurred)), f"{max(errors):.2f}"]
            lines.append(f"| {' | '.join(cells)} |")
    return lines


if __name__ == "__main__":
    main()
