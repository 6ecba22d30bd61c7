"""`midstance doctor`: what this machine lacks, or a server."""

from collections.abc import Iterator
from functools import partial
from typing import Annotated

import typer

from service.commands import NOT_READY, checked, complain, option_of
from service.database import connect
from service.doctor import Check, examine, fetch_networks
from service.operations.inspection import inspect_server
from service.settings import Settings
from service.store import Store

_setting = partial(option_of, Settings)


def doctor(
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Get the pose networks if they are missing.")
    ] = False,
    server: Annotated[
        bool, typer.Option("--server", help="Look also at the server's database, store, workers and queue.")
    ] = False,
    data: Annotated[str | None, _setting("data")] = None,
    database: Annotated[str | None, _setting("database")] = None,
    blobs: Annotated[str | None, _setting("blobs")] = None,
) -> None:
    if fetch:
        fetch_networks()
    checks = list(examine())
    if server:
        checks += _of_server(checked(Settings, data=data, database=database, blobs=blobs))
    for check in checks:
        print(f"{'no' if check.advice else 'ok':<4}{check.name:<11}{check.found}")
    advice = [f"{check.name}: {check.advice}" for check in checks if check.advice]
    if advice:
        raise typer.Exit(complain("; ".join(advice), NOT_READY))


def _of_server(settings: Settings) -> Iterator[Check]:
    if not settings.database_is_there:
        yield Check("database", f"there is none in {settings.data}", "name the server's own --data")
        return
    engine = connect(settings.database_url)
    try:
        yield from inspect_server(settings, engine, Store(settings).blobs)
    finally:
        engine.dispose()
