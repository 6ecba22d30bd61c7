"""Does the repeatability report find the variability that virtual runners were given?

    python benchmarks/repeatability.py [--data DIR] [--out docs/repeatability-proof.md] [--kept DIR]

A runner on force plates becomes several who run in sessions of several clips, each a little faster or
slower and leaning a little more or less, by known standard deviations. A virtual camera with the default
engine's own pose errors films them; the product's own code makes the reports, and `midstance repeatability`
reads their folders.
"""

import argparse
import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from force_plates import Recording
from pose_errors import Observer, read_observers
from repeated_clips import CLIP_S, FPS, Given, analysed, filmed, the_recording, true_values
from tables import markdown_table
from truth import DATA, ROOT
from virtual_camera import SideCamera

from lab import (
    Repeatability,
    ReportedClip,
    read_reported_clips,
    repeatability,
    study,
    study_html,
    write_study,
)
from lab.words import SHARE, display_of_error
from vision import Display, Estimate, write_report
from vision.datatypes import Floats

RUNNERS, SESSIONS, CLIPS = 8, 3, 3
SEED = 7


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviations between runners, between a runner's sessions, and between clips of a session."""

    runners: float
    sessions: float
    clips: float

    @property
    def between_sessions(self) -> float:
        """Of a single clip about the runner's own mean."""
        return float(np.hypot(self.sessions, self.clips))


PACE = Spread(0.04, 0.012, 0.006)  # of all times, as a share
LEAN_DEG = Spread(3.0, 1.2, 0.6)

HEAD = f"""# Does the repeatability report find what is there?

{RUNNERS} virtual runners, {SESSIONS} sessions each, {CLIPS} clips of {CLIP_S:g} s a session, at {FPS:g}
frames a second. All run as one recorded man, but every runner, session and clip is faster or slower by a
random share (standard deviation {PACE.runners:.1%}, {PACE.sessions:.1%} and {PACE.clips:.1%} of all times)
and leans more or less ({LEAN_DEG.runners:g}°, {LEAN_DEG.sessions:g}° and {LEAN_DEG.clips:g}°). Each clip is
a window of its own of a recording of 30 s.

*Given* is the standard deviation that this makes; *true* the SEM of the clips' true values, which the force
plates tell and which hold what the man himself varied by as well; *SEM* and *ICC* are what `midstance
repeatability` says of the reports, with 95 % intervals, bold where they leave out what was given. What
*SEM* has beyond *true* is what the measuring itself adds: pose errors, and steps whose contacts are read a
little early or late.
"""


AGAIN, LONG_CLIP_S = 16, 25.0
AGAIN_HEAD = f"""## What the measuring adds to contact time

Contact time repeats less well than it was given to, and the SEM says so rightly: clips of these runners do
differ by that much. What it has beyond *true* (as squares: {{}} ms above) comes from the
measuring. Here one runner, who changes nothing, is filmed {AGAIN} times with each kind of pose errors, in
other seconds of the recording. With exact joints the scatter is that of the strides, and of the instants of
them, that the frames show; pose errors add to it, the more the rougher they are. Longer clips have less. The
interval of a single clip holds it and is far wider: most of that is an offset that all clips of a runner
share, which no repetition shows. A clip whose times are withheld is left out.
"""


def givens(rng: np.random.Generator, observers: Mapping[str, Observer], *, anew: bool) -> Iterator[Given]:
    """Every clip; with `anew` camera and pose errors are others in each session, else the runner's own."""
    known = list(observers.values())
    for runner in range(RUNNERS):
        setups = [_setup(rng, known) for _ in range(SESSIONS)]
        of_runner = rng.normal(0, (PACE.runners, LEAN_DEG.runners))
        for session in range(SESSIONS):
            of_session = of_runner + rng.normal(0, (PACE.sessions, LEAN_DEG.sessions))
            for clip in range(CLIPS):
                pace, lean_deg = of_session + rng.normal(0, (PACE.clips, LEAN_DEG.clips))
                camera, observer = setups[session if anew else 0]
                yield Given(runner, session, clip, 1 + float(pace), float(lean_deg), camera, observer)


def _setup(rng: np.random.Generator, observers: Sequence[Observer]) -> tuple[SideCamera, Observer]:
    camera = SideCamera(
        near_side="left", yaw_deg=float(rng.uniform(-8, 8)), distance_m=float(rng.uniform(3.5, 5))
    )
    return camera, observers[rng.integers(len(observers))]


def write_clip(given: Given, recording: Recording, folder: Path, rng: np.random.Generator) -> ReportedClip:
    """The report folder of one clip, as the product writes it of landmarks; returned are its true values."""
    landmarks, time_s = filmed(given, recording, rng, rng)
    write_report(analysed(landmarks, folder.name), folder)
    true = true_values(given, recording, time_s / given.pace)
    return ReportedClip(folder.name, f"runner {given.runner}", f"session {given.session}", true)


def given_spread(name: str, mean: float) -> Spread:
    """By what a measure varies on account of what the clips were given."""
    if name.startswith("trunk_lean"):
        return LEAN_DEG
    return Spread(*(abs(mean) * share for share in (PACE.runners, PACE.sessions, PACE.clips)))


