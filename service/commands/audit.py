"""`midstance audit`: who changed what, and when."""

from typing import Annotated

import typer

from service.commands.access import DatabaseOption, DataOption, opened


def audit(
    limit: Annotated[int, typer.Option(help="How many of the last changes to print.")] = 100,
    data: DataOption = None,
    database: DatabaseOption = None,
) -> None:
    """Print the last changes, the newest last: when, whose account, what, to what."""
    if limit < 1:
        raise typer.BadParameter(f"--limit must be at least 1, not {limit}.")
    with opened(data, database) as access:
        for deed in reversed(access.audit.read(limit=limit)):
            print(f"{deed.at:%Y-%m-%d %H:%M:%SZ}", f"{deed.who:<32}", f"{deed.what:<13}", deed.to)
