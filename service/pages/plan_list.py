"""One plan as lists of plans show it: how far it is, and what its log says."""

from dataclasses import dataclass
from datetime import date

from coaching import Plan, make_plan, newest_week, week_of
from service.plans.rows import Plans, StoredPlan


@dataclass(frozen=True, slots=True)
class Listed:
    """`week` is that of today counted from the plan's first, below 1 before it begins."""

    stored: StoredPlan
    plan: Plan
    week: int
    decided: str | None


def listed(stored: StoredPlan, plans: Plans, day: date) -> Listed:
    """A plan as its log makes it on a day."""
    log = [logged.entry for logged in plans.log(stored.id)]
    plan = make_plan(stored.baseline, stored.settings, log, today=day)
    newest = newest_week(plan, today=day)
    return Listed(stored, plan, week_of(day, plan.settings), newest.decision.message if newest else None)
