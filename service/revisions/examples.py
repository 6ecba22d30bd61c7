"""Examples of flags, corrections and revisions for the documentation of the API."""

from datetime import UTC, datetime

from service.documentation import RECORD
from service.revisions.models import Change, Changes, Corrected, FlagRecord, RevisionRecord, SignOff
from vision import EventMoved

_WHEN = datetime(2026, 5, 4, 8, 12, tzinfo=UTC)

FLAG = FlagRecord(
    analysis=RECORD.id,
    id="left-0412-uncertain_contact",
    state="accepted",
    comment="The shoe hides the toe; the instant is right.",
    author="local",
    reviewed_at=_WHEN,
    time_s=6.867,
    frame=412,
    side="left",
    reason_code="uncertain_contact",
    message="When the left foot lands is uncertain here; check the frame.",
    effect="moves contact time by up to 1.1 ms",
    weight=0.11,
).model_dump(mode="json")
OPEN_FLAG = FLAG | {"state": "open", "comment": "", "author": None, "reviewed_at": None}
CORRECTED = Corrected(
    id="019aa8f2d3c47b0e5f6a9c2d3e4f5061",
    author="local",
    created_at=_WHEN,
    comment="The heel touches two frames later.",
    correction=EventMoved(side="left", event="initial_contact", time_s=6.861, to_s=6.894),
    made_in=1,
).model_dump(mode="json")
REVISION = RevisionRecord(
    number=1, author="local", created_at=_WHEN, corrections=(CORRECTED["id"],)
).model_dump(mode="json")
CHANGES = Changes(
    since=0,
    number=1,
    metrics={
        "contact_time_s": Change(
            before=0.2461,
            after=0.2443,
            unit="s",
            before_interval=(0.231, 0.2612),
            after_interval=(0.2291, 0.2595),
        )
    },
).model_dump(mode="json")
SIGN_OFF = SignOff(
    revision=1, author="local", created_at=_WHEN, words="Shorter steps, same cadence.", out_of_date=False
).model_dump(mode="json")
