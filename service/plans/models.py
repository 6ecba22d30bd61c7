"""What HTTP speaks of plans."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from coaching import MOST_REPORTS, Entry, Plan
from service.plans.orders import LoggedRun, Pains, PlanOrder

ID = Annotated[str, Field(max_length=32)]


class NewPlan(PlanOrder):
    """Of which clips a plan shall be made, and how the runner runs."""

    start: date = Field(description="First day.")
    analyses: list[ID] = Field(
        min_length=1,
        max_length=MOST_REPORTS,
        description="Ids of finished analyses at the usual easy speed; a corrected one counts as corrected.",
    )
    athlete: ID | None = Field(default=None, description="Id of the athlete who runs.")


class NewEntry(LoggedRun):
    """One run as the runner tells of it; of the fields of a session or free run, give what is known."""

    day: date = Field(description="The day of it.")
    pain: Pains = Field(
        default=(), description='Where it hurt and how much of 10, as [["calf", 2], ["knee", 1]].'
    )
    analysis: ID | None = Field(
        default=None, description="Id of the analysis of a video check, filmed without the metronome."
    )


class Logged(BaseModel):
    """An entry of the log."""

    id: str
    author: str = Field(description="Id of the account.")
    created_at: datetime
    entry: Entry


class PlanRecord(BaseModel):
    """A plan, and whose it is."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    owner: str = Field(description="Id of the account that made it.")
    athlete: str | None = Field(
        default=None, description="Id of the athlete who follows it; they and their coach see it."
    )
    created_at: datetime


class PlanDocument(PlanRecord):
    """A plan as the log makes it today."""

    plan: Plan
    log: list[Logged] = Field(description="In the order of days.")
