"""Which CPU runtime runs the pose networks fastest, and whether they agree, as a table.

    python benchmarks/runtimes.py [--onnx DIR] [--rounds 8] [--out docs/runtimes.md]

Takes the runtimes that are installed, in turns, each with one network per core and one thread per network.
OpenVINO comes with the project; for the others `pip install ai-edge-litert onnxruntime`. ONNX Runtime needs
converted networks (`python -m tf2onnx.convert --opset 17 --tflite NAME.tflite --output DIR/NAME.onnx`).
"""

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tables import markdown_table
from truth import ROOT

from vision.landmarks import make_estimator
from vision.landmarks.squares import square_map
from vision.networks import NetworkName, network
from vision.video import open_video

CLIP = ROOT / "sample_videos" / "treadmill_right_60fps.mp4"
PIECES, EVERY = 16, 25
CORES = len(os.sched_getaffinity(0))
SIDE_PX: dict[NetworkName, int] = {"detector": 224, "lite": 256, "full": 256, "heavy": 256}
RESULTS = (195, 12)  # last dimension of the result that counts: landmarks, boxes

Piece = NDArray[np.float32]
Worker = Callable[[Piece], Piece]


@dataclass(frozen=True, slots=True)
class Runtime:
    """A way to run a network: the package it needs, and how to make one worker a core."""

    name: str
    package: str
    workers: Callable[[Path], list[Worker]]


def openvino_workers(path: Path, *, settings: dict[str, str], needed_only: bool) -> list[Worker]:
    """`needed_only` leaves out the mask and the world landmarks, as the product does."""
    ov = import_module("openvino")
    model = ov.Core().read_model(path)
    if needed_only:
        names = {"Identity", "Identity_1", "Identity_3"}
        kept = [output for output in model.outputs if output.any_name in names]
        model = ov.Model(kept, model.get_parameters(), path.stem)
    streams = {"NUM_STREAMS": CORES, "INFERENCE_NUM_THREADS": CORES}
    compiled = ov.Core().compile_model(model, "CPU", streams | settings)

    def worker(request: Any) -> Worker:
        return lambda piece: counting(request.infer([piece]).values())

    return [worker(compiled.create_infer_request()) for _ in range(CORES)]


def litert_workers(path: Path) -> list[Worker]:
    interpreter_of = import_module("ai_edge_litert.interpreter").Interpreter

    def worker() -> Worker:
        interpreter = interpreter_of(model_path=str(path), num_threads=1)
        interpreter.allocate_tensors()
        source = interpreter.get_input_details()[0]["index"]
        results = [detail["index"] for detail in interpreter.get_output_details()]

        def run(piece: Piece) -> Piece:
            interpreter.set_tensor(source, piece)
            interpreter.invoke()
            return counting(interpreter.get_tensor(index) for index in results)

        return run

    return [worker() for _ in range(CORES)]


def onnx_workers(path: Path) -> list[Worker]:
    onnxruntime = import_module("onnxruntime")
    if not path.exists():
        raise FileNotFoundError(f"{path.name} is not among the converted networks")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1

    def worker() -> Worker:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        source = session.get_inputs()[0].name
        return lambda piece: counting(session.run(None, {source: piece}))

    return [worker() for _ in range(CORES)]


def counting(results: Any) -> Piece:
    """A copy of the result that counts."""
    return np.array(next(result for result in results if result.shape[-1] in RESULTS))


def runtimes(onnx: Path | None) -> Iterator[Runtime]:
    def openvino(*, needed_only: bool = False, **settings: str) -> Callable[[Path], list[Worker]]:
        return lambda path: openvino_workers(path, settings=settings, needed_only=needed_only)

    f32 = {"INFERENCE_PRECISION_HINT": "f32"}
    yield Runtime("OpenVINO f32, needed outputs only", "openvino", openvino(needed_only=True, **f32))
    yield Runtime("OpenVINO f32", "openvino", openvino(**f32))
    yield Runtime("OpenVINO asked for f16", "openvino", openvino(INFERENCE_PRECISION_HINT="f16"))
    yield Runtime("OpenVINO as it comes", "openvino", openvino())
    if find_spec("ai_edge_litert"):
        yield Runtime("LiteRT (XNNPACK)", "ai-edge-litert", litert_workers)
    if onnx and find_spec("onnxruntime"):
        yield Runtime("ONNX Runtime", "onnxruntime", lambda path: onnx_workers(onnx / f"{path.stem}.onnx"))


