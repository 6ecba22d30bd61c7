"""`midstance serve`: the HTTP server and its workers."""

import socket
from functools import partial
from typing import Annotated

import typer
import uvicorn

from service.app import create_app
from service.commands import checked, option_of
from service.crew import Crew, bring_networks
from service.jobs import Jobs
from service.operations import logs
from service.reports import analyze_upload
from service.settings import Settings
from service.store import Store

NAME = "serve"  # of its workers: there is one server to a data folder

_setting = partial(option_of, Settings)


def serve(
    host: Annotated[str | None, _setting("host")] = None,
    port: Annotated[str | None, _setting("port")] = None,
    data: Annotated[str | None, _setting("data")] = None,
    workers: Annotated[str | None, _setting("workers")] = None,
    database: Annotated[str | None, _setting("database")] = None,
) -> None:
    """Run the HTTP server with its workers; its /openapi.json documents it."""
    settings = checked(Settings, host=host, port=port, data=data, workers=workers, database=database)
    try:
        with Jobs(settings, Store(settings.analyses)).opened():
            pass
    except BlockingIOError as error:
        why = f"Another server works in {settings.data}; choose another --data."
        raise typer.BadParameter(why) from error
    except OSError as error:
        why = f"Nothing can be written to {settings.data} ({error.strerror}); choose another --data."
        raise typer.BadParameter(why) from error
    _require_free(settings.host, settings.port)
    logs.set_up(settings.log_format)
    bring_networks()
    with Crew(settings, analyze_upload, name=NAME).opened():
        uvicorn.run(
            create_app(settings),
            host=settings.host,
            port=settings.port,
            access_log=False,  # it would keep who asked for what
            log_config=None,
            timeout_graceful_shutdown=3,
        )


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            pass
    except OSError as error:
        why = error.strerror or error
        raise typer.BadParameter(
            f"Nothing can listen on {host} port {port} ({why}); choose another --host or --port."
        ) from error
