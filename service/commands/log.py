"""`midstance log`: one more entry, and what it makes of the plan."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from coaching import LAST_STAGE, PAGE, Entry, Plan, logged, newest_week, read_plan, recheck_of, write_plan
from service.commands import takes
from service.locks import locked
from service.plans.orders import LoggedRun
from vision import estimate_text, read_report

LOCK = ".plan.lock"


@takes(LoggedRun)
def log(
    folder: Annotated[Path, typer.Argument(help="The folder of a plan.")],
    recheck: Annotated[
        Path | None,
        typer.Option(help="Report of a clip filmed without the metronome, at the speed of the baseline."),
    ] = None,
    withdraw: Annotated[
        int | None,
        typer.Option(metavar="NO", help="In place of a run: the number of an entry that was a mistake."),
    ] = None,
    *,
    settings: LoggedRun,
) -> None:
    if withdraw is not None and (recheck or settings.model_copy(update={"day": None}) != LoggedRun()):
        raise typer.BadParameter("--withdraw stands in place of a run; log a run by itself.")
    folder = folder.parent if folder.is_file() else folder
    read_plan(folder)  # before a lock is put beside a plan that is not there
    with locked(folder / LOCK, wait=True):
        before = read_plan(folder)
        seen = recheck_of(read_report(recheck), before.baseline) if recheck else None
        entry = settings.entry(date.today(), recheck=seen, withdraws=withdraw)
        after = logged(before, entry, today=date.today())
        write_plan(after, folder)
    if seen:
        print(f"The video shows {estimate_text(seen.cadence, 'spm')}.")
    _tell(after, folder)


def _other_day(plan: Plan, entry: Entry) -> str | None:
    """The day for which a session was planned, where it was logged on another."""
    planned = {session.id: session.day for session in plan.sessions}
    day = planned.get(entry.session or "", entry.day)
    if day == entry.day:
        return None
    told = f"{entry.session} is planned for {day:%a} {day}; it is logged for {entry.day:%a} {entry.day}."
    return f"{told} If that is a mistake: --withdraw {len(plan.log)}."


def _tell(plan: Plan, folder: Path) -> None:
    """The decision, and the week that it leads to."""
    print(f"Entry {len(plan.log)} is in the log.")
    if other := _other_day(plan, plan.log[-1]):
        print(other)
    if week := newest_week(plan, today=date.today()):
        print(f"Week {week.number}, {week.decision.action.replace('_', ' ')}: {week.decision.message}")
        print(f"Source: {week.decision.source}")
        for after in plan.weeks[week.number : week.number + 1]:
            held = f"stage {after.stage} of {LAST_STAGE}, target {after.target_spm:.0f}"
            how = "at your own cadence" if after.is_pause else held
            print(f"Week {after.number}, from {after.start}: {how}.")
    print(folder / PAGE)
