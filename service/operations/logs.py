"""What is logged, in plain lines or as JSON: no names, no addresses, nothing that a client sent.

Of an error its kind and place are told. Its message is not: it may quote a file's name or a row, and a
library quotes it in turn, behind a colon.
"""

import json
import logging
import sys
import threading
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal

OURS = "midstance"
log = logging.getLogger(OURS)
LogFormat = Literal["plain", "json"]
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
QUIET = ("dbos", "alembic", "httpx", "uvicorn")  # of these only what goes wrong


def set_up(form: LogFormat) -> None:
    """Say on stderr what happens; of libraries only what goes wrong."""
    handler = logging.StreamHandler()
    handler.setFormatter(Plain() if form == "plain" else Json())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for library in QUIET:
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.raiseExceptions = False  # a line that cannot be written would be quoted on stderr, and its error
    threading.excepthook = lambda ended: log.error("a thread ended", exc_info=ended.exc_value)
    sys.excepthook = lambda _, error, __: log.critical("the server ended", exc_info=error)


class Plain(logging.Formatter):
    """A line of words; after an error the lines where it arose."""

    def format(self, record: logging.LogRecord) -> str:
        id = request_id.get()
        line = f"{record.levelname}:     {_said(record)}" + (f" [{id}]" if id else "")
        return "\n".join([line, *_places(record)])


class Json(logging.Formatter):
    """An object a line."""

    def format(self, record: logging.LogRecord) -> str:
        known = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _said(record),
            "request": request_id.get(),
            "error": _places(record) or None,
        }
        return json.dumps({name: value for name, value in known.items() if value is not None})


def _said(record: logging.LogRecord) -> str:
    """Our own words; of a library's those before it quotes anything."""
    said = record.getMessage()
    return said if record.name.startswith(OURS) else said.partition("\n")[0].partition(": ")[0]


def _places(record: logging.LogRecord) -> list[str]:
    return places(record.exc_info[1] if record.exc_info else None)


def places(error: BaseException | None) -> list[str]:
    """Where an error came from, outermost first, and of what kind it and its causes are."""
    lines: list[str] = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        lines = [*places, f"{type(error).__module__}.{type(error).__qualname__}", *lines]
        error = error.__cause__ or error.__context__
    return lines
