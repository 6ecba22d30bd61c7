"""What the routes of webhooks take and give."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.models import Status

DeliveryStatus = Literal["waiting", "delivered", "dead"]


class WebhookForm(BaseModel):
    """Where to tell of analyses that have ended."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, Field(max_length=500, description="Address that takes POST requests, over HTTPS.")]


class Webhook(BaseModel):
    """Where its owner's analyses are told of when they have ended."""

    model_config = ConfigDict(frozen=True)

    id: str
    url: str
    created_at: datetime


class NewWebhook(Webhook):
    """The same once it was made: the one time that its secret is shown."""

    secret: str = Field(description="Signs the messages, as Standard Webhooks has it; keep it.")


class Delivery(BaseModel):
    """One message: what became of it so far."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="The same in the header webhook-id, also when it is sent again.")
    analysis: str = Field(description="Id of the analysis that it is about.")
    status: DeliveryStatus = Field(description="dead: it was tried as often as it may be.")
    told: Status = Field(description="The last status of the analysis, which the message tells.")
    attempts: int
    fault: str | None = Field(default=None, description="Why the last attempt failed.")
    created_at: datetime
    next_at: datetime | None = Field(default=None, description="When it is tried next.")
    delivered_at: datetime | None = None
