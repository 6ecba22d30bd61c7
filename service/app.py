"""The server: HTTP in front of the analyses; workers, which are processes of their own, do them."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from fastapi.responses import RedirectResponse

from service import downloads, problems, routes
from service.access.accounts import Accounts
from service.access.gate import Gate
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
from service.settings import Settings
from service.store import Store
from service.watch import Watch


def create_app(settings: Settings | None = None) -> FastAPI:
    """The server as an ASGI application, which admits analyses and leaves them to the workers."""
    settings = settings or Settings()
    store = Store(settings.analyses)
    jobs = Jobs(settings, store)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with jobs.opened():
            usual = tempfile.tempdir
            tempfile.tempdir = str(store.root)  # large uploads spool to the data disk; /tmp may be memory
            try:
                yield
            finally:
                tempfile.tempdir = usual

    app = DocumentedAPI(
        title="Midstance",
        version=version("midstance"),
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # the documentation pages of FastAPI load scripts from elsewhere
        redoc_url=None,
    )
    app.state.settings, app.state.store, app.state.jobs = settings, store, jobs
    app.state.watch = Watch(jobs.look)
    app.state.readiness = Readiness(settings, jobs.engine)
    app.state.metrics = metrics = Metrics(settings, jobs.engine)
    problems.install(app)
    app.add_middleware(Conditional)
    app.add_middleware(Idempotency, engine=jobs.engine, keep_h=settings.key_keep_h)
    app.add_middleware(UploadLimit, limit_mib=settings.upload_limit_mib)
    app.add_middleware(Gate, accounts=Accounts(jobs.engine), is_local=settings.is_local)
    app.add_middleware(Observed, metrics=metrics.requests)
    app.add_middleware(HeadAsGet)
    app.include_router(_v1())
    app.include_router(operations.router)
    app.include_router(about)
    return app


about = APIRouter(tags=["server"])


@about.get("/", include_in_schema=False)
def root() -> RedirectResponse:
    return RedirectResponse("/openapi.json")


def _v1() -> APIRouter:
    invalid = problems.invalid_request("limit must be at most 500, not 1000.")
    router = APIRouter(
        prefix="/v1",
        responses=problem(
            invalid, problems.unauthorized(), problems.foreign_host(), problems.database_gone()
        ),
    )
    router.include_router(routes.router)
    router.include_router(downloads.router)
    return router
