"""Measures how well other views than the treadmill's from the side are measured: docs/views.md.

From behind: force plates seen by a virtual camera, and a rendered runner. Passing: rendered runners who are
moved past a standing camera in full perspective, with the network's own errors.
"""

import argparse
from pathlib import Path

import numpy as np
from clips import read_clip
from force_plates import Recording, read_recordings
from passages import PassingClip, passage
from scoring import EventScore, joined, score_times
from truth import DATA, ROOT
from virtual_camera import SideCamera, film

from vision import GaitEvents, Metric, detect_events, make_track, read_scene
from vision.datatypes import SIDES

FRAME_RATES = (30.0, 60.0, 120.0)
PHASES = (0.0, 0.37, 0.71)
OFF_STRAIGHT_DEG = (0.0, 10.0)
MARGIN_S = 0.15
"""A contact is told by the fall after it, which the clip's last frames do not show."""

PASSING = ("dev01", "dev02", "dev03", "dev04", "dev07")
DISTANCES_M = (6.0, 9.0, 12.0)
TRUE_HEELS_APART_M = 0.0476
TRUE_LEAN_DEG = 0.78
"""Of dev05 in every midstance, from the joints in space."""

HEAD = """# Other views

From behind and in passing, less is seen than from the side of a treadmill, and all of it is measured
differently. An asterisk stands where a 95 % interval misses the truth.
"""


