"""What can be wrong with a webhook, as problems."""

from service.problems import Problem


def webhooks_off() -> Problem:
    detail = "This server sends nothing out; whoever runs it can allow it with MIDSTANCE_WEBHOOKS=true."
    return Problem(409, "webhooks-off", detail)


def unknown_webhook() -> Problem:
    detail = "There is no webhook or delivery of this id, or no longer; list what there is."
    return Problem(404, "unknown-webhook", detail)
