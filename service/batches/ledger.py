"""The ledger of a batch: a row for each clip, with what became of it, why, and what was measured.

As CSV an unknown value is an empty cell, in Parquet a null.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import polars as pl

from vision import ENTRIES, Reason

Verdict = Literal["done", "limited", "refused", "failed", "cancelled", "queued", "running"]
WORDS = {"foot_strike_pattern"}  # what is a word has no interval

Value = tuple[float | None, float | None, float | None]  # with the ends of its interval


@dataclass(frozen=True, slots=True)
class Row:
    """One clip; `report` is where its report lies, `measures` are those of the report that have a value.

    `frames` are the numbers of those that show each.
    """

    file: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    athlete: str | None = None
    tags: str | None = None
    sha256: str | None = None
    report: str | None = None
    measures: Mapping[str, Value] = field(default_factory=dict)
    words: Mapping[str, str | None] = field(default_factory=dict)
    frames: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The reasons in words."""
        return " ".join(reason.message for reason in self.reasons)


_SCHEMA: dict[str, Any] = {
    **dict.fromkeys(
        ("file", "athlete", "tags", "sha256", "verdict", "reason", "message", "report"), pl.String
    ),
    **{
        column: pl.String if name in WORDS else pl.Float64
        for name in ENTRIES
        for column in ((name,) if name in WORDS else (name, f"{name}_low", f"{name}_high"))
    },
}


def measured(row: Row, report: Mapping[str, Any], where: str) -> Row:
    """The row with what a report says, as report.json has it, which lies at `where`."""
    quality, metrics = report["quality"], report.get("metrics", {})
    known = {name: metrics[name] for name in ENTRIES if name in metrics}
    return replace(
        row,
        verdict="done" if quality["verdict"] == "ok" else quality["verdict"],
        reasons=tuple(Reason(each["code"], each["message"]) for each in quality.get("reasons", ())),
        sha256=report.get("source", {}).get("sha256", row.sha256),
        report=where,
        measures={
            name: (metric["value"], metric["low"], metric["high"])
            for name, metric in known.items()
            if metric["value"] is not None and name not in WORDS
        },
        words={name: known[name]["category"] for name in WORDS & known.keys()},
        frames={
            name: tuple(shown["frame"] for shown in metric.get("evidence", ()) if "clip" not in shown)
            for name, metric in known.items()
        },
    )


def table(rows: Iterable[Row]) -> pl.DataFrame:
    """The rows with a column for everything that any report can hold."""
    return pl.DataFrame([_cells(row) for row in rows], schema=_SCHEMA)


def _cells(row: Row) -> dict[str, Any]:
    cells: dict[str, Any] = {
        "file": row.file,
        "athlete": row.athlete,
        "tags": row.tags,
        "sha256": row.sha256,
        "verdict": row.verdict,
        "reason": " ".join(reason.code for reason in row.reasons) or None,
        "message": row.message or None,
        "report": row.report,
        **row.words,
    }
    for name, (value, low, high) in row.measures.items():
        cells |= {name: value, f"{name}_low": low, f"{name}_high": high}
    return cells
