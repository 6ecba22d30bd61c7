"""Where the network draws joints: on rendered bodies whose joints are known, and on a man marked by hand.

    python benchmarks/joints.py [--data DIR] [--out docs/joints.md] [--landmarks-cache DIR]

The tables behind `vision/landmark_offsets.py`. Instants are the true ones, so that only places differ.
"""

import argparse
import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import numpy as np
from accuracy import FILMED, FILMED_CADENCE_SPM, FILMED_FPS, RENDERED
from clips import HEAVY, read_clip
from joint_errors import (
    FOOT,
    LEG,
    POSTURES,
    TRUNK,
    Body,
    contact_errors,
    knee_errors,
    marked,
    marked_pct,
    offset_pct,
    postures,
)
from tables import markdown_table
from truth import DATA, ROOT, Truth, read_labelled, read_rendered, true_points

from vision import definitions, make_track, read_scene
from vision.datatypes import Floats, Leg
from vision.landmark_offsets import OFFSETS

DISTANCES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
LEGS: tuple[Leg, Leg] = ("near", "far")
MARKED = ("initial_contact", "mid_stance")

HEAD = """# Where the network draws the joints

Landmark less joint, in % of the trunk (hip, shoulder), the leg (knee, ankle) and the foot (heel, toe) as
drawn: ahead of the joint for hip, shoulder, knee and ankle, towards the toe for heel and toe. Rendered bodies
(dev): the median over all frames, hip and shoulder as the middle of both sides, the others of the near leg.
Filmed man: the mean of his near side in the frames marked by hand, with the marks' own uncertainty. The last
columns are what `vision/landmark_offsets.py` takes and the spread that it counts.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "joints.md")
    parser.add_argument("--landmarks-cache", type=Path)
    given = parser.parse_args(arguments)
    text = "\n".join(report(given.data, given.landmarks_cache))
    given.out.write_text(text, encoding="utf-8")
    print(text)


def report(data: Path, cache: Path | None) -> Iterator[str]:
    """All tables, line by line."""
    bodies = [read_body(read_rendered(data / "rendered" / f"{name}.json"), cache) for name in RENDERED]
    video = data / "real" / f"{FILMED}.mp4"
    man = read_body(read_labelled(video, fps=FILMED_FPS, cadence_spm=FILMED_CADENCE_SPM), cache)
    with video.with_suffix(".digitised.csv").open(encoding="utf-8", newline="") as file:
        marks = list(csv.DictReader(file))
    yield HEAD
    yield from offsets_table(bodies, man, marks)
    yield "## The filmed man: the same points in the same frames\n"
    yield from marks_table(man, marks)
    yield "## Knees: drawn towards the other one, % of the leg, by their distance as drawn\n"
    yield from knees_table(bodies)
    yield "## At the true contacts, errors of the clip means; hip offset from the other four bodies\n"
    yield from left_out_table(bodies)
    yield "---\n\nMade by `python benchmarks/joints.py`.\n"


def read_body(truth: Truth, cache: Path | None) -> Body:
    """A clip's landmarks, and its joints where they are known."""
    clip = read_clip(truth.video, cache)
    track = make_track(clip.landmarks)
    scene = read_scene(track, camera=clip.camera, height_cm=truth.height_cm)
    body = Body(truth, scene, track, HEAVY, {})
    known = truth.video.with_suffix(".json")
    if known.is_file():
        body.joints.update({name: points * body.signs for name, points in true_points(known).items()})
    return body


def offsets_table(bodies: Sequence[Body], man: Body, marks: Sequence[dict[str, str]]) -> list[str]:
    """One line a landmark."""
    lines = []
    for part in (*TRUNK, *LEG, *FOOT):
        by_hand = [marked_pct(man, part, [row for row in marks if row["phase"] == phase]) for phase in MARKED]
        taken = OFFSETS[part]
        value, sd = (taken.along, taken.along_sd) if part in FOOT else (taken.ahead, taken.ahead_sd)
        lines.append(
            [
                part,
                *(f"{offset_pct(body, part):+.1f}" for body in bodies),
                *(f"{value:+.1f} ± {spread:.1f}" for value, spread in by_hand),
                f"{100 * value:+.1f}",
                f"{100 * sd:.1f}",
            ]
        )
    head = ["landmark", *RENDERED, "filmed, contact", "filmed, midstance", "taken", "spread"]
    return markdown_table(head, lines)


def marks_table(man: Body, marks: Sequence[dict[str, str]]) -> list[str]:
    """Postures of the near side from drawn landmarks, from joints and from marks."""
    lines = []
    for phase in MARKED:
        rows = [row for row in marks if row["phase"] == phase]
        frames, side = [int(row["frame"]) for row in rows], man.side("near")
        drawn, moved = (
            postures({part: man.point(f"{side}_{part}", track)[frames] for part in (*TRUNK, *LEG)}, man.scene)
            for track in (man.drawn, man.moved())
        )
        by_hand = postures({part: marked(man, part, rows) for part in (*TRUNK, *LEG)}, man.scene)
        for name, column in POSTURES.items():
            spread = np.mean([float(row[column]) for row in rows])
            texts = (f"{drawn[name]:.1f}", f"{moved[name]:.1f}", f"{by_hand[name]:.1f} ± {spread:.1f}")
            lines.append([name, phase.replace("_", " "), *texts])
    return markdown_table(["near side", "frames", "drawn", "moved", "by hand"], lines)


def knees_table(bodies: Sequence[Body]) -> list[str]:
    """Median distance of a drawn and of a moved knee from its joint, towards the other knee."""
    spans = list(pairwise(DISTANCES))
    lines = []
    for leg in LEGS:
        rows = np.concatenate([knee_errors(body, body.side(leg)) for body in bodies])
        for column, title in ((1, "drawn"), (2, "moved")):
            inside = [rows[(rows[:, 0] >= low) & (rows[:, 0] < high), column] for low, high in spans]
            lines.append([f"{leg}, {title}", *map(median_pct, inside)])
    return markdown_table(["knee", *(f"{100 * low:.0f} to {100 * high:.0f}" for low, high in spans)], lines)


def median_pct(shares: Floats) -> str:
    """As text; a dash where there are none."""
    known = shares[np.isfinite(shares)]
    return f"{100 * np.median(known):+.1f}" if len(known) else "-"


def left_out_table(bodies: Sequence[Body]) -> list[str]:
    """Errors as drawn, moved by the table, and moved with the hip's offset from the other bodies."""
    of_hip = np.array([offset_pct(body, "hip") / 100 for body in bodies])
    lines: dict[str, list[str]] = {}
    for number, body in enumerate(bodies):
        others = float(np.delete(of_hip, number).mean())
        with patch.dict(definitions.OFFSETS, {"hip": replace(OFFSETS["hip"], ahead=others)}):
            left_out = body.moved()
        for title, track in (("drawn", body.drawn), ("moved", body.moved()), ("left out", left_out)):
            for name, error in contact_errors(body, track).items():
                lines.setdefault(f"{name}, {title}", []).append(error)
    rows = [
        [name, *(f"{error:+.1f}" for error in errors), f"{float(np.sqrt(np.mean(np.square(errors)))):.1f}"]
        for name, errors in lines.items()
    ]
    return markdown_table(["", *RENDERED, "rms"], rows)


if __name__ == "__main__":
    main()