def real_pieces(side: int) -> list[Piece]:
    """What the landmark network sees of the sample clip's runner, as bytes scaled to 0..1."""
    estimator, pieces = make_estimator(model="lite"), []
    for frame in open_video(CLIP).sample(np.arange(PIECES) * EVERY):
        person = estimator.detect(frame.image)[0]
        view = square_map(np.array(person.center_px), person.size_px, person.rotation_rad, side)
        piece = frame.picture.piece(view, side)
        pieces.append(piece[None].astype(np.float32) / 255)
    return pieces


def run_all(workers: Sequence[Worker], pieces: Sequence[Piece]) -> tuple[list[Piece], float, float]:
    """Results, and milliseconds of wall and of processor time per piece, with all workers at work."""
    wall_s, busy_s = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(len(workers)) as pool:
        shares = [pieces[i :: len(workers)] for i in range(len(workers))]
        parts = list(pool.map(lambda worker, share: [worker(p) for p in share], workers, shares))
    wall_ms = 1000 * (time.perf_counter() - wall_s) / len(pieces)
    busy_ms = 1000 * (time.process_time() - busy_s) / len(pieces)
    return [parts[i % len(workers)][i // len(workers)] for i in range(len(pieces))], wall_ms, busy_ms


def compare(name: NetworkName, candidates: Sequence[Runtime], rounds: int) -> Iterator[list[str]]:
    """One row of the table per runtime that can run the network; the last of them is the reference."""
    pieces = real_pieces(SIDE_PX[name])
    ready: dict[Runtime, list[Worker]] = {}
    for runtime in candidates:
        try:
            ready[runtime] = runtime.workers(network(name))
        except (FileNotFoundError, RuntimeError) as error:
            print(f"{runtime.name} cannot run {name}: {error}")
    results = {runtime: run_all(workers, pieces)[0] for runtime, workers in ready.items()}
    times = {runtime: [] for runtime in ready}
    for _ in range(rounds):
        for runtime, workers in ready.items():
            times[runtime].append(run_all(workers, pieces)[1:])
    reference = next((r for r in ready if r.package == "ai-edge-litert"), next(iter(ready)))
    for runtime in ready:
        wall_ms, busy_ms = np.median(times[runtime], axis=0)
        apart = differences(results[runtime], results[reference])
        cells = ["reference"] if runtime is reference else [f"{np.median(apart):.2g}; {apart.max():.2g}"]
        yield [name, runtime.name, f"{wall_ms:.1f}", f"{busy_ms:.1f}", *cells]


def differences(results: Sequence[Piece], expected: Sequence[Piece]) -> NDArray[np.float64]:
    """Distances in pixels of the network's input, of landmarks or of all boxes' centres."""
    one, other = np.array(results, float), np.array(expected, float)
    if one.shape[-1] == RESULTS[0]:
        one, other = (values.reshape(len(values), -1, 5)[:, :33] for values in (one, other))
    distances: NDArray[np.float64] = np.hypot(*np.moveaxis(one[..., :2] - other[..., :2], -1, 0))
    return distances


def table(rounds: int, onnx: Path | None) -> str:
    candidates = list(runtimes(onnx))
    rows = [row for name in SIDE_PX for row in compare(name, candidates, rounds)]
    head = ["network", "runtime", "ms per picture", "processor ms per picture", "apart, px: median; largest"]
    packages = sorted({runtime.package for runtime in candidates})
    return "\n".join(
        [
            "# Runtimes for the pose networks",
            "",
            f"Median of {rounds} rounds in turns over {PIECES} pieces of the sample clip, all cores at work",
            "with one thread each. Processor time does not count what else the machine was doing.",
            "Landmarks (for the detector: centres of all its boxes) are compared with the reference's, in",
            "pixels of the network's input. The product uses the first row of each network. OpenVINO as it",
            "comes computes in bfloat16 where the processor has it. tf2onnx cannot convert the detector.",
            "",
            *markdown_table(head, rows),
            f"{platform.machine()}, {CORES} cores; " + ", ".join(f"{p} {version(p)}" for p in packages) + ".",
            "Made by `python benchmarks/runtimes.py"
            + (" --onnx DIR" if onnx else "")
            + f" --rounds {rounds}`.",
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--onnx", type=Path, help="folder of converted networks")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    text = table(arguments.rounds, arguments.onnx)
    print(text)
    if arguments.out:
        arguments.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
