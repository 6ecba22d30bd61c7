"""The server: HTTP in front of the analyses; workers, which are processes of their own, do them."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, Depends, FastAPI
from fastapi.concurrency import run_in_threadpool

from service import again, answering, comparisons, downloads, problems, queries, routes, trends
from service.access import account_routes, openid_routes, shared, sharing_routes
from service.access.gate import Gate
from service.access.openid import open_id
from service.access.parts import Access
from service.analyses import Analyses
from service.aside import Aside
from service.batches import routes as batch_routes
from service.batches.ledgers import Ledgers
from service.batches.rows import Batches
from service.chores import tried
from service.conditional import Conditional
from service.documentation import DESCRIPTION, DocumentedAPI, problem
from service.drawings import routes as drawings
from service.drawings.rows import FrameDrawings
from service.editing import routes as editing
from service.editing.editor import Editor
from service.exports import routes as exports
from service.exports.making import Exports
from service.heads import HeadAsGet
from service.idempotency import Idempotency
from service.jobs import Jobs
from service.limits import UploadLimit
from service.operations import routes as operations
from service.operations.metrics import Metrics
from service.operations.readiness import Readiness
from service.operations.requests import Observed
from service.operations.retention import Retention
from service.pages import routes as pages
from service.pages.shell import STATIC, Shell, StaticModules
from service.parts import Parts, give, parts_of
from service.plans import downloads as plan_downloads
from service.plans import routes as plan_routes
from service.plans.rows import Plans
from service.plans.sounds import ClickTracks
from service.recent import keep_forgetting
from service.recordings import routes as recordings
from service.recordings.reading import WatchFiles
from service.revisions import agreement, corrections, outcomes, review
from service.revisions.catching_up import CatchingUp
from service.revisions.drawing import DrawnReports
from service.revisions.measuring import Reports
from service.revisions.queue import ReviewQueue
from service.revisions.readings import Readings
from service.revisions.rows import Revisions
from service.settings import Settings
from service.sheets import routes as sheet_routes
from service.sheets.printing import Printer
from service.sheets.rows import Sheets
from service.store import Store
from service.strays import Strays
from service.threads import Threads
from service.uploads import resumable
from service.uploads.checking import Checker
from service.uploads.intake import Intake
from service.uploads.orders import Orders
from service.uploads.pace import Pace
from service.uploads.tus import Tus
from service.watch import AnalysisWatch, BatchWatch
from service.webhooks import routes as webhooks
from service.webhooks.endpoints import Webhooks
from service.webhooks.sender import Sender

_SWEEP_EVERY_S = 600
_V1 = (
    routes,
    downloads,
    exports,
    comparisons,
    webhooks,
    resumable,
    batch_routes,
    account_routes,
    openid_routes,
    sharing_routes,
    shared,
    trends,
    editing,
    drawings,
    review,
    corrections,
    again,
    outcomes,
    agreement,
    sheet_routes,
    plan_routes,
    plan_downloads,
    recordings,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The server as an ASGI application, which admits analyses and leaves them to the workers."""
    parts = _parts(settings or Settings())
    app = DocumentedAPI(
        title="Midstance",
        version=version("midstance"),
        description=DESCRIPTION,
        lifespan=_at_work,
        generate_unique_id_function=lambda route: route.name,  # what generated clients call it
        docs_url=None,  # the documentation pages of FastAPI load scripts from elsewhere
        redoc_url=None,
    )
    give(app, parts)
    answering.install(app)
    _wrap(app, parts)
    for router in (_v1(), operations.router, pages.router):
        app.include_router(router)
    app.mount(STATIC, StaticModules())
    return app


