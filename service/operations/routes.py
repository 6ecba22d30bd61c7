"""What probes and monitors ask for."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from service import problems
from service.access.callers import LOCAL
from service.access.dependencies import CallerDep
from service.documentation import PUBLIC, file, problem
from service.models import Health
from service.operations.metrics import Metrics
from service.operations.readiness import Readiness
from service.parts import part
from vision import Reason

router = APIRouter(tags=["server"])


@router.get("/health", include_in_schema=False)
@router.get("/healthz", summary="Ask whether the server is up", openapi_extra=PUBLIC)
async def health(request: Request) -> Health:  # no thread, which others may have all of
    """Answers while the server can take requests; for probes that restart it when it hangs."""
    return Health(status="ok", version=request.app.version)


_NO_ROOM = Reason("disk", "The disk has less than 1024 MiB free; make room on it.")


@router.get("/ready", include_in_schema=False)
@router.get(
    "/readyz",
    summary="Ask whether the server can do its work",
    responses=problem(problems.not_ready([_NO_ROOM])),
    openapi_extra=PUBLIC,
)
async def ready(request: Request, readiness: Annotated[Readiness, part(Readiness)]) -> Health:
    """Database and store answer and the disk has room; else 503, and `reasons` says which of them do not."""
    if faults := await readiness.latest():
        raise problems.not_ready(faults)
    return Health(status="ok", version=request.app.version)


@router.get(
    "/metrics",
    summary="Scrape the metrics",
    response_class=Response,
    responses=file("text/plain") | problem(problems.unauthorized(), problems.forbidden()),
)
def metrics(caller: CallerDep, known: Annotated[Metrics, part(Metrics)]) -> Response:
    """For Prometheus, in its own format: no ids, no names. Where there are accounts, with an admin's key."""
    if caller.role != "admin" and caller != LOCAL:
        raise problems.forbidden()
    return Response(known.text(), media_type=CONTENT_TYPE_LATEST)
