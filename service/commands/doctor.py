"""`midstance doctor`: what this machine lacks."""

from typing import Annotated

import typer

from service.commands import NOT_READY, complain
from service.doctor import examine, fetch_networks


def doctor(
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Get the pose networks if they are missing.")
    ] = False,
) -> None:
    if fetch:
        fetch_networks()
    checks = list(examine())
    for check in checks:
        print(f"{'no' if check.advice else 'ok':<4}{check.name:<11}{check.found}")
    advice = [f"{check.name}: {check.advice}" for check in checks if check.advice]
    if advice:
        raise typer.Exit(complain("; ".join(advice), NOT_READY))
