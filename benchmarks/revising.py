"""How long a coach waits for a correction of a clip of 60 s at 60 frames a second, and what each part takes.

    python benchmarks/revising.py [--rounds 10] [--data DIR] [--clips DIR] [--landmarks-cache DIR]

The clip repeats a rendered runner; the landmarks that are kept of it repeat the runner's own, each frame with
a scatter that is smooth over a tenth of a second, for of a clip that repeats itself only one round is
measured. The server is a process of its own; each correction moves another contact, and holds all before it.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import numpy as np
from clips import HEAVY, read_clip
from processes import free_port, processor_s
from scipy.ndimage import gaussian_filter1d
from server_process import ServerProcess
from speed_clips import Loop, Shape, make_clip
from tables import markdown_table
from truth import DATA

from service.attempts import Result
from service.folders import report_folder
from service.models import Record
from service.settings import Settings
from service.worker import Worker
from vision import (
    Analysis,
    EventMoved,
    Landmarks,
    Progress,
    analyze_landmarks,
    keep,
    open_video,
    read_kept,
    revise,
    write_outputs,
    write_report,
)

SHAPE = Shape(1080, 60, 60)
LOOP_FRAMES = 428
SCATTER_PX, SMOOTH_FRAMES = 4.0, 6
LATER_S = 0.015
HEAD = ("", "waited, s", "processor, s")

Row = tuple[str, float, float]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--data", type=Path, default=DATA / "rendered", help="folder of rendered clips")
    parser.add_argument("--clips", type=Path, help="folder for the clip that is made")
    parser.add_argument("--landmarks-cache", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        video = given.data / "dev01.mp4"
        clip = make_clip(Loop(video, LOOP_FRAMES, SHAPE.fps), SHAPE, given.clips or folder)
        analysis = analysed(video, clip, given.landmarks_cache)
        steps, load = len(analysis.measures.steps), os.getloadavg()[0]
        print(f"{SHAPE.name}, {steps} steps; {os.cpu_count()} cores, load before {load:.1f}.")
        print(f"Medians of {given.rounds}; what is called once is told as it was.\n")
        rows = [*parts(analysis, folder, given.rounds), *over_http(analysis, clip, folder, given.rounds)]
    cells = [(what, f"{wall_s:.2f}", f"{cpu_s:.2f}") for what, wall_s, cpu_s in rows]
    print("\n".join(markdown_table(HEAD, cells)))


def analysed(video: Path, clip: Path, cache: Path | None) -> Analysis:
    """The long clip, from the landmarks of the short one."""
    once, source = read_clip(video, cache), open_video(clip)
    rows = np.arange(source.info.frames) % LOOP_FRAMES
    position_px = once.landmarks.position_px[rows]
    scatter = np.random.default_rng(1).normal(size=position_px.shape)
    scatter = gaussian_filter1d(scatter, SMOOTH_FRAMES, axis=0)
    position_px = position_px * _enlarged(once.info.width) + scatter * SCATTER_PX / scatter.std()
    landmarks = Landmarks(
        once.landmarks.skeleton, source.time_s, position_px, once.landmarks.confidence[rows]
    )
    return analyze_landmarks(
        landmarks, source=source.info, camera=once.camera, vertical=once.vertical, network=HEAVY
    )


def _enlarged(width: int) -> float:
    return SHAPE.size[0] / width


# ---- in this process -------------------------------------------------------------------------------


def parts(analysis: Analysis, folder: Path, rounds: int) -> Iterator[Row]:
    """What the process of a revision does."""
    kept, out = folder / "observed.npz", folder / "report"
    keep(analysis, kept)
    moves = [EventMoved(**move) for move in moved(analysis)]
    yield timed("read what was kept", rounds, lambda _: read_kept(kept))
    known = read_kept(kept)
    yield timed("measure", rounds, lambda n: revise(known, moves[: n + 1]))
    revised = revise(known, moves[:1])
    yield timed("write report.json and report.html", rounds, lambda _: write_report(revised, out))


def timed(what: str, rounds: int, work: Callable[[int], object]) -> Row:
    """Medians of waiting and of this process's own time."""
    taken = []
    for number in range(rounds):
        began = time.perf_counter(), time.process_time()
        work(number)
        taken.append((time.perf_counter() - began[0], time.process_time() - began[1]))
    return what, *(statistics.median(column) for column in zip(*taken, strict=True))


