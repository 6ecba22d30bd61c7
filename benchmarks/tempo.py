"""How finely the runner's motion tells that a clip plays slower or faster than it was filmed, as tables.

    python benchmarks/tempo.py [--data DIR] [--out docs/tempo.md] [--landmarks-cache DIR]

Rendered runners, the filmed man, and force-plate runners as our engine would have seen them, each shown at
other times; and the constants of the judgement moved by 30 %.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import numpy as np
from accuracy import FILMED, RENDERED
from clips import HEAVY, read_clip
from force_plates import read_recordings
from pose_errors import read_observers
from sweep import Threshold, moved
from truth import DATA, ROOT, Truth, read_rendered
from virtual_camera import BODY_M, BODY_OF_PICTURE, HEIGHT_PX, SideCamera
from virtual_clips import make_view

from vision import detect_events, make_track, measure, open_video, read_scene
from vision.belt import ground_speed_px_s
from vision.clip_measures import RunnerFacts
from vision.datatypes import SIDES, Measures, Scene, Track, View
from vision.errors import CannotMeasure
from vision.kinematics import TYPICAL_LEG_M
from vision.quality import Tempo, read_tempo, require_cadence, require_true_tempo
from vision.quality.tempo import spring_m

FACTORS = (0.5, 0.67, 0.71, 0.8, 0.89, 0.95, 1.0, 1.05, 1.12, 1.25, 1.4, 1.5, 2.0)
"""Times slower than filmed; below 1 faster."""

FRAME_RATES = (60.0, 30.0)
FROM_BEHIND = "dev05"
CONSTANTS = (
    ("quality.tempo", "CADENCE_LOG_SD"),
    ("quality.tempo", "DUTY_FACTOR_LOG_SD"),
    ("quality.tempo", "BOUNCE_TO_SPRING"),
    ("quality.tempo", "BOUNCE_LOG_SD"),
    ("quality.tempo", "LEG_LOG_SD"),
    ("quality.tempo", "STANCE_TO_STEP"),
    ("quality.tempo", "TYPICAL_SPEED_MPS"),
    ("quality.tempo", "SPEED_LOG_SD"),
    ("quality.tempo", "TOLD_SPEED_LOG_SD"),
    ("quality.tempo", "BELT_LOG_SD"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A runner's track at true times, with what is known of the runner."""

    runner: str
    fps: float
    track: Track
    height_cm: float | None
    speed_mps: float | None
    belt_px_s: float = float("nan")  # speed of the ground in the picture


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The same, shown `times` slower, with what was measured; None where it is refused before."""

    shown: Shown
    times: float
    measured: tuple[Measures, Scene] | None

    def tempo(self, *, told: bool) -> Tempo | None:
        """With nothing told, or with height and speed and the ground's true speed in the picture."""
        if self.measured is None:
            return None
        measures, scene = self.measured
        if not told:
            return read_tempo(measures, replace(scene, scale=None))
        facts = RunnerFacts(self.shown.speed_mps, self.shown.height_cm, None)
        belt_px_s = self.shown.belt_px_s / self.times
        return read_tempo(measures, scene, told=facts, belt_px_s=lambda: belt_px_s)

    def word(self, *, told: bool = False) -> str:
        """`refused`, `slower`, `faster`, or nothing."""
        tempo = self.tempo(told=told)
        if tempo is None or self.measured is None:
            return "refused"
        try:
            require_true_tempo(tempo, self.measured[0], self.shown.fps / self.times)
        except CannotMeasure:
            return "refused"
        return "slower" if tempo.perhaps_slower else "faster" if tempo.perhaps_faster else ""


def judge(shown: Shown, times: float) -> Judged:
    """What the stages before the judgement make of the runner shown `times` slower."""
    track = replace(shown.track, time_s=shown.track.time_s * times)
    view: View = "rear" if shown.runner == FROM_BEHIND else "side"
    scene = read_scene(track, height_cm=shown.height_cm, view=view)
    try:
        events = detect_events(track, scene)
        require_cadence(events, track.frame_rate_hz)
    except CannotMeasure:
        return Judged(shown, times, None)
    measures = measure(track, events, scene, height_cm=shown.height_cm, network=HEAVY)
    return Judged(shown, times, (measures, scene))


def runners(data: Path, cache: Path | None) -> Iterator[Shown]:
    """Every runner at 60 and 30 frames a second, as far as they were filmed so fast."""
    for name in (*RENDERED, FROM_BEHIND):
        clip = read_clip(data / "rendered" / f"{name}.mp4", cache)
        truth = read_rendered(data / "rendered" / f"{name}.json")
        belt_px_s = belt_speed_px_s(truth, make_track(clip.landmarks)) if name in RENDERED else float("nan")
        for fps in FRAME_RATES:
            every = round(clip.info.container_fps / fps)
            if every:
                track = make_track(clip.thinned(every, 0).landmarks)
                yield Shown(name, fps, track, truth.height_cm, truth.speed_mps, belt_px_s)
    clip = read_clip(data / "real" / f"{FILMED}.mp4", cache)
    yield Shown(FILMED, clip.info.container_fps, make_track(clip.landmarks), None, None)
    rng, observers = np.random.default_rng(1), read_observers()
    for recording in read_recordings(data / "force"):
        for fps in FRAME_RATES:
            for side in SIDES:
                track = make_view(recording, SideCamera(near_side=side), observers, rng, fps=fps)
                height_cm, speed_mps = STATURE_CM.get(recording.runner), recording.speed_mps
                yield Shown(recording.name, fps, track, height_cm, speed_mps, PX_PER_M * speed_mps)


