"""Webhooks over HTTP: who is told, what they were told, and once more."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Response

from service import problems
from service.access.dependencies import CallerDep
from service.dependencies import SettingsDep
from service.documentation import RECORD, example, problem
from service.limited import TooMany
from service.paging import PageDep, listed
from service.parts import part
from service.webhooks import faults
from service.webhooks.destinations import UnusableDestination, checked_url
from service.webhooks.endpoints import MOST, Webhooks
from service.webhooks.models import Delivery, NewWebhook, Webhook, WebhookForm

_WEBHOOK = Webhook(
    id="019aa8f2c4d17b0e5f6a9c2d3e4f5062", url="https://club.example/midstance", created_at=RECORD.created_at
)
_DELIVERY = Delivery(
    id="019aa8f2c4d17b0e5f6a9c2d3e4f5063",
    analysis=RECORD.id,
    status="waiting",
    told="done",
    attempts=1,
    fault="It was answered 503; a message counts as taken when it is answered 2xx.",
    created_at=RECORD.created_at,
    next_at=RECORD.created_at + timedelta(seconds=5),
)
_NEW = {**_WEBHOOK.model_dump(mode="json"), "secret": "whsec_bWlkc3RhbmNlLWV4YW1wbGUtb2YtYS1zZWNyZXQ="}
_EXAMPLES = {
    "webhook": _WEBHOOK.model_dump(mode="json"),
    "delivery": _DELIVERY.model_dump(mode="json"),
}
_UNKNOWN = problem(faults.unknown_webhook())


WebhooksDep = Annotated[Webhooks, part(Webhooks)]
WebhookId = Annotated[str, Path(description="Id of the webhook.")]
DeliveryId = Annotated[str, Path(description="Id of the delivery.")]

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


@router.post(
    "",
    status_code=201,
    summary="Have the end of analyses told",
    responses=example(_NEW, 201)
    | problem(
        faults.webhooks_off(),
        problems.too_many(TooMany(MOST)),
        problems.invalid_request("url must begin with https://: what is sent must stay between the two."),
    ),
)
def create_webhook(
    form: WebhookForm,
    webhooks: WebhooksDep,
    settings: SettingsDep,
    caller: CallerDep,
    response: Response,
) -> NewWebhook:
    """Each of your analyses that ends is told to `url` from now on, signed as Standard Webhooks has it.

    The answer shows the secret of the signature, this once. A message names the analysis and its last status;
    it may come twice, then with the same `webhook-id`.
    """
    if not settings.webhooks:
        raise faults.webhooks_off()
    try:
        checked_url(form.url, http=settings.webhook_http)
        new = webhooks.add(caller, form.url)
    except UnusableDestination as error:
        raise problems.invalid_request(str(error)) from error
    response.headers["Location"] = f"/v1/webhooks/{new.id}"
    response.headers["Cache-Control"] = "no-store"
    return new


@router.get("", summary="List webhooks", responses=example([_EXAMPLES["webhook"]]))
def list_webhooks(webhooks: WebhooksDep, caller: CallerDep) -> list[Webhook]:
    """Yours, the newest first."""
    return webhooks.of(caller)


@router.get("/{id}", summary="Ask for a webhook", responses=example(_EXAMPLES["webhook"]) | _UNKNOWN)
def get_webhook(id: WebhookId, webhooks: WebhooksDep, caller: CallerDep) -> Webhook:
    """Where it leads; its secret is not shown again."""
    return webhooks.read(id, caller)


@router.delete("/{id}", status_code=204, summary="Delete a webhook", responses=_UNKNOWN)
def delete_webhook(id: WebhookId, webhooks: WebhooksDep, caller: CallerDep) -> None:
    """Nothing is told there any more, and what was is forgotten."""
    webhooks.delete(id, caller)


@router.get(
    "/{id}/deliveries",
    summary="List what was told",
    responses=listed([_EXAMPLES["delivery"]]) | _UNKNOWN,
)
def list_deliveries(id: WebhookId, webhooks: WebhooksDep, caller: CallerDep, page: PageDep) -> list[Delivery]:
    """The newest messages first, in pages, with what became of them."""
    found = webhooks.deliveries(id, caller, before=page.cursor, limit=page.look_ahead)
    return page.of(found, lambda delivery: delivery.id)


@router.post(
    "/{id}/deliveries/{delivery}/resend",
    summary="Tell it once more",
    responses=example(_EXAMPLES["delivery"]) | _UNKNOWN,
)
def resend_delivery(
    id: WebhookId, delivery: DeliveryId, webhooks: WebhooksDep, caller: CallerDep
) -> Delivery:
    """The message is sent anew, and tried as often as a new one, however it ended before."""
    return webhooks.send_again(id, delivery, caller)
