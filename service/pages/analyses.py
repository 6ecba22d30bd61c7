"""The page of one analysis: how far it is, why there is no report, or the report."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from service.access.dependencies import CallerDep
from service.access.parts import AccessDep
from service.dependencies import RecordDep
from service.models import AnalysisSettings
from service.pages.persons import PersonsDep
from service.pages.report import FinishedPageDep
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep
from vision import LIMITS

router = APIRouter()

_FACTS = {
    "speed_mps": "Speed",
    "height_cm": "Height",
    "mass_kg": "Mass",
    "incline_pct": "Incline",
    "capture_fps": "Filmed with",
    "readout_ms": "Rolling shutter",
}


@router.get("/analyses/{id}", response_class=HTMLResponse)
def show_analysis(
    record: RecordDep,
    finished: FinishedPageDep,
    shell: ShellDep,
    visitor: VisitorDep,
    caller: CallerDep,
    access: AccessDep,
    persons: PersonsDep,
) -> HTMLResponse:
    """The report once there is one; until then the work, and afterwards why there is none."""
    if record.status == "done":
        return finished.page()
    shown = {
        "record": record,
        "persons": persons,
        "told": list(_told(record.settings)),
        "athletes": access.athletes.list(caller),
    }
    return shell.page("analysis", visitor, shown)


def _told(settings: AnalysisSettings) -> Iterator[tuple[str, str]]:
    """What was said of the clip, in words."""
    given = settings.model_dump(exclude_defaults=True)
    for name, words in _FACTS.items():
        if name in given:
            yield words, f"{round(given[name], 2):g} {LIMITS[name][2]}"
