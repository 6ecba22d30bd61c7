"""What a batch of two hundred clips comes to whose processes are killed, and how it scales.

    python benchmarks/batch.py [--rounds 3] [--clips 16] [--out docs/batches-proof.md]

The clips are of `batch_clips.py`: 170 that can be measured and 30 that are bad in ten ways. `midstance
batch` is started; two of its analyses and then itself are killed with SIGKILL; it is started again to go
on, and once more, when it must find nothing to do. Then some of the good clips are analysed by two workers,
which have one core each, by one that has one core, and by one that has both; ratios are those of runs that
follow each other.
"""

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from batch_clips import MadeClip, write_clips
from processes import GONE, family
from tables import markdown_table

MIDSTANCE = Path(sys.executable).with_name("midstance")
SETTINGS = ("--model", "full")
_PATIENCE_S = 3600.0
_SCALING = (
    "round",
    "one worker on one core, s",
    "one on both, s",
    "two workers, s",
    "over the first",
    "over the second",
)


@dataclass(frozen=True, slots=True)
class CommandRun:
    """What a run of the command said and how long it took."""

    words: str
    code: int
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clips", type=int, default=16)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        clips, out = Path(folder, "clips"), Path(folder, "out")
        clips.mkdir()
        made = write_clips(clips)
        interrupted = _interrupted(clips, out)
        second, third = _finished(clips, out), _finished(clips, out)
        table = [*_killed_table(made, out, interrupted, second, third), "", *_scaling(clips, made, given)]
    words = "\n".join(
        ["# Batches, killed and doubled", "", *table, "", "Made by `python benchmarks/batch.py`."]
    )
    print(words)
    if given.out:
        given.out.write_text(f"{words}\n", encoding="utf-8")


