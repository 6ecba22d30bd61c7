"""What the routes ask for: the parts of the server, and an analysis that is there and finished."""

import pathlib
import re
from typing import Annotated

from fastapi import Depends, Header, Path, Request

from service import problems
from service.access.callers import CallerDep
from service.jobs import Jobs
from service.models import Record
from service.store import OUTPUTS, Store
from service.uploads.orders import Orders
from service.watch import Watch


def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs


def _watch(request: Request) -> Watch:
    watch: Watch = request.app.state.watch
    return watch


def _orders(request: Request) -> Orders:
    orders: Orders = request.app.state.orders
    return orders


StoreDep = Annotated[Store, Depends(_store)]
JobsDep = Annotated[Jobs, Depends(_jobs)]
WatchDep = Annotated[Watch, Depends(_watch)]
OrdersDep = Annotated[Orders, Depends(_orders)]


def _record(
    id: Annotated[str, Path(description="Id of the analysis.")], jobs: JobsDep, caller: CallerDep
) -> Record:
    return jobs.status(id, caller)


RecordDep = Annotated[Record, Depends(_record)]


def finished_report(record: RecordDep, store: StoreDep) -> pathlib.Path:
    """The folder of a finished report; raises Problem when there is none."""
    if record.status == "refused":
        raise problems.refused(record.reasons)
    if record.status == "failed":
        raise problems.failed(record.reasons)
    if record.status != "done":
        raise problems.unfinished(record)
    return store.folder(record.id) / OUTPUTS


def document_folder(record: RecordDep, store: StoreDep) -> pathlib.Path:
    """The same, and the folder that says why a clip was refused; raises Problem when there is neither."""
    folder = store.folder(record.id) / OUTPUTS
    if record.status == "refused" and folder.is_dir():
        return folder
    return finished_report(record, store)


DocumentDep = Annotated[pathlib.Path, Depends(document_folder)]
ReportDep = Annotated[pathlib.Path, Depends(finished_report)]

_OFFERED = ("application/json", "text/html")


def _report_type(accept: Annotated[str, Header(description="application/json or text/html.")] = "*/*") -> str:
    """`application/json` or `text/html`, whichever the Accept header weighs more; JSON on a tie."""
    weights = dict(re.findall(r"([\w*+.-]+/[\w*+.-]+)[^,]*?(?:;\s*q=([\d.]+))?\s*(?:,|$)", accept))

    def weight(kind: str) -> float:
        ranges = (kind, f"{kind.partition('/')[0]}/*", "*/*")
        return next((float(weights[name] or 1) for name in ranges if name in weights), 0.0)

    best = max(_OFFERED, key=weight)
    if weight(best) == 0:
        raise problems.not_acceptable()
    return best


ReportTypeDep = Annotated[str, Depends(_report_type)]
