"""What the routes of plans ask for: a plan that the caller sees, as its log makes it."""

from typing import Annotated

from fastapi import Depends, Path

from coaching import Plan, make_plan
from service.access.dependencies import CallerDep
from service.parts import part
from service.plans.rows import Plans, StoredPlan

PlansDep = Annotated[Plans, part(Plans)]
PlanId = Annotated[str, Path(max_length=32, description="Id of the plan.")]


def _stored(id: PlanId, plans: PlansDep, caller: CallerDep) -> StoredPlan:
    return plans.read(id, caller)


StoredDep = Annotated[StoredPlan, Depends(_stored)]


def _plan(stored: StoredDep, plans: PlansDep) -> Plan:
    return make_plan(stored.baseline, stored.settings, [logged.entry for logged in plans.log(stored.id)])


PlanDep = Annotated[Plan, Depends(_plan)]
"""The plan as it is today."""
