"""`midstance export`: what a report knows, as files that other tools read."""

from pathlib import Path
from typing import Annotated

import typer

from service.commands import require_out
from vision import EXPORTS, CannotExport, export_analysis, read_analysis

ALL = "all"
CHOICES = "|".join([*EXPORTS, ALL])


def export(
    report: Annotated[Path, typer.Argument(help="The folder of a report, or its report.json.")],
    formats: Annotated[
        list[str],
        typer.Option(
            "--format",
            metavar=CHOICES,
            help="Which files; can be given several times. all: those there can be.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(help="Folder for the files; `exports` beside report.json if left out.")
    ] = None,
) -> None:
    if unknown := sorted(set(formats) - {*EXPORTS, ALL}):
        raise typer.BadParameter(f"--format {unknown[0]} is none of {CHOICES.replace('|', ', ')}.")
    analysis = read_analysis(report)
    folder = out or (report if report.is_dir() else report.parent) / "exports"
    require_out(folder)
    for kind in EXPORTS:
        if kind not in formats and ALL not in formats:
            continue
        try:
            print(export_analysis(analysis, kind, folder))
        except CannotExport as error:
            if kind in formats:
                raise
            print(f"{kind} is left out. {error}")