def moved(analysis: Analysis) -> list[dict[str, object]]:
    """Corrections, each of another contact of the left foot."""
    assert analysis.events is not None
    contacts = [event.time_s for event in analysis.events.contacts("left")][2:-2]
    known = {"kind": "event_moved", "side": "left", "event": "initial_contact"}
    return [known | {"time_s": at_s, "to_s": at_s + LATER_S} for at_s in contacts]


# ---- over HTTP -------------------------------------------------------------------------------------


def over_http(analysis: Analysis, clip: Path, folder: Path, rounds: int) -> Iterator[Row]:
    """What a client waits for, with a process that waits ready and without one."""
    kept = folder / "observed.npz"
    for ready, words in ((0, "each process started for it"), (1, "a process ready")):
        with served(folder / f"data-{ready}", kept, clip, ready) as (client, address, server):
            asking = Asking(client, address, server.process.pid, moved(analysis))
            yield asking.corrections(f"POST corrections to its 201, {words}", rounds)
            if ready:
                yield asking.once("GET landmarks, the first 300 frames", "landmarks")
                yield asking.once("GET landmarks again", "landmarks?from_frame=300")
                yield asking.once("GET pictures/1800.jpg", "pictures/1800.jpg")
                yield asking.once("GET pictures/1801.jpg", "pictures/1801.jpg")
                yield asking.once("GET a revision's report.html, the first time", "revisions/1/report.html")
                yield asking.once("GET it again", "revisions/1/report.html")
                frame = client.get(f"{address}/revisions/1/report.json").json()["flags"][0]["frame"]
                yield asking.once("GET a revision's frame, the first time", f"revisions/1/frames/{frame}.jpg")


class Asking:
    """One client, and the processor time of the server with all that it starts."""

    def __init__(self, client: httpx.Client, address: str, pid: int, moves: list[dict[str, object]]) -> None:
        self._client, self._address, self._pid, self._moves = client, address, pid, moves

    def once(self, what: str, path: str) -> Row:
        """One call, once the server is at rest."""
        return what, *self._asked(lambda: self._client.get(f"{self._address}/{path}"))

    def corrections(self, what: str, rounds: int) -> Row:
        """One after the other, each when the server is at rest."""
        self._client.get(f"{self._address}/corrections")  # as whoever corrects does
        taken = [self._asked(partial(self._correct, number)) for number in range(rounds)]
        return what, *(statistics.median(column) for column in zip(*taken, strict=True))

    def _correct(self, number: int) -> httpx.Response:
        return self._client.post(
            f"{self._address}/corrections",
            json={"corrections": [self._moves[number]]},
            headers={"If-Match": f'"{number}"'},
        )

    def _asked(self, ask: Callable[[], httpx.Response]) -> tuple[float, float]:
        before_s = self._at_rest_s()
        began = time.perf_counter()
        answer = ask()
        waited_s = time.perf_counter() - began
        assert answer.is_success, answer.text
        return waited_s, self._at_rest_s() - before_s

    def _at_rest_s(self) -> float:
        """Processor time of the server by the time that it takes hardly any more."""
        seen_s = processor_s(self._pid)
        while True:
            time.sleep(0.5)
            now_s = processor_s(self._pid)
            if now_s - seen_s < 0.05:
                return now_s
            seen_s = now_s


@contextmanager
def served(
    data: Path, kept: Path, clip: Path, ready: int
) -> Iterator[tuple[httpx.Client, str, ServerProcess]]:
    """A client of a server that has analysed the clip, and the address of the analysis."""
    data.mkdir()
    port = free_port()
    server = ServerProcess(data, port, {"ready_processes": ready})
    try:
        with httpx.Client(base_url=server.url, timeout=600) as client:
            with Worker(Settings(data=data), partial(report_of, kept), name="bench", poll_s=0.1).opened():
                with clip.open("rb") as file:
                    answer = client.post("/v1/analyses", files={"file": file}).raise_for_status()
                address = answer.headers["location"]
                while (status := client.get(address).json()["status"]) != "done":
                    assert status in ("queued", "running"), client.get(address).text
                    time.sleep(0.2)
            yield client, address, server
    finally:
        server.kill()


def report_of(kept: Path, video: Path, out: Path, record: Record, progress: Progress) -> Result:  # noqa: ARG001
    """The work of the worker: the report of the landmarks, without pictures."""
    progress("measure", 0.0)
    analysis = revise(read_kept(kept), [])
    with report_folder(out) as partial_folder:
        write_outputs(analysis, None, partial_folder)
    return Result(analysis.quality, video_s=SHAPE.seconds)


if __name__ == "__main__":
    main()
