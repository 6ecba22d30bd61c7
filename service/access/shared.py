"""What a link shows: the report that was sent, with the coach's words, and their sheet to print."""

from functools import partial
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from service import problems
from service.access.parts import AccessDep
from service.access.shares import Opened
from service.analyses import UnknownAnalysis
from service.dependencies import PDF, AnalysesDep, Report, StoreDep, document_place
from service.documentation import PUBLIC, file, problem
from service.models import Record
from service.revisions import faults
from service.revisions.asking import DrawnReportsDep, RevisionsDep
from service.revisions.drawing import PAGE
from service.revisions.models import SignOff
from service.sheets.faults import too_many_pages
from service.sheets.printing import PrinterDep, words_of
from vision import FACELESS, with_sheet

router = APIRouter()

Token = Annotated[str, Path(max_length=100, description="What makes the link one.")]
Form = Annotated[Literal["html", "pdf"], Query(alias="as", description="The page, or the sheet to print.")]

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
PAGE_HEADERS = HEADERS | {
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; sandbox allow-downloads",  # some browsers save a PDF instead of showing it
}
PDF_HEADERS = HEADERS | {"Content-Disposition": 'inline; filename="running-form.pdf"'}


class Shared:
    """What the link of a request shows: the revision that was signed off last, else the newest."""

    def __init__(
        self,
        request: Request,
        store: StoreDep,
        access: AccessDep,
        analyses: AnalysesDep,
        revisions: RevisionsDep,
        drawings: DrawnReportsDep,
        printer: PrinterDep,
    ) -> None:
        self._request, self._store, self._access = request, store, access
        self._analyses, self._revisions = analyses, revisions
        self._drawings, self._printer = drawings, printer

    async def answer(self, token: str, form: str) -> Response:
        """The page, or the sheet; raises Problem, UnknownAnalysis."""
        opened = await run_in_threadpool(self._access.shares.opened, token)
        if opened is None:
            raise problems.unknown_share()
        record = await run_in_threadpool(self._analyses.read, opened.analysis, opened.maker)
        signed = await run_in_threadpool(self._revisions.signed_off, record.id)
        if form == "html":
            return await self._page(opened, record, signed)
        if signed is None or signed.sheet is None:
            raise faults.not_signed_off()
        printed = await self._printer.shared(record, signed, faceless=opened.blur_faces)
        return Response(printed, media_type=PDF, headers=PDF_HEADERS)

    async def _page(self, opened: Opened, record: Record, signed: SignOff | None) -> Response:
        place = await run_in_threadpool(document_place, record, self._analyses)
        newest = partial(self._revisions.newest, record.id)
        number = signed.revision if signed else await run_in_threadpool(newest)
        page = FACELESS if opened.blur_faces else PAGE
        if number or opened.blur_faces:
            place = await self._drawings.place(record, number, page)
        if signed is None or signed.sheet is None:
            report = Report(self._store.blobs, place, self._request.headers, problems.unknown_share())
            return await report.file(page, headers=PAGE_HEADERS)
        content = await run_in_threadpool(self._store.content, f"{place}/{page}")
        shown = with_sheet(content.decode(), words_of(signed), printed="?as=pdf")
        return Response(shown, media_type="text/html", headers=PAGE_HEADERS)


@router.get(
    "/shared/{token}",
    tags=["links"],
    summary="Read a shared report",
    response_class=Response,
    responses=file("text/html", PDF)
    | problem(problems.unknown_share(), faults.not_signed_off(), too_many_pages()),
    openapi_extra=PUBLIC,
)
async def open_share(token: Token, shared: Annotated[Shared, Depends()], form: Form = "html") -> Response:
    """The report as one page that needs nothing else, for whoever has the link: the revision that was signed
    off last with the coach's words, else the newest. With `as=pdf` the sheet as it was signed, to print.
    """
    try:
        return await shared.answer(token, form)
    except UnknownAnalysis as error:
        raise problems.unknown_share() from error
    except problems.Problem as error:
        if error.status_code == HTTPStatus.SERVICE_UNAVAILABLE or error.name == faults.not_signed_off().name:
            raise
        raise problems.unknown_share() from error
