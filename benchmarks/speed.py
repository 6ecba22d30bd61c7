"""How fast clips are analysed, beside MediaPipe's Pose Landmarker and the bare network, as tables.

    python benchmarks/speed.py [--data DIR] [--rounds 5] [--long] [--clips DIR] [--out FILE]

Every row is a process of its own. The rows of the first table take turns, and ratios are made within a round,
for machines are noisy. --data names the folder of rendered clips; --clips keeps those that are made of them.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

import mediapipe
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode
from speed_clips import Loop, Shape, make_clip
from speed_goals import TEXT, beside_least, beside_length, beside_mediapipe
from tables import markdown_table
from truth import DATA

from vision import analyze, make_estimator, open_video
from vision.clip_settings import Model, Precision
from vision.datatypes import Floats, Regions
from vision.following import look_at
from vision.landmarks.bundle import pose_bundle
from vision.landmarks.compiled import computes_f16
from vision.landmarks.squares import square_map
from vision.networks import network
from vision.opening import Opening
from vision.progress import silent
from vision.survey import survey_video

CORES = len(os.sched_getaffinity(0))
SIDE = 256  # px, what the landmark networks see
MEBI = 1 / 1024  # of what the kernel counts in KiB
SIDE_BY_SIDE = Shape(1080, 60, 10)
LENGTHS = [Shape(720, 30, seconds) for seconds in (10, 60)]
LONGEST = Shape(720, 30, 600)
SIZES = [Shape(height, 30, 10) for height in (720, 1080, 2160)]
RATES = [Shape(1080, fps, 10) for fps in (30, 60, 120, 240)]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took; the memory is the process's highest."""

    wall_s: float
    cpu_s: float
    memory_mib: float


# ---- one row, in its own process --------------------------------------------------------------------


def decode(clip: Path) -> Callable[[], object]:
    return lambda: sum(1 for _ in open_video(clip).frames())


def bare_network(clip: Path, model: Model, precision: Precision) -> Callable[[], object]:
    """The network alone on pieces that are cut already, as many as the clip has frames."""
    estimator, video = make_estimator(model=model, precision=precision), open_video(clip)
    runner = survey_video(video, estimator, progress=silent).runner
    frames = list(video.sample(range(8)))
    pieces = [frame.picture.piece(_square(runner, frame.index), SIDE) for frame in frames]
    numbered = [(i, pieces[i % len(pieces)]) for i in range(video.info.frames)]
    return lambda: sum(1 for _ in estimator._network.run(numbered))


def _square(runner: Regions, row: int) -> Floats:
    return square_map(runner.center_px[row], runner.size_px[row], runner.rotation_rad[row], SIDE)


def our_landmarks(clip: Path, model: Model, precision: Precision) -> Callable[[], object]:
    """Decoding, finding the runner and every landmark."""
    estimator = make_estimator(model=model, precision=precision)

    def run() -> object:
        return look_at(Opening.of(open_video(clip)), estimator, progress=silent)

    return run


def mediapipe_landmarks(clip: Path, model: Model) -> Callable[[], object]:
    """Decoding and the Pose Landmarker in video mode, which finds the runner and follows him."""
    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_buffer=pose_bundle(network("detector"), network(model))),
        running_mode=RunningMode.VIDEO,
    )
    landmarker = PoseLandmarker.create_from_options(options)

    def run() -> object:
        for frame in open_video(clip).frames():
            picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=frame.image)
            landmarker.detect_for_video(picture, round(1000 * frame.time_s))
        return None

    return run