def measured(data: Path, folder: Path, *, anew: bool) -> Iterator[tuple[Repeatability, Repeatability]]:
    """Measures of the true values and of the reports; these and the study's page are left in the folder."""
    rng = np.random.default_rng(SEED)
    recording = the_recording(data)
    folder.mkdir(parents=True, exist_ok=True)
    true = [
        write_clip(given, recording, folder / given.name, rng)
        for given in givens(rng, read_observers(), anew=anew)
    ]
    with (folder / "study.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("report", "runner", "session"))
        table.writerows((clip.name, clip.runner, clip.session) for clip in true)
    known = study(read_reported_clips([folder / "study.csv"]), {})
    write_study(known, study_html(known), folder / "repeatability")
    found = {each.name: each for each in known.measures}
    return ((each, found[each.name]) for each in repeatability(true))


def again_head(true: Repeatability, found: Repeatability) -> str:
    """What stands above `again`, with contact time's squares of the SEM within a session."""
    true_ms, found_ms = (1000 * (each.within_session.sem.value or 0.0) for each in (true, found))
    added_ms = float(np.sqrt(max(0.0, found_ms**2 - true_ms**2)))
    return AGAIN_HEAD.format(f"{found_ms:.1f}² = {true_ms:.1f}² + {added_ms:.1f}²")


def again(recording: Recording, observers: Sequence[Observer]) -> list[str]:
    """How far contact time scatters about the true one from clip to clip of one runner and kind of errors."""
    head = ("clips of", "scatter of contact time", "by kind of pose errors", "interval of a clip")
    return markdown_table(head, _again_rows(recording, observers))


def _again_rows(recording: Recording, observers: Sequence[Observer]) -> Iterator[tuple[str, ...]]:
    for what, length_s, kinds, misplaced in (
        (f"{CLIP_S:g} s, joints exact", CLIP_S, observers[:1], False),
        (f"{CLIP_S:g} s", CLIP_S, observers, True),
        (f"{LONG_CLIP_S:g} s", LONG_CLIP_S, observers, True),
    ):
        off_ms, half_ms = np.moveaxis(
            [_again_ms(recording, kind, length_s, misplaced=misplaced) for kind in kinds], -1, 0
        )
        sd = np.nanstd(off_ms, axis=1, ddof=1)
        by_kind = f"{sd.min():.1f} to {sd.max():.1f} ms" if misplaced else ""
        yield what, f"{np.sqrt((sd**2).mean()):.1f} ms", by_kind, f"± {np.nanmean(half_ms):.0f} ms"


def _again_ms(recording: Recording, observer: Observer, length_s: float, *, misplaced: bool) -> Floats:
    """How much too long contact time is and half of its interval, (clips, 2); NaN where none is shown."""
    given = Given(0, 0, 0, 1.0, 0.0, SideCamera(near_side="left"), observer, length_s)
    found = np.full((AGAIN, 2), np.nan)
    for seed in range(AGAIN):
        errors = np.random.default_rng([SEED, seed]) if misplaced else None
        landmarks, time_s = filmed(given, recording, np.random.default_rng(seed), errors)
        metrics = analysed(landmarks, given.name).measures.metrics
        contact = metrics["contact_time_s"].overall if metrics else None
        if contact and contact.value is not None and contact.low is not None and contact.high is not None:
            off_s = contact.value - true_values(given, recording, time_s)["contact_time_s"]
            found[seed] = 1000 * off_s, 500 * (contact.high - contact.low)
    return found


def table(measures: Iterable[tuple[Repeatability, Repeatability]]) -> list[str]:
    """Given, true and found, within a session and between sessions."""
    sems = (f"SEM {repeated}" for repeated in ("within a session", "between sessions"))
    heads = ("measure", *(head for sem in sems for head in ("given", "true", sem)), "given", "ICC(1,1)")
    return markdown_table(heads, (_row(true, found) for true, found in measures))


def _row(true: Repeatability, found: Repeatability) -> tuple[str, ...]:
    spread, unit = given_spread(found.name, found.mean), display_of_error(found.unit)
    icc = spread.runners**2 / (spread.runners**2 + spread.between_sessions**2)
    return (
        found.title,
        *_beside(spread.clips, true.within_session.sem, found.within_session.sem, unit),
        *_beside(spread.between_sessions, true.between_sessions.sem, found.between_sessions.sem, unit),
        f"{icc:.2f}",
        _found(icc, found.between_sessions.icc, SHARE),
    )


def _beside(given: float, true: Estimate, found: Estimate, unit: Display) -> tuple[str, str, str]:
    return _text(given, unit), _text(true.value or 0.0, unit), _found(given, found, unit)


def _text(value: float, unit: Display) -> str:
    return f"{unit.factor * value:.2f}{unit.after}"


def _found(given: float, found: Estimate, unit: Display) -> str:
    if found.value is None or found.low is None or found.high is None:
        return found.why_missing or ""
    text = f"{_text(found.value, unit)} ({unit.factor * found.low:.2f} to {unit.factor * found.high:.2f})"
    return text if found.low <= given <= found.high else f"**{text}**"


def report(data: Path, kept: Path) -> Iterator[str]:
    """The whole page, line by line."""
    yield HEAD
    yield "## One camera and one kind of pose error for each runner\n"
    alike = list(measured(data, kept / "alike", anew=False))
    yield from table(alike)
    yield "## Another camera and other pose errors in every session\n"
    yield "Here the SEM between sessions holds what setting up anew adds to what the runners were given.\n"
    yield from table(measured(data, kept / "anew", anew=True))
    yield again_head(*next(pair for pair in alike if pair[1].name == "contact_time_s"))
    yield from again(the_recording(data), list(read_observers().values()))
    yield "---\n\nMade by `python benchmarks/repeatability.py`."


def main(arguments: Sequence[str] | None = None) -> None:
    """Film, report, print and write."""
    parser = argparse.ArgumentParser(description="Compare repeatability reports with what clips were given.")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "repeatability-proof.md")
    parser.add_argument("--kept", type=Path, help="Leave the reports and the study here.")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        text = "\n".join(report(given.data, given.kept or Path(scratch))) + "\n"
    given.out.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
