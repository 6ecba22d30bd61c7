"""Every code that a clip can get is explained, and every explained one can be got."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CARRIERS = {"CannotMeasure", "Reason"}


def codes_in(path: Path) -> Iterator[str]:
    """First arguments of what carries a code, and the codes of breaks, which share one sentence."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=code), *_]) if name in CARRIERS:
                yield str(code)
            case ast.Assign(targets=[ast.Name(id="BREAKS")], value=ast.Dict(keys=keys)):
                yield from (str(key.value) for key in keys if isinstance(key, ast.Constant))


def test_the_list_of_codes_is_that_of_the_code():
    used = {code for path in (ROOT / "vision").rglob("*.py") for code in codes_in(path)}
    text = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    section = text[text.index("## Why a clip") : text.index("`source.time_base` is")]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    explained = {code for row in rows for code in re.findall(r"`([a-z_]+)`", row)}
    assert used == explained
