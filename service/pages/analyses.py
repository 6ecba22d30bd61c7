"""The page of one analysis."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from service.dependencies import ReportDep
from service.pages.report import FinishedPageDep

router = APIRouter()


@router.get("/analyses/{id}", response_class=HTMLResponse)
def show_analysis(_: ReportDep, finished: FinishedPageDep) -> HTMLResponse:
    """The report once there is one; until then what stands in its way."""
    return finished.page()
