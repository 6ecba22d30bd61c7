"""When feet land and leave, against force plates and hand labels, beside the rules that others use.

    python benchmarks/timing.py [--data DIR] [--out docs/timing.md] [--landmarks-cache DIR]

Force-plate trials become virtual side views with the default engine's own pose errors; the same code that
serves users finds the events in them.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from accuracy import FILMED, FILMED_CADENCE_SPM, FILMED_FPS
from baselines import baseline_times_s
from clips import read_clip
from force_plates import Recording, read_recordings
from pose_errors import Observer, read_observers
from scoring import EDGE_S, TOLERANCE_S, score_times
from truth import DATA, ROOT, read_labelled
from virtual_camera import SideCamera
from virtual_clips import make_view, random_cameras

from vision import detect_events, make_track, read_scene
from vision.contact_rules import CONTACT_WEIGHTS, contact_candidates
from vision.datatypes import SIDES, EventKind, Floats, GaitEvent, Leg, Scene, Side, Track
from vision.events import FoldedLeg, fold_legs
from vision.intervals import Z95

FRAME_RATES = (30, 60, 120, 240)
VIEWS = 12
SEED = 1
OURS = "this project"
KINDS: tuple[EventKind, EventKind] = ("initial_contact", "toe_off")
TITLES: Mapping[EventKind, str] = {"initial_contact": "contact", "toe_off": "toe-off"}
MORE_EXCHANGES = 5.0
SLOW = ("rearfoot 2 m/s",)
"""A jog at 2 m/s stands apart: its toe-off comes long after the knee was straightest."""

HEAD = """# When feet land and leave

Errors in ms, detected less true; plus is late. True instants are those of a 50 N threshold on force plates
(one man at 2, 3 and 4 m/s, rearfoot; one runner at 2.5 m/s, forefoot), and those labelled by eye of one
filmed man. A force-plate trial is seen by a virtual camera from either side (turned by 0, 10 or 20°, rolled
by 0 or 2°, 3 or 5 m away), at each frame rate from a random phase, with the pose errors that the default
engine shows on rendered runners: bias over the stride, lasting scatter, outliers, exchanged and lost legs.
The man's trials last 2.2 s, the forefoot runner's are cut to 10 s. *Bias* is the mean over clips and legs,
*SD within* the scatter of single events in a clip about their own mean, *limits* the 95 % limits of agreement
of single events, *held* the share of true instants inside the 95 % interval of the event.

The man's plates are low-passed, which spreads his 50 N instants by a few ms to either side; the forefoot
runner's last load fades from 50 N to nothing in 10 to 15 ms, and a foot is seen to leave when it has faded.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Errors of one kind of event of one leg in one clip.

    By rule in ms, (true events,), NaN where it found none.
    """

    trial: str
    runner: str
    fps: float
    leg: Leg
    kind: EventKind
    errors_ms: Mapping[str, Floats]
    covered: float  # share of this project's 95 % intervals that hold the true instant
    missed: int
    extra: int
    candidates_ms: Mapping[str, float]  # of every contact rule behind this project's: its mean error

    @property
    def ours_ms(self) -> Floats:
        """Errors of this project's events."""
        errors = self.errors_ms[OURS]
        return errors[np.isfinite(errors)]


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """A track with the true instants of its events."""

    trial: str
    runner: str
    fps: float
    near_side: Side
    track: Track
    scene: Scene
    true_s: Mapping[EventKind, Mapping[Side, Floats]]


def look(clip: Watched) -> Iterator[Found]:
    """Every kind of event of both legs in one clip."""
    events = detect_events(clip.track, clip.scene)
    legs, _ = fold_legs(clip.track, clip.scene)
    for folded, side in zip(legs, SIDES, strict=True):
        for kind in KINDS:
            own = [e for e in events.events if (e.side, e.kind) == (side, kind)]
            yield _beside_truth(clip, own, folded, side, kind)


