"""One plan as lists of plans show it: how far it is, and what its log says."""

from dataclasses import dataclass
from datetime import date

from coaching import Plan, make_plan, newest_week, week_of
from service.plans.asking import today
from service.plans.rows import Plans, StoredPlan


@dataclass(frozen=True, slots=True)
class ListedPlan:
    """`week` is that of `today`, the visitor's, counted from the plan's first, below 1 before it begins."""

    stored: StoredPlan
    plan: Plan
    today: date
    week: int
    decided: str | None


def listed_plan(stored: StoredPlan, plans: Plans, own_day: date) -> ListedPlan:
    """A plan as its log makes it today, for a visitor on a day of theirs."""
    log, now = [logged.entry for logged in plans.log(stored.id)], today()
    plan = make_plan(stored.baseline, stored.settings, log, today=now)
    newest = newest_week(plan, today=now)
    decided = newest.decision.message if newest else None
    return ListedPlan(stored, plan, own_day, week_of(own_day, plan.settings), decided)
