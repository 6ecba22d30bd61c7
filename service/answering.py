"""Which problem answers which exception of a route."""

import logging
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import DataError, OperationalError
from starlette.exceptions import HTTPException

from coaching import InvalidEntry, UnusableReport
from service import problems
from service.access.errors import (
    LoginRefused,
    NotAdmitted,
    NotTheOwner,
    ProviderFault,
    UnknownAthlete,
    Unusable,
)
from service.analyses import UnknownAnalysis
from service.batches.rows import UnknownBatch
from service.drawings import faults as of_drawings
from service.drawings.rows import UnknownDrawing
from service.limited import TooMany
from service.mistakes import in_words
from service.pages.refusals import answer_for
from service.plans import faults as of_plans
from service.plans.rows import UnknownEntry, UnknownPlan
from service.problems import Problem
from service.reserve import is_full
from service.revisions import faults as of_revisions
from service.revisions.measuring import OfAnotherVersion
from service.revisions.queue import Ruled, UnknownFlag
from service.revisions.rows import Overtaken, UnknownRevision
from service.strays import LateUpload
from service.webhooks import faults as of_webhooks
from service.webhooks.endpoints import UnknownWebhook
from vision import UnreadableReport

OnError = Callable[[Request, Exception], Coroutine[Any, Any, Response]]

log = logging.getLogger("midstance")

WRONG_ADDRESS = {404: "There is nothing at this address", 405: "This address takes another method"}


def install(app: FastAPI) -> None:
    """Have every error of `app` answered as a problem."""
    app.add_exception_handler(HTTPException, _on_http)
    for kind, as_problem in _PROBLEMS.items():
        app.add_exception_handler(kind, _answering(as_problem))


def _answering(as_problem: Callable[[Any], Problem]) -> OnError:
    async def on_error(request: Request, error: Exception) -> Response:
        return answer_for(request, as_problem(error))

    return on_error


async def _on_http(request: Request, error: Exception) -> Response:
    """What the framework refuses by itself, of which 204 is no problem."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NO_CONTENT:
        return Response(status_code=error.status_code)
    if is_full(error.__cause__):
        return answer_for(request, problems.storage_full())
    what = WRONG_ADDRESS.get(error.status_code, error.detail.rstrip("."))
    detail = f"{what}; /openapi.json lists what there is."
    return answer_for(request, Problem(error.status_code, "http", detail, headers=error.headers))


def _of_storage(error: OSError) -> Problem:
    if is_full(error):
        return problems.storage_full()
    log.error("clips and reports cannot be reached (%s)", type(error).__name__)
    return problems.storage_gone()


def _of_database(error: OperationalError) -> Problem:
    if is_full(error):
        return problems.storage_full()
    log.error("the database does not answer")
    return problems.database_gone()


def _of_provider(error: ProviderFault) -> Problem:
    log.error("the provider of logins does not answer as it should: %s", error)
    return problems.provider_gone()


_UNFIT = "The request holds characters that cannot be stored; leave them out."
_PROBLEMS: dict[type[Exception], Callable[[Any], Problem]] = {
    Problem: lambda problem: problem,
    UnknownAnalysis: lambda _: problems.unknown_analysis(),
    UnreadableReport: problems.unreadable_report,
    UnknownAthlete: lambda _: problems.unknown("athlete"),
    UnknownBatch: lambda _: problems.unknown("batch"),
    UnknownPlan: lambda _: problems.unknown("plan"),
    UnknownEntry: lambda _: problems.unknown("entry"),
    UnusableReport: of_plans.unusable_report,
    InvalidEntry: of_plans.invalid_entry,
    TooMany: problems.too_many,
    UnknownDrawing: lambda _: of_drawings.unknown_drawing(),
    UnknownFlag: lambda _: of_revisions.unknown_flag(),
    Ruled: lambda error: of_revisions.ruled_by_a_correction(error.revision),
    OfAnotherVersion: lambda _: of_revisions.of_another_version(),
    UnknownRevision: lambda _: of_revisions.unknown_revision(),
    LateUpload: lambda _: problems.unknown_analysis(),
    Overtaken: lambda _: problems.changed_meanwhile(),
    UnknownWebhook: lambda _: of_webhooks.unknown_webhook(),
    NotTheOwner: lambda _: problems.not_the_owner(),
    Unusable: problems.unusable,
    LoginRefused: problems.login_refused,
    NotAdmitted: problems.not_admitted,
    ProviderFault: _of_provider,
    RequestValidationError: lambda error: problems.invalid_request(in_words(error.errors())),
    DataError: lambda _: problems.invalid_request(_UNFIT),
    OSError: _of_storage,
    OperationalError: _of_database,
    Exception: lambda _: problems.server_error(),
}