def _beside_truth(
    clip: Watched, own: Sequence[GaitEvent], folded: FoldedLeg, side: Side, kind: EventKind
) -> Found:
    span_s = float(clip.track.time_s[0]), float(clip.track.time_s[-1])
    every_s = clip.true_s[kind][side]
    true_s = every_s[(every_s > span_s[0] + EDGE_S) & (every_s < span_s[1] - EDGE_S)]
    times_s, sd_s = np.array([e.time_s for e in own]), np.array([e.uncertainty_s for e in own])
    nearest = np.abs(times_s[:, None] - true_s).argmin(axis=0)
    ours_s = np.where(np.abs(times_s[nearest] - true_s) < TOLERANCE_S, times_s[nearest], np.nan)
    rules = {OURS: ours_s} | baseline_times_s(clip.track, clip.scene, side, true_s, kind)
    errors_ms = {name: 1000 * (t - true_s) for name, t in rules.items()}
    score = score_times(times_s, every_s, span_s)
    bias_ms, contact_s = float(np.nanmean(errors_ms[OURS])), folded.instants["initial_contact"].tau_s
    candidates = contact_candidates(folded.curve)
    return Found(
        clip.trial,
        clip.runner,
        clip.fps,
        "near" if side == clip.near_side else "far",
        kind,
        errors_ms,
        float((np.abs(ours_s - true_s) < Z95 * sd_s[nearest])[np.isfinite(ours_s)].mean()),
        score.missed,
        score.extra,
        {name: bias_ms + 1000 * (tau_s - contact_s) for name, tau_s in candidates.items()},
    )


def virtual(
    recording: Recording,
    observers: Mapping[str, Observer],
    rng: np.random.Generator,
    *,
    fps: float,
    exchanges: float = 1.0,
) -> Iterator[Watched]:
    """Random views of one force-plate trial; without observers one exact view from either side."""
    true_s = {"initial_contact": recording.contact_s, "toe_off": recording.toe_off_s}
    cameras = random_cameras(rng, VIEWS) if observers else (SideCamera(near_side=side) for side in SIDES)
    for camera in cameras:
        track = make_view(recording, camera, observers, rng, fps=fps, exchanges=exchanges)
        name = f"{recording.strike} {recording.speed_mps:g} m/s"
        yield Watched(name, recording.runner, fps, camera.near_side, track, read_scene(track), true_s)


def filmed(data: Path, cache: Path | None) -> Watched:
    """The filmed man with his labels."""
    truth = read_labelled(data / "real" / f"{FILMED}.mp4", fps=FILMED_FPS, cadence_spm=FILMED_CADENCE_SPM)
    track = make_track(read_clip(truth.video, cache).landmarks)
    true_s = {kind: {side: truth.times_s(side, kind) for side in SIDES} for kind in KINDS}
    return Watched("filmed", "filmed", FILMED_FPS, truth.near_side, track, read_scene(track), true_s)


# ---- tables -----------------------------------------------------------------------------------------------


def groups_table(found: Sequence[Found]) -> Iterator[str]:
    """Every trial, frame rate, leg and kind."""
    yield "| trial | fps | leg | event | n | missed / extra | bias | SD within | limits | RMSE | held |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    keys = {(f.trial, f.fps, f.kind, f.leg) for f in found}
    for key in sorted(keys):
        group = [f for f in found if (f.trial, f.fps, f.kind, f.leg) == key]
        errors = np.concatenate([f.ours_ms for f in group])
        bias, within = bias_and_scatter(group, OURS)
        limits = Z95 * errors.std()
        yield (
            f"| {key[0]} | {key[1]:g} | {key[3]} | {TITLES[key[2]]} | {len(errors)} "
            f"| {sum(f.missed for f in group)} / {sum(f.extra for f in group)} | {bias:+.1f} | {within:.1f} "
            f"| {errors.mean() - limits:+.0f} to {errors.mean() + limits:+.0f} "
            f"| {np.sqrt((errors**2).mean()):.1f} | {np.mean([f.covered for f in group]):.0%} |"
        )


def rules_table(found: Sequence[Found], kind: EventKind) -> Iterator[str]:
    """This project's rule beside the others: bias of every trial, and the scatter, at each frame rate."""
    of_kind = [f for f in found if f.kind == kind]
    trials = list(dict.fromkeys(f.trial for f in of_kind))
    yield f"| rule | fps | {' | '.join(f'{t}, bias' for t in trials)} | SD within | found |"
    yield "| --- |" + " --- |" * (len(trials) + 3)
    for rule in of_kind[0].errors_ms:
        for fps in dict.fromkeys(f.fps for f in of_kind):
            at = [f for f in of_kind if f.fps == fps]
            own = [[f for f in at if f.trial == trial] for trial in trials]
            cells = [f"{bias_and_scatter(group, rule)[0]:+.0f}" if group else "" for group in own]
            share = np.mean(np.isfinite(np.concatenate([f.errors_ms[rule] for f in at])))
            scatter = bias_and_scatter(at, rule)[1]
            yield f"| {rule} | {fps:g} | {' | '.join(cells)} | {scatter:.1f} | {share:.0%} |"


