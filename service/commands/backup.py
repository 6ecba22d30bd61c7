"""`midstance backup`: all that a server keeps, in one file."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from service.commands import checked, option_of
from service.database import connect, migrate
from service.operations.backup import back_up
from service.settings import Settings
from service.store import Store

_setting = partial(option_of, Settings)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    data: Annotated[str | None, _setting("data")] = None,
    database: Annotated[str | None, _setting("database")] = None,
    blobs: Annotated[str | None, _setting("blobs")] = None,
) -> None:
    """Write all that a server keeps into one file; the server may be at work."""
    settings = checked(Settings, data=data, database=database, blobs=blobs)
    if settings.database is None and not (settings.data / "midstance.db").exists():
        raise typer.BadParameter(f"There is no server's data in {settings.data}; name another --data.")
    engine = connect(settings.database_url)
    try:
        migrate(engine)
        number = back_up(engine, Store(settings), file)
    finally:
        engine.dispose()
    print(f"{number} analyses are in {file}. It holds everything, passwords' hashes too: keep it safe.")
