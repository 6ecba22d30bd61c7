"""The default engine's own errors, taken from rendered runners, to be put on body points that have none.

    python benchmarks/pose_errors.py [--data DIR] [--landmarks-cache DIR]

writes `pose_errors.json`. For every rendered clip and landmark: the mean error over the stride (a Fourier
series), the scatter around it and how long it lasts, gross outliers, and the frames whose legs were exchanged
or lost. Lengths are in leg lengths, forward and up; near and far leg apart.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from clips import TrackedClip, read_clip
from truth import DATA, Truth, read_rendered, true_points

from vision.cycles import fourier_design, robust_fit
from vision.datatypes import SIDES, Floats, Landmarks, Leg, Side, other_side
from vision.robust import MAD_TO_SD
from vision.skeletons import LEG_CHAIN
from vision.tracks import repair_legs

FIGURES = Path(__file__).with_name("pose_errors.json")
OBSERVED = ("dev01", "dev02", "dev03", "dev04", "dev07")
PARTS = ("ear", "shoulder", "hip", "knee", "ankle", "heel", "toe")
ORDER = 5
OUTLIER_SD = 4.0
"""Beyond that a normal scatter leaves 1 in 16 000; here it is 1 to 4 in 100."""


@dataclass(frozen=True, slots=True)
class PartError:
    """One landmark of one leg, forward and up."""

    series: list[list[float]]  # (1 + 2 * ORDER, 2), over the stride from this leg's contact
    sd: list[float]  # (2,)
    lasts_s: float  # time constant of the scatter's autocorrelation
    outlier_share: float
    outlier_sd: float


@dataclass(frozen=True, slots=True)
class Observer:
    """How one clip was seen."""

    parts: Mapping[Leg, Mapping[str, PartError]]
    exchanges_per_stride: float
    exchange_s: float
    lost_share: Mapping[Leg, float]  # frames with a chain that belongs to neither leg


# ---- estimating -------------------------------------------------------------------------------------------


def observe(truth: Truth, clip: TrackedClip, joints_px: Mapping[str, Floats]) -> Observer:
    """The errors of one clip; `joints_px` are the true points by landmark name."""
    legs = repair_legs(clip.landmarks)
    time_s = clip.landmarks.time_s
    length_px = leg_px(joints_px.__getitem__, truth.near_side)
    forward = 1.0 if truth.near_side == "right" else -1.0
    sides = _sides(truth.near_side)
    parts = {
        leg: {
            part: _part_error(
                (legs.landmarks.point(f"{side}_{part}") - joints_px[f"{side}_{part}"])
                * [forward / length_px, -1 / length_px],
                stride_phase_from(truth.times_s(side, "initial_contact"), time_s),
                time_s,
            )
            for part in PARTS
        }
        for leg, side in sides.items()
    }
    starts = np.flatnonzero(np.diff(legs.exchanged.astype(int), prepend=0) == 1)
    strides = np.ptp(time_s) / legs.period_s
    seconds = legs.exchanged.sum() * float(np.median(np.diff(time_s)))
    return Observer(
        parts,
        len(starts) / strides,
        seconds / len(starts) if len(starts) else 0.0,
        {leg: float(legs.dropped[:, int(side == "right")].mean()) for leg, side in sides.items()},
    )


def _sides(near_side: Side) -> Mapping[Leg, Side]:
    return {"near": near_side, "far": other_side(near_side)}


def leg_px(point: Callable[[str], Floats], side: Side) -> float:
    """Thigh and shank where they are seen longest; `point` gives a landmark's places by its name."""
    hip, knee, ankle = (point(f"{side}_{part}") for part in ("hip", "knee", "ankle"))
    length = np.linalg.norm(hip - knee, axis=1) + np.linalg.norm(knee - ankle, axis=1)
    return float(np.percentile(length, 80))


def stride_phase_from(contact_s: Floats, time_s: Floats) -> Floats:
    """Strides since the first contact, whole at every one, (n,); carried on evenly beyond the ends."""
    count = np.arange(len(contact_s), dtype=float)
    per_s = (len(contact_s) - 1) / (contact_s[-1] - contact_s[0])
    inside = np.interp(time_s, contact_s, count)
    beyond = time_s - np.clip(time_s, contact_s[0], contact_s[-1])
    phase: Floats = inside + beyond * per_s
    return phase


def _part_error(error: Floats, phase: Floats, time_s: Floats) -> PartError:
    design = fourier_design(phase, ORDER)
    series = robust_fit(design, error)
    rest = error - design @ series
    rest = rest[np.isfinite(rest).all(axis=1)]
    sd = MAD_TO_SD * np.median(np.abs(rest), axis=0)
    far = (np.abs(rest) > OUTLIER_SD * sd).any(axis=1)
    usual = np.where(far[:, None], np.nan, rest) / sd
    together = float(np.nanmean(usual[1:] * usual[:-1]) / np.nanmean(usual**2))
    frame_s = float(np.median(np.diff(time_s)))
    return PartError(
        series.round(5).tolist(),
        sd.round(5).tolist(),
        round(-frame_s / np.log(np.clip(together, 0.05, 0.95)), 4),
        round(float(far.mean()), 4),
        round(float(np.sqrt((rest[far] ** 2).mean())) if far.any() else 0.0, 4),
    )


