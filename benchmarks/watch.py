"""What it takes to read ten hours of a watch, and how often the intervals of a run hold.

PYTHONPATH=tests/coaching python benchmarks/watch.py
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

import numpy as np
import recorded

from coaching import RunSummary, read_recording, summarise_run
from vision import Estimate

TEN_HOURS_S = 36_000
WRITERS: dict[str, Callable[..., bytes]] = {
    "FIT": recorded.fit_file,
    "TCX": recorded.tcx_file,
    "GPX": recorded.gpx_file,
}
RUNS = 200
MINUTES = (20, 30, 60, 180)
WANDERING_S = ((240, 30), (240, 90), (600, 300))
"""After which speed and cadence have forgotten where they were."""

LEVEL_SPM, SLOPE = 165.0, 6.0


def reading() -> Iterator[str]:
    """A table of what a file of ten hours takes, each in a process of its own."""
    yield "| file | size, MB | read, s | told, s | most memory, MB |"
    yield "|---|---|---|---|---|"
    columns = recorded.steady(
        TEN_HOURS_S, heart_rate_bpm=140, contact_time_s=0.25, distance_m=3.0 * np.arange(TEN_HOURS_S)
    )
    with TemporaryDirectory() as folder:
        for kind, write in WRITERS.items():
            file = Path(folder, f"run.{kind.lower()}")
            file.write_bytes(write(columns))
            found = run([sys.executable, __file__, file], capture_output=True, text=True, check=True).stdout
            yield f"| {kind} | {file.stat().st_size / 1e6:.1f} | {found.strip()} |"


def measured(file: str) -> str:
    """Processor time of reading and of telling, and the memory of this process."""
    times = [time.process_time()]
    recording = read_recording(file)
    times.append(time.process_time())
    summarise_run(recording)
    read, told = np.diff([*times, time.process_time()])
    most = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
    return f"{read:.1f} | {told:.1f} | {int(most.split()[1]) / 1024:.0f}"


def intervals() -> Iterator[str]:
    """A table of how often intervals hold, of those that are told."""
    yield "| minutes run | speed, cadence forget after | level | cadence with speed | late less early |"
    yield "|---|---|---|---|---|"
    rng = np.random.default_rng(1)
    for minutes in MINUTES:
        for wandering in WANDERING_S:
            runs = [simulated(60 * minutes, rng, *wandering) for _ in range(RUNS)]
            told = (
                held([each.cadence.level for each in runs if each.cadence], LEVEL_SPM),
                held([each.cadence_against_speed for each in runs], SLOPE),
                held([drift_of(each) for each in runs if each.drift], 0.0),
            )
            yield f"| {minutes} | {wandering[0]} s, {wandering[1]} s | {' | '.join(told)} |"


def simulated(seconds: int, rng: np.random.Generator, speed_s: float, cadence_s: float) -> RunSummary:
    """A run of which all is known: about 165 steps a minute at 3 m/s, 6 more for each m/s more."""
    speed = 3.0 + recorded.wander(seconds, rng, sd=0.25, over_s=speed_s)
    cadence = LEVEL_SPM + SLOPE * (speed - 3.0) + recorded.wander(seconds, rng, sd=1.5, over_s=cadence_s)
    seen = speed + recorded.wander(seconds, rng, sd=0.1, over_s=5)
    return summarise_run(recorded.recording(recorded.steady(seconds, speed=seen, cadence=np.round(cadence))))


def drift_of(summary: RunSummary) -> Estimate:
    """Of cadence."""
    change = summary.drift["cadence_spm"].change
    return Estimate(change.value, change.low, change.high, 0)


def held(estimates: list[Estimate], truth: float) -> str:
    """How many of those that are told hold the truth, and how many are told."""
    told = [each for each in estimates if each.low is not None and each.high is not None]
    if not told:
        return "not told"
    share = np.mean([each.low <= truth <= each.high for each in told])
    return f"{100 * share:.0f} % of {100 * len(told) / RUNS:.0f} %"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(measured(sys.argv[1]))
    else:
        print("\n".join([*reading(), "", *intervals()]))
