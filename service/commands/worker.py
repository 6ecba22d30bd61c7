"""`midstance worker`: workers for a server that runs elsewhere, and what a dead one left."""

from functools import partial
from typing import Annotated

import typer

from service.commands import checked, option_of
from service.crew import Crew, bearing, bring_networks
from service.database import connect, migrate
from service.operations import logs
from service.operations.roll import Roll
from service.queue import Queue
from service.reports import analyze_upload
from service.settings import Settings

_setting = partial(option_of, Settings)


def worker(
    action: Annotated[
        str | None, typer.Argument(help="takeover: put the jobs of a dead worker back.", metavar="takeover")
    ] = None,
    dead: Annotated[str | None, typer.Argument(help="The name of the dead worker.", metavar="NAME")] = None,
    database: Annotated[str | None, _setting("database")] = None,
    data: Annotated[str | None, _setting("data")] = None,
    blobs: Annotated[str | None, _setting("blobs")] = None,
    workers: Annotated[str | None, _setting("workers")] = None,
    name: Annotated[str | None, _setting("name")] = None,
) -> None:
    """Work for the server that shares this database and the place of clips and reports, until stopped."""
    if action:
        if action != "takeover" or dead is None:
            raise typer.BadParameter("Leave it at midstance worker, or write midstance worker takeover NAME.")
        _take_over(checked(Settings, database=database, data=data, name=dead))
        return
    settings = checked(Settings, database=database, data=data, blobs=blobs, workers=workers, name=name)
    logs.set_up(settings.log_format)
    bring_networks()
    try:
        with Crew(settings, analyze_upload, name=settings.name).opened() as stopped:
            stopped.wait()
    except BlockingIOError as error:
        why = f"Workers named {settings.name} are at work already; choose another --name."
        raise typer.BadParameter(why) from error
    raise typer.BadParameter(
        f"Workers named {settings.name} are at work elsewhere too; choose another --name."
    )


def _take_over(settings: Settings) -> None:
    engine = connect(settings.database_url)
    migrate(engine)
    queue = Queue(engine)
    try:
        with bearing(engine, settings.data, settings.name):
            jobs = queue.take_over(settings.name)
            Roll(engine).strike_all(settings.name)
        holders = {slot.rpartition("-")[0] for slot in queue.holders()}
    except BlockingIOError as error:
        why = f"Workers named {settings.name} are at work; stop them before others take over."
        raise typer.BadParameter(why) from error
    finally:
        engine.dispose()
    if jobs == 0:
        there = f"these have: {', '.join(sorted(holders))}" if holders else "nor does any other"
        raise typer.BadParameter(f"No worker named {settings.name} has jobs; {there}.")
    print(f"{jobs} analyses of {settings.name} are in the queue again.")