# ---- putting them on --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FilmedRunner:
    """What an observer makes of a filmed runner: whose steps, which way, how large."""

    near_side: Side
    leg_px: float
    contact_s: Mapping[Side, Floats]


def misplace(
    exact: Landmarks,
    seen: FilmedRunner,
    observer: Observer,
    rng: np.random.Generator,
    *,
    exchanges: float = 1.0,
) -> Landmarks:
    """Landmarks as the engine would have given them; `exchanges` multiplies how often legs are exchanged."""
    position = exact.position_px.copy()
    forward = 1.0 if seen.near_side == "right" else -1.0
    for leg, side in _sides(seen.near_side).items():
        phase = stride_phase_from(seen.contact_s[side], exact.time_s)
        for part, figures in observer.parts[leg].items():
            error = fourier_design(phase, ORDER) @ np.array(figures.series)
            error = error + _scatter(figures, exact.time_s, rng)
            column = exact.skeleton.index(f"{side}_{part}")
            position[:, column] += error * [forward * seen.leg_px, -seen.leg_px]
    near, far = _sides(seen.near_side).values()
    per_stride = observer.exchanges_per_stride * exchanges
    crossed = _blocks(exact.time_s, seen.contact_s[near], per_stride, observer.exchange_s, rng)
    columns = {side: [exact.skeleton.index(f"{side}_{part}") for part in LEG_CHAIN] for side in SIDES}
    left, right = (position[:, columns[side]] for side in SIDES)
    position[:, columns["left"]] = np.where(crossed[:, None, None], right, left)
    position[:, columns["right"]] = np.where(crossed[:, None, None], left, right)
    for leg, own, other in (("near", near, far), ("far", far, near)):  # a chain between the feet
        lost = rng.random(len(exact.time_s)) < observer.lost_share[leg]
        chains = position[:, columns[own]], position[:, columns[other]]
        position[:, columns[own]] = np.where(lost[:, None, None], (chains[0] + chains[1]) / 2, chains[0])
    return replace(exact, position_px=position)


def _scatter(figures: PartError, time_s: Floats, rng: np.random.Generator) -> Floats:
    """Noise of the given size and lasting, with outliers as lasting, (n, 2)."""
    n = len(time_s)
    keep = float(np.exp(-np.median(np.diff(time_s)) / figures.lasts_s))
    steps, noise = rng.normal(size=(n, 2)), np.zeros((n, 2))
    for i in range(n):
        noise[i] = keep * noise[i - 1] + np.sqrt(1 - keep**2) * steps[i] if i else steps[i]
    gross = rng.random(n) < figures.outlier_share
    return noise * figures.sd + gross[:, None] * rng.normal(size=(n, 2)) * figures.outlier_sd


def _blocks(
    time_s: Floats, contact_s: Floats, per_stride: float, length_s: float, rng: np.random.Generator
) -> np.ndarray:
    """Frames in blocks around some of the near leg's contacts, where the knees cross, (n,)."""
    hit = contact_s[rng.random(len(contact_s)) < per_stride] + rng.normal(0, 0.03, size=1)
    return (np.abs(time_s[:, None] - hit) <= length_s / 2).any(axis=1)


# ---- the file ---------------------------------------------------------------------------------------------


def read_observers() -> Mapping[str, Observer]:
    """The committed figures, by clip."""
    rows = json.loads(FIGURES.read_text(encoding="utf-8"))
    return {
        name: Observer(
            {
                leg: {part: PartError(**row) for part, row in parts.items()}
                for leg, parts in seen["parts"].items()
            },
            seen["exchanges_per_stride"],
            seen["exchange_s"],
            seen["lost_share"],
        )
        for name, seen in rows.items()
    }


def observers(data: Path, cache: Path | None) -> Iterator[tuple[str, Observer]]:
    """Every rendered clip's errors."""
    for name in OBSERVED:
        path = data / "rendered" / f"{name}.json"
        truth = read_rendered(path)
        yield name, observe(truth, read_clip(truth.video, cache), true_points(path))


def main(arguments: Sequence[str] | None = None) -> None:
    """Estimate and write."""
    parser = argparse.ArgumentParser(description="Estimate the engine's errors on rendered runners.")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--landmarks-cache", type=Path)
    options = parser.parse_args(arguments)
    rows = {name: asdict(seen) for name, seen in observers(options.data, options.landmarks_cache)}
    FIGURES.write_text(json.dumps(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
