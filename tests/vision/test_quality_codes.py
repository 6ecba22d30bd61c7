"""Every code that a clip, or a comparison, can get is explained, and every explained one can be got."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMPARISONS = {ROOT / "vision" / name for name in ("comparison.py", "trend.py", "within_clip.py")}
CARRIERS = {"CannotMeasure", "Reason"}


def codes_in(path: Path) -> Iterator[str]:
    """First arguments of what carries a code, and the codes of breaks, which share one sentence."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=code), *_]) if name in CARRIERS:
                yield str(code)
            case ast.Assign(targets=[ast.Name(id="BREAKS")], value=ast.Dict(keys=keys)):
                yield from (str(key.value) for key in keys if isinstance(key, ast.Constant))


def explained_in(section: str) -> set[str]:
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {code for row in rows for code in re.findall(r"`([a-z_]+)`", row)}


def between(first: str, last: str) -> str:
    text = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    return text[text.index(first) : text.index(last)]


def test_the_list_of_codes_is_that_of_the_code():
    modules = set((ROOT / "vision").rglob("*.py")) - COMPARISONS
    used = {code for path in modules for code in codes_in(path)}
    assert used == explained_in(between("## Why a clip", "`source.time_base` is"))


def test_the_list_of_cautions_is_that_of_comparisons():
    used = {code for path in COMPARISONS for code in codes_in(path)}
    assert used == explained_in(between("## Two reports", "## The tables"))
