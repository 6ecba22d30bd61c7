"""`midstance serve`: the HTTP server and its workers."""

import socket
from collections.abc import Callable, Iterable

import typer
import uvicorn

from service.access.accounts import Accounts
from service.app import create_app
from service.commands import takes
from service.crew import Crew, bring_networks
from service.jobs import Jobs
from service.operations import logs
from service.parts import parts_of
from service.reports import analyze_upload
from service.settings import Settings
from service.store import Store
from service.watch import AnalysisWatch, BatchWatch

NAME = "serve"  # of its workers: there is one server to a data folder


@takes(Settings, "host", "port", "data", "workers", "database", "blobs")
def serve(
    settings: Settings,
) -> None:
    """Run the HTTP server with its workers; its /openapi.json documents it."""
    _require_own(settings)
    _require_free(settings.host, settings.port)
    logs.set_up(settings.log_format)
    bring_networks()
    crew, app = Crew(settings, analyze_upload, name=NAME), create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,  # it would keep who asked for what
        log_config=None,
        timeout_graceful_shutdown=settings.stop_limit_s,
    )
    with crew.opened():
        parts = parts_of(app)
        on_stop = (crew.stop, parts[AnalysisWatch].close, parts[BatchWatch].close)
        _Server(config, on_stop=on_stop).run()


class _Server(uvicorn.Server):
    """Says when it stops, before it waits for the requests that are under way."""

    def __init__(self, config: uvicorn.Config, *, on_stop: Iterable[Callable[[], None]]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for tell in self._on_stop:
            tell()
        await super().shutdown(sockets)


def _require_own(settings: Settings) -> None:
    """Raises typer.BadParameter unless a server can begin with this data folder and database."""
    jobs = Jobs(settings, Store(settings))
    try:
        with jobs.owned():
            _require_accounts(settings, Accounts(jobs.engine))
    except BlockingIOError as error:
        why = f"Another server works in {settings.data} or with its database; choose another --data."
        raise typer.BadParameter(why) from error
    except OSError as error:
        why = f"Nothing can be written to {settings.data} ({error.strerror}); choose another --data."
        raise typer.BadParameter(why) from error


def _require_accounts(settings: Settings, accounts: Accounts) -> None:
    if not settings.is_local and not accounts.exist():
        raise typer.BadParameter(
            f"Others may reach {settings.host}, and nobody has an account: make one first with "
            "midstance user add NAME --role admin, or listen on 127.0.0.1 only."
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
