"""`midstance restore`: a server made anew from a backup."""

from pathlib import Path
from typing import Annotated

import typer

from service.commands import takes
from service.database import connect
from service.operations.restore import restore as bring_back
from service.settings import Settings


@takes(Settings, "data", "database", "blobs")
def restore(
    file: Annotated[Path, typer.Argument(help="A file that midstance backup wrote.")],
    *,
    settings: Settings,
) -> None:
    """Bring back what is in a backup, to an empty data folder and database; the server must not run."""
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
