"""What a coach writes on a sheet."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from vision import LONGEST_REMARK, SectionName

CUES = 3  # a runner keeps no more in mind
CUE_LENGTH, WORDS_LENGTH = 120, 1200  # with which all is on one page
Remark = Annotated[str, Field(max_length=LONGEST_REMARK)]
Cue = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=CUE_LENGTH)]


class Sheet(BaseModel):
    """The coach's words: a remark on each part, cues to run by, and what else is to be said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    remarks: dict[SectionName, Remark] = Field(
        default_factory=dict, description="By part of the body; what is not named here has no remark."
    )
    cues: tuple[Cue, ...] = Field(default=(), max_length=CUES, description="At most three, short.")
    words: str = Field(default="", max_length=WORDS_LENGTH, description="What else the coach says.")


class SheetDocument(BaseModel):
    """The sheet as it stands."""

    sheet: Sheet
    edition: int = Field(description="How often it was written; the ETag.")
    author: str | None = Field(description="Id of who wrote it; null while it says what the report says.")
    updated_at: datetime | None
