"""Whatever goes wrong, no line of the log says whose it was, or quotes an error."""

import ast
import asyncio
import errno
import io
import logging
import sys
import threading
from pathlib import Path

import errands
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

import service
from service import answering, crew
from service.access.gate import Gate
from service.blobs import StoreGone
from service.child import Child, ChildDied, ChildRefused, ProcessLimits, unusable_files
from service.cleaner import Cleaner
from service.operations import logs
from vision import NetworksUnavailable

MARK = "anna.beispiel@club.example"
PLACE = f"/home/{MARK}/clips"
FAULTS = [
    ValueError(MARK),
    KeyError(PLACE),
    OSError(errno.EACCES, "Permission denied", PLACE),
    StoreGone(f"{PLACE} is not there; mount it"),
    OperationalError(f"SELECT '{MARK}'", {}, Exception(MARK)),
    NetworksUnavailable(f"{PLACE} lacks a network"),
]


@pytest.fixture(params=["plain", "json"])
def told(request, capfd, monkeypatch):
    """What was logged, by the server's own handler and by whatever writes to stderr."""
    for place, name in ((sys, "excepthook"), (threading, "excepthook")):
        monkeypatch.setattr(place, name, getattr(place, name))
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    logs.set_up(request.param)
    root.handlers[0].setStream(stream := io.StringIO())
    return lambda: stream.getvalue() + capfd.readouterr().err


@pytest.mark.anyio
@pytest.mark.parametrize("error", FAULTS, ids=lambda error: type(error).__name__)
async def test_neither_the_log_nor_the_answer_to_a_request_quotes_an_error(error, told):
    app = FastAPI()
    answering.install(app)

    @app.get("/")
    def ask():
        raise error

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get("/")
    assert answer.status_code >= 500
    assert MARK not in answer.text
    said = told()
    assert MARK not in said
    assert said or isinstance(error, ValueError | KeyError | NetworksUnavailable)  # the web server's to log


@pytest.mark.parametrize("told", ["plain"], indirect=True)
def test_a_process_that_fails_tells_where_and_not_why(told):
    with pytest.raises(ChildDied):
        Child(errands.fail, FAULTS[0], limits=ProcessLimits(silence_s=60)).result(lambda *_: None)
    with pytest.raises(ChildRefused) as caught:
        Child(errands.fail, FAULTS[5], limits=ProcessLimits(silence_s=60)).result(lambda *_: None)
    reasons = (caught.value.reason, *map(unusable_files, (FAULTS[2], FAULTS[3])))
    said = told()
    assert MARK not in said + " ".join(reason.message for reason in reasons)
    assert "builtins.ValueError" in said
    assert f"{errands.__file__}:" in said


def test_what_cannot_be_done_beside_the_requests_is_logged_without_a_name(told, monkeypatch):
    class Gone:
        def __getattr__(self, _):
            raise FAULTS[3]

    class Nobody:
        def forget(self, _):
            return True

    assert not Cleaner(Gone(), Gone(), Nobody(), None)._removed("0123456789ab")
    monkeypatch.setattr(crew, "fetch_networks", lambda: errands.fail(FAULTS[5], lambda *_: None))
    crew.bring_networks()
    gate = Gate(None, access=Gone())
    monkeypatch.setattr(Gone, "__getattr__", lambda *_: errands.fail(FAULTS[4], lambda *_: None))
    caller = type("Caller", (), {"id": MARK})
    gate._note({"state": {"caller": caller}, "method": "PUT", "path": PLACE}, PLACE)
    said = told()
    assert said.count("StoreGone") == 1, said
    assert MARK not in said
    assert len(said.splitlines()) == 3


def test_libraries_and_threads_quote_nothing_either(told):
    thread = threading.Thread(target=errands.fail, args=(FAULTS[0], lambda *_: None))
    thread.start()
    thread.join()
    too_few = ("%s of %s", MARK)
    logging.getLogger("midstance").error(*too_few)
    logging.getLogger("dbos").error("Error executing %s", f"a workflow: {MARK}")
    loop = asyncio.new_event_loop()
    task = loop.create_future()
    task.set_exception(ValueError(MARK))
    loop.call_exception_handler({"message": "Task exception was never retrieved", "future": task})
    task.exception()
    loop.close()
    said = told()
    assert MARK not in said
    assert "a thread ended" in said
    assert "Error executing a workflow" in said
    assert "Task exception was never retrieved" in said


def test_no_line_of_code_logs_an_error_itself_or_its_caller():
    for module in Path(service.__file__).parent.rglob("*.py"):
        tree = ast.parse(module.read_text())
        caught = {node.name for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and node.name}
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "log":
                given = {ast.unparse(each) for each in call.args[1:]}
                allowed = {"error"} if module.name == "answering.py" else set()  # a ProviderFault's own words
                assert not given & ({*caught, "caller", "caller.id"} - allowed), ast.unparse(call)
