"""`midstance backup`: all that a server keeps, in one file."""

from pathlib import Path
from typing import Annotated

import typer

from service.commands import takes
from service.database import connect, migrate
from service.operations.backup import back_up
from service.settings import Settings
from service.store import Store


@takes(Settings, "data", "database", "blobs")
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    *,
    settings: Settings,
) -> None:
    """Write all that a server keeps into one file; the server may be at work."""
    if not settings.database_is_there:
        raise typer.BadParameter(f"There is no server's data in {settings.data}; name another --data.")
    engine = connect(settings.database_url)
    try:
        migrate(engine)
        number = back_up(engine, Store(settings), file)
    finally:
        engine.dispose()
    print(f"{number} analyses are in {file}. It holds everything, passwords' hashes too: keep it safe.")
