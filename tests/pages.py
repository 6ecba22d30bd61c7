"""The pages of docs: their cells of Python, what these print, and the files that they use.

A cell is a block of ```python; a block of ```text after it is what it prints. The cells of a page run in
order in one namespace.
"""

import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import runners
import studies
import tracker_files
from synthetic_runner import Runner

import vision

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
CELL = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```text\n(?P<printed>.*?)```\n)?", re.S)
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
SAMPLE = ROOT / "sample_videos" / "treadmill_right_60fps.mp4"
TOLD = {"speed_mps": 3.2, "height_cm": 178}


@dataclass(frozen=True)
class Cell:
    """A block of a page; `printed` is None where the page does not say what it prints."""

    page: Path
    line: int
    code: str
    printed: str | None

    def run(self, namespace: dict[str, object]) -> str:
        """What it prints."""
        code = "\n" * (self.line - 1) + self.code
        with redirect_stdout(io.StringIO()) as out:
            exec(compile(code, self.page, "exec"), namespace)
        return out.getvalue()


def pages() -> list[Path]:
    """Those that have cells."""
    return [page for page in sorted(DOCS.glob("*.md")) if CELL.search(page.read_text(encoding="utf-8"))]


def cells(page: Path) -> Iterator[Cell]:
    text = page.read_text(encoding="utf-8")
    for found in CELL.finditer(text):
        yield Cell(page, text.count("\n", 0, found.start("code")) + 1, found["code"], found["printed"])


def with_printed(page: Path, printed: list[str]) -> str:
    """The page with what its cells print now."""
    outputs = iter(printed)

    def anew(found: re.Match[str]) -> str:
        output = next(outputs).rstrip()
        return f"```python\n{found['code']}```\n" + f"\n```text\n{output}\n```\n" * bool(output)

    return CELL.sub(anew, page.read_text(encoding="utf-8"))


def alike(shown: str, printed: str) -> bool:
    """The same words and whole numbers; others may differ by two units of the last digit that is shown.

    Processors differ in digits beyond those.
    """
    return _words(shown) == _words(printed) and all(
        _near(*pair) for pair in zip(NUMBER.findall(shown), NUMBER.findall(printed), strict=True)
    )


def drawn_alike(shown: str, drawn: str) -> bool:
    """The same elements, at places that differ by no more than a point."""
    return _words(shown) == _words(drawn) and all(
        abs(float(a) - float(b)) <= 1
        for a, b in zip(NUMBER.findall(shown), NUMBER.findall(drawn), strict=True)
    )


def _words(text: str) -> str:
    return " ".join(NUMBER.sub("#", text).split())


def _near(shown: str, printed: str) -> bool:
    digits = len(shown.partition(".")[2])
    return abs(float(shown) - float(printed)) <= (2.01 * 10**-digits if digits else 0)


@cache
def analysis() -> vision.Analysis:
    """Of the sample clip, once for all pages."""
    return vision.analyze(SAMPLE, **TOLD, precision="f32")  # which every processor has


def lay_out(folder: Path) -> None:
    """The files that the pages name."""
    (folder / "run.mp4").symlink_to(SAMPLE)
    (folder / "sample_videos").symlink_to(SAMPLE.parent)
    vision.write_outputs(analysis(), None, folder / "report")
    shutil.copy(folder / "report" / "landmarks.parquet", folder)
    tracker_files.openpose(Runner().landmarks(), folder)
    studies.study_table(folder)
    cadences = {"before": 162.0, "after": 168.0, "easy1": 150.0, "easy2": 151.0}
    for clip, (name, cadence_spm) in zip("abcd", cadences.items(), strict=True):
        (folder / name).mkdir()
        document = json.dumps(runners.report(cadence_spm, clip=clip))
        (folder / name / "report.json").write_text(document, encoding="utf-8")
    _lay_out_forces(folder)


def _lay_out_forces(folder: Path) -> None:
    time_s = np.arange(0, 4, 0.001)
    left, right = (
        1600 * (1.4 * np.sin(2 * np.pi * (time_s - at_s) / 0.72) - 0.4).clip(0) for at_s in (0.1, 0.46)
    )
    for name, columns in {"run_grf.mot": "left_vy,right_vy", "belt.csv": "Fz1,Fz2"}.items():
        table = np.column_stack([time_s, left, right])
        np.savetxt(folder / name, table, delimiter=",", header=f"time,{columns}", comments="")
    np.savetxt(folder / "belt.txt", (left + right)[::3], header="Fz", comments="")
