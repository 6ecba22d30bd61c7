"""The tables, as the newest migration leaves them."""

from service.tables.base import metadata
from service.tables.coaching import entries, plans
from service.tables.people import athletes, audit, identities, keys, sessions, shares, users
from service.tables.review import corrections, drawings, flags, revisions, sheets, sign_offs
from service.tables.telling import deliveries, webhooks
from service.tables.work import analyses, answers, batches, strays, tallies, uploads, workers

__all__ = [
    "analyses",
    "answers",
    "athletes",
    "audit",
    "batches",
    "corrections",
    "deliveries",
    "drawings",
    "entries",
    "flags",
    "identities",
    "keys",
    "metadata",
    "plans",
    "revisions",
    "sessions",
    "shares",
    "sheets",
    "sign_offs",
    "strays",
    "tallies",
    "uploads",
    "users",
    "webhooks",
    "workers",
]