def _parts(settings: Settings) -> Parts:
    store = Store(settings)
    jobs = Jobs(settings, store)
    engine = jobs.engine
    analyses = Analyses(engine)
    intake, checker, batches = Intake(settings, engine), Checker(settings), Batches(engine)
    aside = Aside(settings.scratch, settings.limits, ready=settings.ready_processes)
    reports = Reports(
        *(store, analyses.report, Strays(engine)),
        give_up=jobs.give_up,
        aside=aside,
        at_once=settings.workers,
    )
    revisions, sheets, access = Revisions(engine), Sheets(engine), Access(engine, settings)
    drawings = DrawnReports(aside, store, reports, revisions, Strays(engine), at_once=settings.workers)
    return Parts(
        *(settings, store, jobs, analyses, intake, checker, aside, reports, revisions, drawings),
        ReviewQueue(engine),
        FrameDrawings(engine),
        CatchingUp(engine, analyses, reports, revisions),
        Editor(aside, store, reports, revisions),
        Readings(store, reports, revisions),
        *(batches, Orders(intake, checker, batches)),
        *(AnalysisWatch(analyses.look), BatchWatch(batches.look)),
        Ledgers(engine, analyses, store, revisions, reports),
        Webhooks(engine),
        Sender(engine, settings),
        *(access, sheets),
        Printer(aside, Threads(settings.workers), store, reports, drawings, revisions, sheets, access),
        Readiness(settings, engine, store.blobs),
        Metrics(settings, engine),
        *(Plans(engine), ClickTracks(aside), WatchFiles(aside, intake)),
        Exports(aside, reports, revisions, at_once=settings.workers),
        Shell(),
        *filter(None, (open_id(settings),)),
    )


@asynccontextmanager
async def _at_work(app: FastAPI) -> AsyncIterator[None]:
    """What goes on beside the requests. Raises what `Jobs.opened` raises."""
    parts = parts_of(app)
    with parts[Jobs].opened(), parts[Checker].opened(), parts[Aside].opened(), parts[Sender].at_work():
        parts[Intake].open()
        tidying = [asyncio.create_task(chore) for chore in _chores(parts)]
        try:
            yield
        finally:
            for task in tidying:
                task.cancel()


def _chores(parts: Parts) -> Iterator[Coroutine[None, None, None]]:
    yield _sweep(parts[Intake])
    yield parts[Metrics].lag.keep_measuring()
    yield parts[CatchingUp].catch_up()
    editor, readings = parts[Editor], parts[Readings]
    kept = editor.figures_kept, editor.pictures_kept, readings.sessions_kept, readings.pairs_kept
    yield keep_forgetting(parts[Analyses], *kept)
    yield parts[Aside].rest()
    if days := parts[Settings].retention_days:
        yield Retention(parts[Jobs], parts[Jobs].engine, days=days).keep()


def _wrap(app: FastAPI, parts: Parts) -> None:
    """What every request goes through, from the inside out."""
    settings = parts[Settings]
    app.add_middleware(Conditional)
    app.add_middleware(Idempotency, engine=parts[Jobs].engine, keep_h=settings.key_keep_h)
    app.add_middleware(UploadLimit, limit_mib=settings.upload_limit_mib)
    app.add_middleware(
        Pace,
        silence_s=settings.silence_limit_s,
        slowest_bytes_s=settings.slowest_upload_kib_s << 10,
    )
    app.add_middleware(Gate, access=parts[Access])
    app.add_middleware(Observed, metrics=parts[Metrics].requests)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Tus)


async def _sweep(intake: Intake) -> None:
    """Remove uploads whose time is over, now and then."""
    while True:
        with tried("removing old uploads"):
            await run_in_threadpool(intake.sweep)
        await asyncio.sleep(_SWEEP_EVERY_S)


def _v1() -> APIRouter:
    router = APIRouter(
        prefix="/v1", responses=problem(*_of_any_request()), dependencies=[Depends(queries.require_known)]
    )
    for each in _V1:
        router.include_router(each.router)
    return router


def _of_any_request() -> tuple[problems.Problem, ...]:
    return (
        problems.Problem(400, "http", "There was an error parsing the body; send JSON in UTF-8."),
        problems.invalid_request("limit must be at most 500, not 1000."),
        problems.unauthorized(),
        problems.invalid_token(),
        problems.csrf(),
        problems.insufficient_scope("write"),
        problems.foreign_host(),
        problems.foreign_page(),
        problems.database_gone(),
    )
