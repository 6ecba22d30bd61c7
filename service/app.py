"""The server: HTTP in front of the analyses; workers, which are processes of their own, do them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import OperationalError

from service import comparisons, downloads, problems, routes
from service.access import account_routes, sharing_routes
from service.access.gate import Gate
from service.access.parts import Access
from service.conditional import Conditional
from service.documentation import DESCRIPTION, DocumentedAPI, problem
from service.heads import HeadAsGet
from service.idempotency import Idempotency
from service.jobs import Jobs
from service.limits import UploadLimit
from service.operations import routes as operations
from service.operations.metrics import Metrics
from service.operations.readiness import Readiness
from service.operations.requests import Observed
from service.operations.retention import Retention
from service.revisions import outcomes
from service.revisions import routes as review
from service.revisions.measuring import Reports
from service.revisions.rows import Revisions
from service.settings import Settings
from service.store import Store
from service.uploads import resumable
from service.uploads.checking import Checker
from service.uploads.intake import Intake
from service.uploads.orders import Orders
from service.uploads.pace import Pace
from service.uploads.tus import Tus
from service.watch import Watch
from service.webhooks import routes as webhooks
from service.webhooks.endpoints import Webhooks
from service.webhooks.sender import Sender

log = logging.getLogger("midstance")
_SWEEP_EVERY_S = 600


def create_app(settings: Settings | None = None) -> FastAPI:
    """The server as an ASGI application, which admits analyses and leaves them to the workers."""
    settings = settings or Settings()
    store = Store(settings)
    jobs = Jobs(settings, store)
    sender = Sender(jobs.engine, settings)
    intake, checker = Intake(settings, jobs.engine), Checker(settings)
    days = settings.retention_days
    retention = Retention(jobs, jobs.engine, days=days) if days else None

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with jobs.opened(), checker.opened(), sender.at_work():
            intake.open()
            tidying = [asyncio.create_task(_sweep(intake))]
            if retention:
                tidying.append(asyncio.create_task(retention.keep()))
            try:
                yield
            finally:
                for task in tidying:
                    task.cancel()

    app = DocumentedAPI(
        title="Midstance",
        version=version("midstance"),
        description=DESCRIPTION,
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,  # what generated clients call it
        docs_url=None,  # the documentation pages of FastAPI load scripts from elsewhere
        redoc_url=None,
    )
    app.state.settings, app.state.store, app.state.jobs = settings, store, jobs
    app.state.webhooks = Webhooks(jobs.engine)
    app.state.watch = Watch(jobs.look)
    app.state.revisions = Revisions(jobs.engine)
    app.state.revised_reports = Reports(
        store, jobs.report, scratch=settings.scratch, limits=settings.limits, at_once=settings.workers
    )
    app.state.readiness = Readiness(settings, jobs.engine, store.blobs)
    app.state.metrics = metrics = Metrics(settings, jobs.engine)
    app.state.intake, app.state.orders = intake, Orders(intake, checker)
    app.state.access = access = Access(jobs.engine, settings)
    problems.install(app)
    app.add_middleware(Conditional)
    app.add_middleware(Idempotency, engine=jobs.engine, keep_h=settings.key_keep_h)
    app.add_middleware(UploadLimit, limit_mib=settings.upload_limit_mib)
    app.add_middleware(
        Pace,
        silence_s=settings.silence_limit_s,
        slowest_bytes_s=settings.slowest_upload_kib_s << 10,
    )
    app.add_middleware(Gate, access=access)
    app.add_middleware(Observed, metrics=metrics.requests)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Tus)
    app.include_router(_v1())
    app.include_router(operations.router)
    app.include_router(about)
    return app


async def _sweep(intake: Intake) -> None:
    """Remove uploads whose time is over, now and then."""
    while True:
        try:
            await run_in_threadpool(intake.sweep)
        except (OperationalError, OSError):
            log.warning("old uploads could not be removed; trying again later")
        await asyncio.sleep(_SWEEP_EVERY_S)


about = APIRouter(tags=["server"])


@about.get("/", include_in_schema=False)
def root() -> RedirectResponse:
    return RedirectResponse("/openapi.json")


def _v1() -> APIRouter:
    invalid = problems.invalid_request("limit must be at most 500, not 1000.")
    undecodable = problems.Problem(400, "http", "There was an error parsing the body; send JSON in UTF-8.")
    router = APIRouter(
        prefix="/v1",
        responses=problem(
            undecodable,
            invalid,
            problems.unauthorized(),
            problems.invalid_token(),
            problems.csrf(),
            problems.insufficient_scope("write"),
            problems.foreign_host(),
            problems.database_gone(),
        ),
    )
    router.include_router(routes.router)
    router.include_router(downloads.router)
    router.include_router(comparisons.router)
    router.include_router(webhooks.router)
    router.include_router(resumable.router)
    router.include_router(account_routes.router)
    router.include_router(sharing_routes.router)
    router.include_router(review.router)
    router.include_router(outcomes.router)
    return router