def main(arguments: list[str] | None = None) -> None:
    """Print the tables and write them to docs/views.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "views.md")
    parser.add_argument("--landmarks-cache", type=Path)
    given = parser.parse_args(arguments)
    rendered = given.data / "rendered"
    lines = [
        HEAD,
        *force_plate_table(given.data / "force"),
        *rear_table(rendered / "dev05.mp4", given.landmarks_cache),
        *passage_table(rendered, given.landmarks_cache),
        "Made by `python benchmarks/views.py`.",
    ]
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def force_plate_table(folder: Path) -> list[str]:
    """Contacts seen from behind by a virtual camera against those of the force plates."""
    lines = [
        "## Contacts from behind, on force plates\n",
        "Joints of people on instrumented treadmills, seen by a virtual camera at hip height behind them, "
        "three phases of the frames each. Only contacts are told from behind.\n",
        "| recording | off straight, ° | frames/s | contacts | missed / extra | bias, ms | SD, ms |",
        "| --- " * 7 + "|",
    ]
    for recording in read_recordings(folder):
        for off_deg in OFF_STRAIGHT_DEG:
            lines += [_plate_row(recording, off_deg, fps) for fps in FRAME_RATES]
    return [*lines, ""]


def _plate_row(recording: Recording, off_deg: float, fps: float) -> str:
    score = joined([_plate_score(recording, off_deg, fps, phase) for phase in PHASES])
    ms = 1000 * score.errors_s
    return (
        f"| {recording.name} | {off_deg:.0f} | {fps:.0f} | {len(ms)} | {score.missed} / {score.extra} | "
        f"{ms.mean():+.1f} | {ms.std():.1f} |"
    )


def _plate_score(recording: Recording, off_deg: float, fps: float, phase: float) -> EventScore:
    camera = SideCamera(yaw_deg=off_deg - 90, distance_m=4.0)
    track = make_track(film(recording.time_s, recording.points, camera, fps=fps, phase=phase))
    events = detect_events(track, read_scene(track, view="rear"))
    both = np.concatenate(list(recording.contact_s.values()))
    span_s = (max(both.min(), track.time_s[0] + MARGIN_S), min(both.max(), track.time_s[-1] - MARGIN_S))
    return joined(
        [
            score_times(
                np.array([c.time_s for c in events.contacts(side)]), recording.contact_s[side], span_s
            )
            for side in SIDES
        ]
    )


def rear_table(video: Path, cache: Path | None) -> list[str]:
    """The rendered runner from behind at two frame rates."""
    lines = [
        "## A rendered runner from behind\n",
        f"True: 169.8 steps a minute, heels {100 * TRUE_HEELS_APART_M:.1f} cm apart, {TRUE_LEAN_DEG}° "
        "towards the standing leg, vertical oscillation of the mid-hip 7.0 cm.\n",
        "| frames/s | cadence, spm | step width, cm | sideways lean, ° | crossover | oscillation, cm "
        "| pelvic drop |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    clip = read_clip(video, cache)
    for every in (1, 2):
        metrics = (clip.thinned(every, 0) if every > 1 else clip).analyze(height_cm=168).metrics
        cells = [
            _cell(metrics["cadence_spm"], 169.81),
            _cell(metrics["step_width_m"], TRUE_HEELS_APART_M, 100),
            _cell(metrics["lateral_trunk_lean_deg"], TRUE_LEAN_DEG),
            _cell(metrics["crossover"], 0.0),
            _cell(metrics["vertical_oscillation_m"], 0.0699, 100),
        ]
        lines.append(f"| {60 // every} | {' | '.join(cells)} | withheld |")
    return [*lines, ""]


def _cell(metric: Metric, true: float, factor: float = 1.0) -> str:
    if metric.value is None or metric.low is None or metric.high is None:
        return "-"
    missed = "" if metric.low <= true <= metric.high else "*"
    return f"{factor * metric.value:.1f} ({factor * metric.low:.1f} to {factor * metric.high:.1f}){missed}"


def passage_table(rendered: Path, cache: Path | None) -> list[str]:
    """Errors of runners who pass a standing camera."""
    lines = [
        "## Passing a standing camera\n",
        "Errors. The lens sees 54° of the path. Beside posture stands the error of the same runner on "
        "the treadmill: what passing adds is the difference.\n",
        "| clip | distance, m | steps | contact, median ± SD, ms | toe-off, ms | speed, % | step length, % "
        "| contact time, ms | foot-hip on the treadmill, cm | foot-hip, cm | shank on the treadmill, ° "
        "| shank, ° |",
        "| --- " * 12 + "|",
    ]
    for name in PASSING:
        for distance_m in DISTANCES_M:
            lines.append(_passage_row(rendered / f"{name}.mp4", cache, distance_m))
    return [*lines, ""]


def _passage_row(video: Path, cache: Path | None, distance_m: float) -> str:
    one = passage(video, cache, distance_m=distance_m, middle_s=2.5)
    height_cm = 100 * one.truth["stature_m"]
    analysis, still = (
        one.clip.analyze(height_cm=height_cm),
        read_clip(video, cache).analyze(height_cm=height_cm),
    )
    if analysis.quality.verdict == "refused":
        return f"| {video.stem} | {distance_m:.0f} | {analysis.quality.reasons[0].code} |" + " |" * 9
    mean, metrics = one.truth["mean"], analysis.metrics
    instants = [
        f"{np.median(ms):+.1f} ± {np.std(ms):.1f}"
        for ms in (_event_errors_ms(one, analysis.events, kind) for kind in ("contacts", "toe_offs"))
    ]
    cells = [
        *instants,
        _error(metrics["speed_mps"], mean["speed_m_s"], 100 / mean["speed_m_s"]),
        _error(metrics["step_length_m"], mean["step_length_m"], 100 / mean["step_length_m"]),
        _error(metrics["contact_time_s"], mean["contact_time_s"], 1000),
        _error(still.metrics["foot_hip_distance_m"], mean["overstride_ankle_hip_cm"] / 100, 100),
        _error(metrics["foot_hip_distance_m"], mean["overstride_ankle_hip_cm"] / 100, 100),
        _error(still.metrics["shank_angle_deg"], mean["tibia_angle_deg"]),
        _error(metrics["shank_angle_deg"], mean["tibia_angle_deg"]),
    ]
    steps = len(analysis.measures.steps)
    return f"| {video.stem} | {distance_m:.0f} | {steps} | " + " | ".join(cells) + " |"


def _event_errors_ms(one: PassingClip, events: GaitEvents | None, kind: str) -> list[float]:
    if events is None:
        return []
    found = events.contacts() if kind == "contacts" else events.toe_offs()
    errors = []
    for event in found:
        true = np.array(one.truth[kind][event.side[0].upper()]) - one.start_s
        errors.append(1000 * float(event.time_s - true[np.abs(true - event.time_s).argmin()]))
    return errors


def _error(metric: Metric, true: float, factor: float = 1.0) -> str:
    if metric.value is None or metric.low is None or metric.high is None:
        return "-"
    return f"{factor * (metric.value - true):+.1f}" + ("" if metric.low <= true <= metric.high else "*")


if __name__ == "__main__":
    main()
