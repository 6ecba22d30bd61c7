"""`midstance restore`: a server made anew from a backup."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from service.commands import checked, option_of
from service.database import connect
from service.operations.restore import restore as bring_back
from service.settings import Settings

_setting = partial(option_of, Settings)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that midstance backup wrote.")],
    data: Annotated[str | None, _setting("data")] = None,
    database: Annotated[str | None, _setting("database")] = None,
    blobs: Annotated[str | None, _setting("blobs")] = None,
) -> None:
    """Bring back what is in a backup, to an empty data folder and database; the server must not run."""
    settings = checked(Settings, data=data, database=database, blobs=blobs)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = connect(settings.database_url)
    try:
        number = bring_back(file, engine, settings)
    except BlockingIOError as error:
        raise typer.BadParameter(
            f"A server works in {settings.data}; stop it, or choose another --data."
        ) from error
    finally:
        engine.dispose()
    print(f"{number} analyses are back; midstance serve goes on where they were.")
