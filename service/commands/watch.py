"""`midstance watch`: the cadence that a watch recorded."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from coaching import CoachingError, RunSummary, read_recording, run_lines, summarise_run, write_watch
from service.commands import WRONG, complain, require_out
from vision import read_report

WIDTH = 120  # in a file or a pipe, which have none of their own


def watch(
    files: Annotated[list[Path], typer.Argument(help="FIT, TCX or GPX, a run each.", metavar="FILE")],
    report: Annotated[
        Path | None, typer.Option(help="report.json of a clip of the same runner, to compare cadence with.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for watch.json and watch.html.")] = None,
) -> int:
    """Say how cadence was distributed in runs, how it went with speed, and how it changed."""
    if out is not None:
        require_out(out)
    filmed = None if report is None else read_report(report)
    runs, code = [], 0
    for file in files:
        try:
            runs.append(summarise_run(read_recording(file), report=filmed))
        except CoachingError as error:
            code = complain(str(error), WRONG)
    _show(runs, Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False))
    if out is not None and runs:
        write_watch(runs, out)
    return code


def _show(runs: list[RunSummary], console: Console) -> None:
    for run in runs:
        table = Table("", "", box=None, show_header=False)
        for title, text in run_lines(run):
            table.add_row(title, text)
        console.print(run.recording.file, markup=False)
        console.print(table)
        for notice in run.recording.notices:
            console.print(f"note: {notice.message}", markup=False)