def belt_speed_px_s(truth: Truth, track: Track) -> float:
    """How fast the ground passes in a clip, as the product reads it."""
    scene = read_scene(track)
    sample = open_video(truth.video).sample
    return ground_speed_px_s(track, scene, detect_events(track, scene), sample=sample)


PX_PER_M = BODY_OF_PICTURE * HEIGHT_PX / BODY_M
"""Of the virtual camera, where the runner is."""

STATURE_CM: Mapping[str, float] = {"Hamner": 177.2}
"""Where it is known."""

HEAD = """# How finely the tempo of a clip is known

Rendered runners (dev), a filmed man, and people on force plates, one at 2, 3 and 4 m/s and one at 2.5 m/s, as
our engine would have seen them. k is how many times slower than real the clip is judged to play, with its
95 % interval: with nothing told, and with height, speed and the speed of the ground in the picture as far as
they are known ([how](decisions/0015-tempo.md)). Bounce to spring is that over the one of a mass on a spring
with the same contact and flight times, for a leg of 84 cm. The runs at 2 to 4 m/s last 2.3 s: their bounce is
hardly known.
"""

FACTORS_HEAD = """
## Shown at other times

How many are doubted, and how many refused.
"""

SWEEP_HEAD = """
## Constants moved by 30 %

How many are doubted as filmed, and how many are doubted or refused at other tempos, slower and faster.
"""

# ---- tables -----------------------------------------------------------------------------------------------


def runners_table(found: Sequence[Judged]) -> Iterator[str]:
    """Every runner at true speed."""
    yield "| runner | fps | cadence, spm | duty factor | bounce to spring | k, nothing told | k, told |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for judged in found:
        if judged.times == 1.0 and judged.measured:
            metrics = judged.measured[0].metrics
            cells = [f"{metrics['cadence_spm'].value:.1f}", _cell(metrics["duty_factor"].value)]
            cells.append(_cell(bounce_to_spring(*judged.measured)))
            cells += [_interval(judged.tempo(told=told)) for told in (False, True)]
            yield f"| {judged.shown.runner} | {judged.shown.fps:g} | {' | '.join(cells)} |"


def bounce_to_spring(measures: Measures, scene: Scene) -> float:
    """Bounce over that of a spring with the same contact and flight times, for a typical leg."""
    bounce_pct = measures.metrics["vertical_oscillation_pct_leg"].value
    return (bounce_pct or float("nan")) / 100 * TYPICAL_LEG_M / spring_m(measures, scene)


def _cell(value: float | None) -> str:
    return "-" if value is None or not np.isfinite(value) else f"{value:.2f}"


def _interval(tempo: Tempo | None) -> str:
    return f"{tempo.times_slower:.2f} ({tempo.low:.2f} to {tempo.high:.2f})" if tempo else "refused"


def factors_table(found: Sequence[Judged]) -> Iterator[str]:
    """What is said of every factor."""
    yield "| shown | clips | nothing told: doubted, refused | height and speed told: doubted, refused |"
    yield "| --- | --- | --- | --- |"
    for times in FACTORS:
        of = [judged for judged in found if judged.times == times]
        known = [j for j in of if j.shown.height_cm and j.shown.speed_mps]
        way = f"{times:g} times slower" if times > 1 else f"{1 / times:.2f} times faster"
        cells = [_said([j.word(told=told) for j in group]) for told, group in ((False, of), (True, known))]
        yield f"| {way if times != 1 else 'as filmed'} | {len(of)} | {' | '.join(cells)} |"


def _said(words: Sequence[str]) -> str:
    doubted = sum(word in ("slower", "faster") for word in words)
    return f"{doubted}, {words.count('refused')} of {len(words)}"


def sweep_table(found: Sequence[Judged]) -> Iterator[str]:
    """Every constant 30 % down and up: clips at true speed that are doubted, re-timed ones that are named."""
    yield "| constant | value | doubted as filmed | named at 1.12 | at 1.25 | at 1.4 |"
    yield "| --- | --- | --- | --- | --- | --- |"
    yield f"| as they are | | {_named(found)} |"
    for module, name in CONSTANTS:
        own = getattr(import_module(f"vision.{module}"), name)
        for factor in (0.7, 1.3):
            with moved(Threshold(module, name, ()), own * factor):
                yield f"| {name} | {own * factor:.3g} | {_named(found)} |"


def _named(found: Sequence[Judged]) -> str:
    groups = ((1.0,), (0.89, 1.12), (0.8, 1.25), (0.71, 1.4))
    said = [[bool(j.word()) for j in found if j.times in group] for group in groups]
    return " | ".join(f"{sum(named)} of {len(named)}" for named in said)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "tempo.md")
    parser.add_argument("--landmarks-cache", type=Path)
    given = parser.parse_args(arguments)
    found = [judge(shown, times) for shown in runners(given.data, given.landmarks_cache) for times in FACTORS]
    lines = [
        HEAD,
        *runners_table(found),
        FACTORS_HEAD,
        *factors_table(found),
        SWEEP_HEAD,
        *sweep_table(found),
    ]
    lines.append("\nMade by `python benchmarks/tempo.py`.")
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