def _start(clips: Path | Sequence[Path], out: Path, *options: str) -> "subprocess.Popen[str]":
    paths = [clips] if isinstance(clips, Path) else clips
    return subprocess.Popen(
        [MIDSTANCE, "batch", *paths, "--out", out, *SETTINGS, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _interrupted(clips: Path, out: Path) -> int:
    """Kill two analyses, then the command; how many clips had ended by then."""
    command = _start(clips, out, "--workers", "2")
    for ended in (10, 40):
        _wait_for_ends(out, ended)
        _wait(lambda: bool(_analyses(command.pid)))
        os.kill(_analyses(command.pid)[-1], signal.SIGKILL)
    _wait_for_ends(out, 80)
    below = family(command.pid)
    command.kill()
    command.wait()
    _wait(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below[1:]))
    return len(_ends(out))


def _wait_for_ends(out: Path, count: int) -> None:
    _wait(lambda: len(_ends(out)) >= count)


def _analyses(pid: int) -> list[int]:
    """The processes of a command that analyse."""
    return [child for child in family(pid)[1:] if b"spawn_main" in _command_line(child)]


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except GONE:
        return b""


def _ends(out: Path) -> list[str]:
    """The keys of what has ended, in order."""
    journal = out / "journal.jsonl"
    lines = journal.read_text().splitlines() if journal.exists() else []
    return [json.loads(line)["key"] for line in lines]


def _wait(done: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("the batch did not come so far")
        time.sleep(0.02)


def _finished(clips: Path | Sequence[Path], out: Path, *options: str) -> CommandRun:
    begun = time.monotonic()
    command = _start(clips, out, *options)
    words, _ = command.communicate()
    return CommandRun(words, command.returncode, time.monotonic() - begun)


def _killed_table(
    made: Sequence[MadeClip], out: Path, interrupted: int, second: CommandRun, third: CommandRun
) -> list[str]:
    ledger = pl.read_parquet(out / "ledger.parquet")
    rows = {Path(row["file"]).name: row for row in ledger.iter_rows(named=True)}
    wrong = [*_wrong(made, rows), *_left_over(ledger, out, len(made))]
    lines = [
        ("clips; ended before the command was killed", f"{len(made)}; {interrupted}"),
        ("the second run said", second.words.splitlines()[0]),
        ("and ended with", _code(second)),
        ("the third run said", third.words.splitlines()[0]),
        ("and ended with", f"{_code(third)} after {third.seconds:.0f} s"),
        ("rows of the ledger, by verdict", _counts(ledger["verdict"].to_list())),
        ("good clips whose cadence's interval holds the true one", _held(made, rows)),
        ("wrong", "; ".join(wrong) or "nothing"),
    ]
    return [*markdown_table(("", ""), lines), "", *_bad_table(made, rows)]


def _code(run: CommandRun) -> str:
    return f"code {run.code}"


def _counts(words: Sequence[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in sorted(Counter(words).items()))


def _codes(row: dict[str, object]) -> set[str]:
    return set(str(row["reason"] or "").split())


def _wrong(made: Sequence[MadeClip], rows: dict[str, dict[str, object]]) -> Iterator[str]:
    for clip in made:
        if clip.name not in rows:
            yield f"{clip.name} has no row"
        elif clip.codes and not (
            rows[clip.name]["verdict"] == "refused" and _codes(rows[clip.name]) & clip.codes
        ):
            yield f"{clip.name} is {rows[clip.name]['verdict']} ({rows[clip.name]['reason']})"


def _left_over(ledger: pl.DataFrame, out: Path, expected: int) -> Iterator[str]:
    if len(ledger) != expected:
        yield f"the ledger has {len(ledger)} rows"
    if len(ends := _ends(out)) != len(set(ends)):
        yield "a clip was done twice"
    if left := list(out.rglob(".partial-*")):
        yield f"{len(left)} unfinished folders are left"


def _held(made: Sequence[MadeClip], rows: dict[str, dict[str, object]]) -> str:
    good = [(rows[clip.name], clip.cadence_spm) for clip in made if clip.cadence_spm and clip.name in rows]
    measured = [(row, true) for row, true in good if row["cadence_spm"] is not None]
    held = sum(row["cadence_spm_low"] <= true <= row["cadence_spm_high"] for row, true in measured)  # type: ignore[operator]
    return f"{held} of {len(measured)}; {len(good) - len(measured)} without"


def _bad_table(made: Sequence[MadeClip], rows: dict[str, dict[str, object]]) -> list[str]:
    ways: dict[str, list[MadeClip]] = {}
    for clip in made:
        if match := re.fullmatch(r"bad_(\w+)_\d+\.mp4", clip.name):
            ways.setdefault(match[1], []).append(clip)
    lines = []
    for way, clips in ways.items():
        found = Counter(str(rows[clip.name]["reason"]) for clip in clips)
        lines.append((way.replace("_", " "), ", ".join(f"{many} {codes}" for codes, many in found.items())))
    return markdown_table(("bad clips", "reasons in the ledger"), lines)


def _scaling(clips: Path, made: Sequence[MadeClip], given: argparse.Namespace) -> list[str]:
    good = [clips / clip.name for clip in made if clip.cadence_spm][: given.clips]
    lines, of_one_core, of_both = [], [], []
    for number in range(1, given.rounds + 1):
        one_core_s, both_s, two_s = (_seconds(good, *ways) for ways in ((1, 1), (2, 1), (2, 2)))
        of_one_core.append(one_core_s / two_s)
        of_both.append(both_s / two_s)
        taken = (f"{seconds:.1f}" for seconds in (one_core_s, both_s, two_s))
        lines.append((str(number), *taken, f"{of_one_core[-1]:.2f}", f"{of_both[-1]:.2f}"))
    words = (
        f"{len(good)} clips. Two workers on two cores are {statistics.median(of_one_core):.2f} times as fast"
        f" as one on one core (median; goal 1.8), and {statistics.median(of_both):.2f} times as fast as one"
        " that has both."
    )
    return [*markdown_table(_SCALING, lines), "", words]


def _seconds(clips: Sequence[Path], cores: int, workers: int) -> float:
    with TemporaryDirectory() as out, _kept_to(cores):
        run = _finished(clips, Path(out, "out"), "--workers", str(workers))
    assert run.code == 0, run.words
    return run.seconds


@contextmanager
def _kept_to(cores: int) -> Iterator[None]:
    """What is started meanwhile has so many cores."""
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(every)[:cores])
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)


if __name__ == "__main__":
    main()
