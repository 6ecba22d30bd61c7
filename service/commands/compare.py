"""`midstance compare`: two reports side by side."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from service.commands import REFUSED, complain
from vision import ComparedMetric, Comparison, difference_text, estimate_text, read_report, with_unit
from vision import compare as compare_reports

WIDTH = 140  # in a file or a pipe, which have none of their own


def compare(
    a: Annotated[Path, typer.Argument(help="report.json, or the folder of a report.")],
    b: Annotated[Path, typer.Argument(help="The other one, which is told against the first.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.")] = False,
) -> int:
    """Say what differs between two reports, and whether it is more than they can tell."""
    comparison = compare_reports(read_report(a), read_report(b))
    refused = [one for one in (comparison.a, comparison.b) if one.verdict == "refused"]
    if as_json:
        print(json.dumps(asdict(comparison), allow_nan=False, ensure_ascii=False, indent=1))
    elif not refused:
        _show(comparison, Console(width=None if sys.stdout.isatty() else WIDTH))
    for one in refused:
        why = " ".join(reason.message for reason in one.reasons)
        complain(f"{one.file} was refused, so there is nothing to compare. {why}", REFUSED)
    return REFUSED if refused else 0


def _show(comparison: Comparison, console: Console) -> None:
    files = f"a: {comparison.a.file}", f"b: {comparison.b.file}"
    table = Table("measure", *files, "b less a", "told from", "", box=None)
    for metric in comparison.metrics:
        if row := _row(metric):
            table.add_row(*row)
    console.print(table)
    if any(metric.overall.beyond_both for metric in comparison.metrics):
        console.print("* more than both can tell apart; of twenty measures one is so by chance")
    for setting in comparison.settings:
        console.print(f"{setting.name}: {_told(setting.a)} in a, {_told(setting.b)} in b")
    for caution in comparison.cautions:
        console.print(f"note: {caution.message}")


def _row(metric: ComparedMetric) -> tuple[str, ...] | None:
    """None for a measure that neither report has."""
    if metric.categories:
        words = tuple(word or "not measured" for word in metric.categories)
        return metric.title, *words, "same" if len(set(words)) == 1 else "other", "", ""
    whole = metric.overall
    if whole.a.value is None and whole.b.value is None:
        return None
    values = (estimate_text(one, metric.unit) for one in (whole.a, whole.b))
    least = "" if whole.detectable is None else with_unit(whole.detectable, metric.unit)
    mark = "*" if whole.beyond_both else ""
    return metric.title, *values, difference_text(whole, metric.unit), least, mark


def _told(setting: object) -> str:
    return "nothing" if setting is None else str(setting)
