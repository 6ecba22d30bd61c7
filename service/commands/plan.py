"""`midstance plan`: from reports to weeks."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from coaching import DOCUMENT, PAGE, Plan, baseline_of, make_plan, page_view, read_plan, write_plan
from service.commands import require_out, takes
from service.plans.orders import PlanOrder
from vision import read_report

SAID = tuple(name for name in PlanOrder.model_fields if name != "hard_sessions")


@takes(PlanOrder, *SAID)
def plan(
    reports: Annotated[
        list[Path],
        typer.Argument(help="One report or two of easy runs at one speed."),
    ],
    out: Annotated[Path, typer.Option(help="Folder for plan.html, plan.ics and plan.json.")],
    hard_sessions: Annotated[
        bool,
        typer.Option(
            "--hard-sessions", help="You already run hard once a week: such sessions may be offered."
        ),
    ] = False,
    *,
    settings: PlanOrder,
) -> None:
    require_out(out)
    _require_unlogged(out)
    order = settings.model_copy(update={"hard_sessions": hard_sessions})
    baseline = baseline_of([read_report(report) for report in reports], watch_spm=order.watch_spm)
    made = make_plan(baseline, order.settings(_next_monday(date.today())))
    write_plan(made, out)
    _tell(made, out)


def _require_unlogged(out: Path) -> None:
    """A log is not written over."""
    if (out / DOCUMENT).exists() and read_plan(out).log:
        raise typer.BadParameter(f"{out} holds a plan with a log; name another folder with --out.")


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _tell(made: Plan, out: Path) -> None:
    print(made.advice.message)
    if made.baseline.watch_note:
        print(made.baseline.watch_note)
    if wanted := page_view(made).first:
        print(f"Before you start: {wanted}")
    if made.weeks:
        first, last = made.weeks[0], made.weeks[-1]
        print(f"{len(made.weeks)} weeks from {first.start} on, target {first.target_spm:.0f} steps a minute.")
        for session in first.sessions:
            optional = " (optional)" if session.optional else ""
            print(f"{session.id:<16}{session.day:%a} {session.day}  {session.title}{optional}")
        print(f"The other weeks, to {last.sessions[-1].day}, are in the page. Not medical advice.")
    print(out / PAGE)