def bias_and_scatter(group: Sequence[Found], rule: str) -> tuple[float, float]:
    """Mean of the clips' and legs' means, and the scatter of single events about those, pooled."""
    known = [e[np.isfinite(e)] for e in (f.errors_ms[rule] for f in group)]
    known = [e for e in known if len(e) > 1]
    if not known:
        return float("nan"), float("nan")
    variance = sum(((e - e.mean()) ** 2).sum() for e in known) / sum(len(e) - 1 for e in known)
    return float(np.mean([e.mean() for e in known])), float(np.sqrt(variance))


def unseen_runner_table(found: Sequence[Found]) -> Iterator[str]:
    """Contact of every runner with offsets from the other runners alone, each runner counting once."""
    contacts = [f for f in found if f.kind == "initial_contact" and f.trial not in SLOW]
    runners = list(dict.fromkeys(f.runner for f in contacts))
    rules = list(contacts[0].candidates_ms)
    bias = {
        runner: [
            float(np.nanmean([f.candidates_ms[rule] for f in contacts if f.runner == runner]))
            for rule in rules
        ]
        for runner in runners
    }
    headings = [f"{rule}: own bias" for rule in rules]
    yield f"| runner left out | {' | '.join(headings)} | contact with the others' offsets |"
    yield "| --- |" + " --- |" * (len(rules) + 1)
    for runner in runners:
        others = np.mean([bias[other] for other in runners if other != runner], axis=0)
        left = float(np.average(np.array(bias[runner]) - others, weights=[CONTACT_WEIGHTS[r] for r in rules]))
        yield f"| {runner} | {' | '.join(f'{b:+.1f}' for b in bias[runner])} | {left:+.1f} |"


def pooled(found: Iterable[Found]) -> Iterator[str]:
    """Bias over the trials at 2.5 to 4 m/s and the labels, every trial counting once, and the worst trial."""
    usual = [f for f in found if f.trial not in SLOW]
    yield "| event | fps | pooled bias | worst trial | SD within, near | SD within, far | held |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for kind in KINDS:
        for fps in dict.fromkeys(f.fps for f in usual):
            at = [f for f in usual if f.kind == kind and f.fps == fps]
            by_trial = [
                bias_and_scatter([f for f in at if f.trial == trial], OURS)[0]
                for trial in dict.fromkeys(f.trial for f in at)
            ]
            near, far = (
                bias_and_scatter([f for f in at if f.leg == leg], OURS)[1] for leg in ("near", "far")
            )
            yield (
                f"| {TITLES[kind]} | {fps:g} | {np.mean(by_trial):+.1f} | {max(by_trial, key=abs):+.1f} "
                f"| {near:.1f} | {far:.1f} | {np.mean([f.covered for f in at]):.0%} |"
            )


# ---- the page ---------------------------------------------------------------------------------------------


def report(data: Path, cache: Path | None) -> Iterator[str]:
    """The whole page, line by line."""
    rng = np.random.default_rng(SEED)
    recordings, observers = read_recordings(data / "force"), read_observers()

    def seen(observers: Mapping[str, Observer], fps: float, exchanges: float = 1.0) -> list[Found]:
        clips = (virtual(r, observers, rng, fps=fps, exchanges=exchanges) for r in recordings)
        return [found for views in clips for clip in views for found in look(clip)]

    found = [f for fps in FRAME_RATES for f in seen(observers, fps)] + list(look(filmed(data, cache)))
    yield HEAD
    yield "## Pooled, 2.5 to 4 m/s\n"
    yield from pooled(found)
    yield "\n## Beside other rules: contact\n"
    yield from rules_table(found, "initial_contact")
    yield "\n## Beside other rules: toe-off\n"
    yield from rules_table(found, "toe_off")
    yield "\n## A runner whom the offsets have not seen\n"
    yield from unseen_runner_table(found)
    yield f"\n## With {MORE_EXCHANGES:g} times as many exchanged legs, 60 frames a second\n"
    yield from pooled(seen(observers, 60, MORE_EXCHANGES))
    yield "\n## Without pose errors: exact points from either side, 240 frames a second\n"
    exact = seen({}, 240)
    yield from rules_table(exact, "initial_contact")
    yield ""
    yield from rules_table(exact, "toe_off")
    yield "\n## Every group\n"
    yield from groups_table(found)
    yield "\n---\n\nMade by `python benchmarks/timing.py`."


def main(arguments: Sequence[str] | None = None) -> None:
    """Look, print and write."""
    parser = argparse.ArgumentParser(description="Compare event times with force plates and hand labels.")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "timing.md")
    parser.add_argument("--landmarks-cache", type=Path)
    given = parser.parse_args(arguments)
    text = "\n".join(report(given.data, given.landmarks_cache)) + "\n"
    given.out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
