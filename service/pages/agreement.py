"""How far the software and the coaches lie apart, as a table."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from service.pages.shell import ShellDep
from service.pages.visitors import VisitorDep
from service.revisions.agreement import AgreedDep
from vision import Estimate, Limits, estimate_text, with_unit

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Row:
    """One measure, or one kind of event, in words; only the bias where pairs are few."""

    title: str
    n: int
    bias: str
    sd: str
    lower: str
    upper: str


@router.get("/agreement")
def show_agreement(shell: ShellDep, visitor: VisitorDep, agreed: AgreedDep) -> HTMLResponse:
    """Over all corrected reports that one sees."""
    table = agreed.table
    shown = {
        "agreed": agreed,
        "measures": [_row(each.title, each.unit, each.limits) for each in table.measures],
        "events": [(_row(each.title, each.unit, each.limits), each) for each in table.events],
    }
    return shell.page("agreement", visitor, shown)


def _row(title: str, unit: str, limits: Limits) -> Row:
    ends = (
        (limits.bias, limits.bias_low, limits.bias_high),
        (limits.lower, limits.lower_low, limits.lower_high),
        (limits.upper, limits.upper_low, limits.upper_high),
    )
    bias, lower, upper = (
        "" if value is None else estimate_text(Estimate(value, low, high, limits.n), unit)
        for value, low, high in ends
    )
    sd = "" if limits.sd is None else with_unit(limits.sd, unit)
    return Row(title, limits.n, bias, sd, lower, upper)