def whole(clip: Path) -> Callable[[], object]:
    """`midstance analyze` as a user runs it, with all that it loads and writes."""

    def run() -> object:
        with tempfile.TemporaryDirectory() as folder:
            program = Path(sys.executable).with_name("midstance")
            command = [program, "analyze", str(clip), "--out", f"{folder}/report", "--height-cm", "178"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(done.stderr)
        return None

    return run


ROWS: dict[str, Callable[[Path], Callable[[], object]]] = {
    "MediaPipe Pose Landmarker, heavy": lambda clip: mediapipe_landmarks(clip, "heavy"),
    "MediaPipe Pose Landmarker, full": lambda clip: mediapipe_landmarks(clip, "full"),
    "landmarks, heavy, f32": lambda clip: our_landmarks(clip, "heavy", "f32"),
    "landmarks, heavy, f16": lambda clip: our_landmarks(clip, "heavy", "f16"),
    "landmarks, full, f32": lambda clip: our_landmarks(clip, "full", "f32"),
    "bare network, heavy, f32": lambda clip: bare_network(clip, "heavy", "f32"),
    "bare network, heavy, f16": lambda clip: bare_network(clip, "heavy", "f16"),
    "bare network, full, f32": lambda clip: bare_network(clip, "full", "f32"),
    "decoding": decode,
    "analyze() without pictures": lambda clip: lambda: analyze(clip, height_cm=178),
    "midstance analyze, with annotated video": whole,
}
"""Row -> what makes it ready, which is not timed, and returns what is."""


def run_row(name: str, clip: Path) -> Cost:
    work = ROWS[name](clip)
    before = _busy_s()
    start = time.perf_counter()
    work()
    wall_s, cpu_s = time.perf_counter() - start, _busy_s() - before
    usage = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Cost(wall_s, cpu_s, MEBI * max(usage))


def _busy_s() -> float:
    """Processor time of this process and its children."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def measured(name: str, clip: Path) -> Cost:
    """One row, measured in a new process."""
    command = [sys.executable, __file__, "--row", name, "--clip", str(clip)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


# ---- the tables --------------------------------------------------------------------------------------


REFERENCES = {"heavy": "MediaPipe Pose Landmarker, heavy", "full": "MediaPipe Pose Landmarker, full"}
HEAD = ["", "frames/s", "processor ms a frame", "x MediaPipe", "x bare network", "x decoding + bare network"]


def side_by_side(clip: Path, rounds: int) -> Iterator[list[str]]:
    """The rows in turns; a ratio is the median of those within a round."""
    names = [name for name in ROWS if computes_f16() or "f16" not in name]
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            costs[name].append(measured(name, clip))
    frames = SIDE_BY_SIDE.frames
    for name, own in costs.items():
        yield [
            name,
            f"{frames / median(c.wall_s for c in own):.0f}",
            f"{1000 * median(c.cpu_s for c in own) / frames:.1f}",
            *(_ratios(name, costs) if "landmarks" in name else ("", "", "")),
            f"{max(c.memory_mib for c in own):.0f}",
        ]


def _ratios(name: str, costs: Mapping[str, Sequence[Cost]]) -> tuple[str, str, str]:
    """To MediaPipe, to the bare network, and to that and decoding one after the other."""
    own, bare, decoding = (costs[n] for n in (name, name.replace("landmarks", "bare network"), "decoding"))
    faster, least = _ratio(costs[REFERENCES[_network_of(name)]], own), _ratio(own, bare, decoding)
    return (
        beside_mediapipe(name, faster),
        f"{_ratio(own, bare):.2f}",
        beside_least(name, least),
    )


def _network_of(name: str) -> str:
    return "full" if "full" in name else "heavy"


def _ratio(ones: Sequence[Cost], *others: Sequence[Cost]) -> float:
    """Median of the rounds' time over that of all the others together."""
    rounds = zip(ones, *others, strict=True)
    return median(one.wall_s / sum(other.wall_s for other in rest) for one, *rest in rounds)


def costs_of(loop: Loop, shapes: Sequence[Shape], folder: Path) -> Iterator[list[str]]:
    """`midstance analyze` on clips of several shapes, each once."""
    for shape in shapes:
        cost = measured("midstance analyze, with annotated video", make_clip(loop, shape, folder))
        yield [
            shape.name,
            beside_length(shape, cost.wall_s),
            f"{shape.frames / cost.wall_s:.0f}",
            f"{1000 * cost.cpu_s / shape.frames:.1f}",
            f"{cost.memory_mib:.0f}",
        ]


def printed(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The same rows, each shown as soon as it is measured."""
    for cells in rows:
        print(" | ".join(cells), flush=True)
        yield cells


def page(data: Path, folder: Path, rounds: int, *, long: bool) -> Iterator[str]:
    sixty, fast = Loop(data / "dev01.mp4", 428, 60), Loop(data / "dev07.mp4", 635, 240)
    yield "# Speed\n"
    yield f"A clip of {SIDE_BY_SIDE.name}; {CORES} cores, {rounds} rounds in turns, ratios within a round."
    yield "Landmarks count from the file on: decoding, finding the runner, the network on every frame. The"
    yield "bare network has its pieces ready. `midstance analyze` counts from the shell on.\n"
    rows = printed(side_by_side(make_clip(sixty, SIDE_BY_SIDE, folder), rounds))
    yield from markdown_table([*HEAD, "memory, MiB"], rows)
    head = ["`midstance analyze`", "time / length", "frames/s", "processor ms a frame", "memory, MiB"]
    series = (
        ("Length", sixty, [*LENGTHS, LONGEST] if long else LENGTHS),
        ("Size", sixty, SIZES),
        ("Frame rate", fast, RATES),
    )
    for title, loop, shapes in series:
        yield f"## {title}\n"
        yield from markdown_table(head, printed(costs_of(loop, shapes, folder)))
    yield TEXT
    packages = ", ".join(f"{name} {version(name)}" for name in ("openvino", "mediapipe", "av"))
    yield f"{platform.machine()}, {'with' if computes_f16() else 'without'} 16-bit arithmetic; {packages}."
    yield f"Made by `python benchmarks/speed.py --rounds {rounds}{' --long' if long else ''}`."


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA / "rendered", help="folder of rendered clips")
    parser.add_argument("--clips", type=Path, help="folder that keeps the clips")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--long", action="store_true", help="a clip of ten minutes too")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--row", choices=ROWS, help=argparse.SUPPRESS)
    parser.add_argument("--clip", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.row:
        print(json.dumps(asdict(run_row(given.row, given.clip))))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.clips or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        text = "\n".join(page(given.data, folder, given.rounds, long=given.long)) + "\n"
    if given.out:
        given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
