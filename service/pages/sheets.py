"""The page on which a coach writes, signs, prints and sends."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from service.access.dependencies import CallerDep
from service.access.parts import AccessDep
from service.dependencies import RecordDep, ReportDep
from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep
from service.revisions.asking import RevisionsDep
from service.sheets.models import CUE_LENGTH, CUES, WORDS_LENGTH
from service.sheets.printing import PrinterDep
from vision import LONGEST_REMARK

router = APIRouter()


@router.get("/analyses/{id}/sheet")
def sheet(
    shell: ShellDep,
    visitor: VisitorDep,
    record: RecordDep,
    _: ReportDep,
    caller: CallerDep,
    access: AccessDep,
    revisions: RevisionsDep,
    printer: PrinterDep,
) -> HTMLResponse:
    """The measures in a clinician's order, each with room for words; whoever only reads sees the same."""
    signed, newest = revisions.signed_off(record.id), revisions.newest(record.id)
    shown = {
        "record": record,
        "title": printer.title(record, caller),
        "written": printer.sheet(record, newest),
        "sections": printer.sections(record, newest),
        "signed": signed,
        "signature": printer.signature(signed) if signed else "",
        "newest": newest,
        "may_write": caller.answers_for(record.owner),
        "shares": access.shares.list(record.id, caller, all=record.owner == caller.id),
        "most": {"cues": CUES, "cue": CUE_LENGTH, "remark": LONGEST_REMARK, "words": WORDS_LENGTH},
    }
    return shell.page("sheet", visitor, shown)
