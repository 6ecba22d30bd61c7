"""What the commands for accounts, keys and the audit trail have in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated

from service.access.parts import Access
from service.commands import checked, option_of
from service.database import connect, migrate
from service.settings import Settings

_setting = partial(option_of, Settings)
DataOption = Annotated[str | None, _setting("data")]
DatabaseOption = Annotated[str | None, _setting("database")]


@contextmanager
def opened(data: str | None, database: str | None) -> Iterator[Access]:
    """The tables of the server with this data folder or database, which may be running.

    Raises OSError, UnusableDatabase.
    """
    with opened_with(checked(Settings, data=data, database=database)) as access:
        yield access


@contextmanager
def opened_with(settings: Settings) -> Iterator[Access]:
    """The same with all settings at hand."""
    engine = connect(settings.database_url)
    try:
        migrate(engine)
        yield Access(engine, settings)
    finally:
        engine.dispose()
