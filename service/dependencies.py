"""What the routes ask for: the parts of the server, and an analysis that is there and finished."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import Depends, Header, Path, Request, Response
from starlette.datastructures import Headers

from service import problems
from service.access.dependencies import CallerDep
from service.analyses import Analyses
from service.blobs import Blobs
from service.jobs import Jobs
from service.models import Record
from service.parts import part
from service.seekable import seekable
from service.settings import Settings
from service.store import Store
from service.uploads.orders import Orders
from service.watch import AnalysisWatch

StoreDep = Annotated[Store, part(Store)]
JobsDep = Annotated[Jobs, part(Jobs)]
AnalysesDep = Annotated[Analyses, part(Analyses)]
WatchDep = Annotated[AnalysisWatch, part(AnalysisWatch)]
OrdersDep = Annotated[Orders, part(Orders)]
SettingsDep = Annotated[Settings, part(Settings)]


def _record(
    id: Annotated[str, Path(description="Id of the analysis.")], analyses: AnalysesDep, caller: CallerDep
) -> Record:
    return analyses.read(id, caller)


RecordDep = Annotated[Record, Depends(_record)]


class Report:
    """The files of a report, for the request that asks for them."""

    def __init__(
        self, blobs: Blobs, place: str, asked: Headers, missing: problems.Problem | None = None
    ) -> None:
        self._blobs, self._place, self._asked, self._missing = blobs, place, asked, missing

    def elsewhere(self, place: str) -> "Report":
        """Another report, for the same request."""
        return Report(self._blobs, place, self._asked)

    async def file(
        self,
        name: str,
        *,
        otherwise: problems.Problem | None = None,
        media_type: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """One file, or the part that is asked for; raises `otherwise` where a report may be without it."""
        key = f"{self._place}/{name}"
        try:
            return await seekable(self._blobs, key, self._asked, media_type=media_type, headers=headers or {})
        except FileNotFoundError:
            if problem := otherwise or self._missing:
                raise problem from None
            raise


def _finished(record: Record) -> None:
    if record.status == "refused":
        raise problems.refused(record.reasons)
    if record.status == "failed":
        raise problems.failed(record.reasons)
    if record.status != "done":
        raise problems.unfinished(record)


def finished_report(record: RecordDep, store: StoreDep, analyses: AnalysesDep, request: Request) -> Report:
    """A finished report; raises Problem when there is none."""
    _finished(record)
    return Report(store.blobs, f"{record.id}/{analyses.report(record.id)}", request.headers)


def document_place(record: Record, analyses: Analyses) -> str:
    """Where in the store a report lies, or what says why a clip was refused; raises Problem."""
    place = analyses.report(record.id)
    if record.status != "refused" or place is None:
        _finished(record)
    return f"{record.id}/{place}"


def document(record: RecordDep, store: StoreDep, analyses: AnalysesDep, request: Request) -> Report:
    """The same, and what says why a clip was refused; raises Problem when there is neither."""
    missing = problems.refused(record.reasons) if record.status == "refused" else None
    return Report(store.blobs, document_place(record, analyses), request.headers, missing)


DocumentDep = Annotated[Report, Depends(document)]
ReportDep = Annotated[Report, Depends(finished_report)]

PDF = "application/pdf"
_OFFERED = ("application/json", "text/html", PDF)


_WEIGHT = re.compile(r"\d{1,3}|\d{0,3}\.\d{1,9}")


def _weighed(media_range: str) -> Iterator[tuple[str, float]]:
    """A kind and its weight, or nothing where the weight is no number."""
    kind, *parameters = (part.strip().lower() for part in media_range.split(";"))
    weight = next((each.removeprefix("q=") for each in parameters if each.startswith("q=")), "1")
    if _WEIGHT.fullmatch(weight):
        yield kind, float(weight)


_Accept = Annotated[str, Header(description="application/json, text/html or application/pdf.")]


def _report_type(accept: _Accept = "*/*") -> str:
    """Which of the kinds that are offered the Accept header weighs most; JSON on a tie."""
    weights = {kind: weight for each in accept.split(",") for kind, weight in _weighed(each)}

    def weight(kind: str) -> float:
        ranges = (kind, f"{kind.partition('/')[0]}/*", "*/*")
        return next((weights[name] for name in ranges if name in weights), 0.0)

    best = max(_OFFERED, key=weight)
    if weight(best) == 0:
        raise problems.not_acceptable()
    return best


ReportTypeDep = Annotated[str, Depends(_report_type)]
