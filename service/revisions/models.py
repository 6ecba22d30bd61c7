"""What HTTP speaks of flags, corrections, revisions and signing off."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from service.sheets.models import Sheet
from vision import Correction

CorrectionId = Annotated[str, Field(max_length=32)]
AnyCorrection = Annotated[Correction, Field(discriminator="kind")]
BODY: TypeAdapter[Correction] = TypeAdapter(AnyCorrection)

FlagState = Literal["open", "accepted", "dismissed", "corrected"]


class NewCorrections(BaseModel):
    """One or several corrections, which make one revision."""

    model_config = ConfigDict(extra="forbid")

    corrections: list[AnyCorrection] = Field(
        default=[], max_length=500, description="Frames and times are those of the first report."
    )
    replaces: dict[CorrectionId, int | None] = Field(
        default={},
        max_length=500,
        description="By the id of each correction that holds and shall not any more, which of `corrections` "
        "takes its place, 0 for the first; null where none does.",
    )
    undoes: list[CorrectionId] = Field(
        default=[],
        max_length=500,
        description="Ids of corrections that are undone by the same revision; what they replaced comes back.",
    )
    comment: str = Field(default="", max_length=2000, description="Why, for whoever looks at it later.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.corrections or self.replaces or self.undoes):
            raise ValueError("corrections must have one at least, or replaces or undoes an id.")
        places = [place for place in self.replaces.values() if place is not None]
        if not all(0 <= place < len(self.corrections) for place in places):
            raise ValueError("replaces must name places in corrections, 0 for the first, or null.")
        return self


class Corrected(BaseModel):
    """A correction, by whom, and from which revision on it holds."""

    id: str
    author: str = Field(description="Id of the account.")
    created_at: datetime
    comment: str
    correction: AnyCorrection
    made_in: int = Field(description="The first revision that holds it.")
    undone_in: int | None = Field(default=None, description="The first one that holds it no more.")
    replaced_by: str | None = Field(
        default=None, description="Id of the correction that took its place then; undo that to have it back."
    )
    away: list[tuple[int, int]] = Field(
        default=[], description="Before it came back: the first revision without it, and the first with it."
    )

    def holds_in(self, number: int) -> bool:
        """Whether a revision holds it."""
        away = any(gone <= number < back for gone, back in self.away)
        return self.made_in <= number and not away and (self.undone_in is None or number < self.undone_in)


class RevisionRecord(BaseModel):
    """A report as corrected by a coach; number 0 is the first report."""

    number: int
    author: str
    created_at: datetime
    corrections: tuple[str, ...] = Field(description="Ids of the corrections that it holds.")


class FlagRecord(BaseModel):
    """A frame that a coach should see, and what became of it."""

    analysis: str = Field(description="Id of the analysis.")
    id: str = Field(description="Name of the flag within the analysis.")
    athlete: str | None = Field(default=None, description="Id of the athlete whom the analysis shows.")
    state: FlagState = Field(
        description="accepted: the frame is as the software sees it; dismissed: there was nothing to flag; "
        "corrected: a coach corrected what was wrong, or the newest revision flags it no more."
    )
    comment: str = Field(default="", description="What whoever reviewed it wrote.")
    author: str | None = Field(
        default=None, description="Id of the account that last set state or comment, or corrected."
    )
    reviewed_at: datetime | None = Field(default=None, description="When that was.")
    revision: int | None = Field(
        default=None, description="The revision that brought about the state, where a person did not set it."
    )
    time_s: float | None
    frame: int
    side: Literal["left", "right"] | None
    reason_code: str
    message: str
    effect: str = Field(description="Which number of the report hangs on it, and how much.")
    weight: float | None = Field(description="The effect against a change that matters.")
    clip: Literal["rear"] | None = Field(default=None, description="Of the clip from behind.")


class FlagReview(BaseModel):
    """What a coach says of a flag; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    state: FlagState | None = None
    comment: str | None = Field(default=None, max_length=2000)


class Change(BaseModel):
    """A measure before and after."""

    before: float | None
    after: float | None
    unit: str
    before_interval: tuple[float | None, float | None]
    after_interval: tuple[float | None, float | None]


class Changes(BaseModel):
    """What differs between two revisions of a report."""

    since: int
    number: int
    metrics: dict[str, Change] = Field(description="Only measures that differ, by name.")


class NewSignOff(BaseModel):
    """What a coach puts a name to."""

    model_config = ConfigDict(extra="forbid")

    revision: int = Field(ge=0, description="Number of the newest revision, 0 for the first report.")
    words: str = Field(default="", max_length=5000, description="The coach's own words.")
    sheet: Sheet | None = Field(default=None, description="The sheet that is signed, as it was seen.")


class SignOff(BaseModel):
    """Who signed off which revision."""

    revision: int
    author: str
    created_at: datetime
    words: str
    sheet: Sheet | None = Field(default=None, description="What was signed beside the report.")
    out_of_date: bool = Field(description="Whether something was corrected since.")
