"""What the routes of batches take and give."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from service.models import AnalysisSettings

MOST_CLIPS = 100_000


class NewBatch(BaseModel):
    """A batch to be made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=100, description="What you call it.")
    settings: AnalysisSettings = Field(
        default=AnalysisSettings(), description="What is known of all its clips; a clip may say otherwise."
    )
    athlete: str | None = Field(
        default=None, max_length=32, description="Id of the athlete whom its clips show, if all show one."
    )
    clips: int | None = Field(
        default=None, ge=1, le=MOST_CLIPS, description="How many are to come, so that its end can be told."
    )


class BatchChange(BaseModel):
    """What may be said otherwise of a batch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clips: int | None = Field(ge=1, le=MOST_CLIPS, description="How many are to come; null if nobody knows.")


class Counts(BaseModel):
    """How many analyses of a batch stand where."""

    model_config = ConfigDict(frozen=True)

    queued: int = 0
    running: int = 0
    done: int = 0
    refused: int = 0
    failed: int = 0
    cancelled: int = 0

    @property
    def ended(self) -> int:
        """Those that are over."""
        return self.done + self.refused + self.failed + self.cancelled

    @property
    def whole(self) -> int:
        """All."""
        return self.queued + self.running + self.ended


class Batch(BaseModel):
    """Clips that belong together, and how far they have come."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="Random name of the batch.")
    owner: str = Field(description="Id of the account that it belongs to.")
    name: str
    athlete: str | None = Field(default=None, description="Id of the athlete whom its clips show.")
    settings: AnalysisSettings = Field(description="What is known of all its clips.")
    clips: int | None = Field(default=None, description="How many clips are to come, if that was told.")
    created_at: datetime
    counts: Counts = Field(description="Its analyses by their status.")

    @property
    def is_over(self) -> bool:
        """Whether every clip that is there, or was to come, has ended."""
        return self.counts.ended == self.counts.whole >= (self.clips or 1)
