"""What the routes of plans ask for: a plan that the caller sees, as its log makes it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Path

from coaching import Plan, make_plan
from service.access.dependencies import CallerDep
from service.parts import part
from service.plans.days import earliest_day
from service.plans.models import Logged
from service.plans.rows import Plans, StoredPlan

PlansDep = Annotated[Plans, part(Plans)]
PlanId = Annotated[str, Path(max_length=32, description="Id of the plan.")]


def _stored(id: PlanId, plans: PlansDep, caller: CallerDep) -> StoredPlan:
    return plans.read(id, caller)


StoredDep = Annotated[StoredPlan, Depends(_stored)]


def today() -> date:
    """The day by which weeks pass, the same for all who see a plan: nobody's week is cut short by it."""
    return earliest_day(datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Followed:
    """A plan as its log makes it today, of one look at both."""

    stored: StoredPlan
    plan: Plan
    log: list[Logged]


def _followed(stored: StoredDep, plans: PlansDep) -> Followed:
    log = plans.log(stored.id)
    entries = [each.entry for each in log]
    return Followed(stored, make_plan(stored.baseline, stored.settings, entries, today=today()), log)


FollowedDep = Annotated[Followed, Depends(_followed)]


def _plan(followed: FollowedDep) -> Plan:
    return followed.plan


PlanDep = Annotated[Plan, Depends(_plan)]
