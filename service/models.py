"""What the command line and HTTP speak: the settings of one analysis, its record, and a problem."""

import re
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from service.access.callers import LOCAL
from vision import LIMITS, PERSON, Engine, Model, Precision, Reason, Settings, Sex, ViewSetting

Status = Literal["queued", "running", "done", "refused", "failed", "cancelled"]
FINAL: frozenset[Status] = frozenset({"done", "refused", "failed", "cancelled"})


_PERSON = "A point on the body of the one to follow, if others are in the picture"


def _limited(name: str, what: str, default: float | None = None) -> Any:
    low, high, unit = LIMITS[name]
    words = f"{what}, {low:g} to {high:g} {unit}."
    return Field(default=default, ge=low, le=high, description=words, validate_default=True)


class AnalysisSettings(BaseModel):
    """What the runner or the coach knows about a clip; everything may be left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    speed_mps: float | None = _limited("speed_mps", "Belt or running speed")
    height_cm: float | None = _limited("height_cm", "The runner's height without shoes")
    mass_kg: float | None = _limited("mass_kg", "The runner's mass")
    incline_pct: float = _limited("incline_pct", "Incline of the belt", default=0.0)
    capture_fps: float | None = _limited("capture_fps", "Frame rate of filming, if the file is slow motion")
    readout_ms: float | None = _limited(
        "readout_ms", "Time a rolling shutter takes from the first row to the last, negative if upwards"
    )
    view: ViewSetting = Field(default="auto", description="Where the camera stands; auto finds out.")
    sex: Sex | None = Field(
        default=None, description="The runner's sex, for the masses of the body segments."
    )
    person_x_px: float | None = _limited("person_x_px", f"{_PERSON}, pixels from the left of the picture")
    person_y_px: float | None = _limited("person_y_px", "The same point, pixels from the top")
    person_time_s: float | None = _limited("person_time_s", "When it lies there, on the clip's own clock")
    model: Model = Field(
        default="heavy", description="Pose network: heavy is the most accurate, lite the fastest."
    )
    engine: Engine = Field(default="blazepose", description="What runs the pose network.")
    precision: Precision = Field(
        default="auto", description="Arithmetic: auto is the fastest of this machine, f32 the same on all."
    )

    @field_validator("person_time_s")
    @classmethod
    def _whole(cls, time_s: float | None, known: ValidationInfo) -> float | None:
        """Raises PydanticCustomError where a person is pointed at by halves."""
        told = [*(value for name, value in known.data.items() if name in PERSON), time_s]
        if 0 < sum(value is not None for value in told) < len(told):
            raise PydanticCustomError("in_part", "in part")
        return time_s

    @property
    def clip(self) -> Settings:
        """What is known of the clip, without what is to look at it."""
        return Settings(**self.model_dump(exclude={"model", "engine", "precision"}))


class AnalysisOrder(AnalysisSettings):
    """What an analysis is to be of, and what is known about it."""

    upload: str | None = Field(default=None, description="Id of a finished upload, in place of the file.")
    rear_upload: str | None = Field(default=None, description="The same of the clip from behind.")
    sha256: str | None = Field(
        default=None,
        description="SHA-256 of the clip, in hexadecimal digits, which it must arrive with.",
    )
    rear_sha256: str | None = Field(default=None, description="The same of the clip from behind.")
    athlete: str | None = Field(
        default=None, max_length=32, description="Id of the athlete whom the clip shows, if one is kept."
    )
    batch: str | None = Field(
        default=None,
        max_length=32,
        description="Id of the batch that the clip joins; what is not said here is as the batch has it.",
    )

    @property
    def settings(self) -> AnalysisSettings:
        """What is known about it alone."""
        return AnalysisSettings.model_validate(self.model_dump(include=set(AnalysisSettings.model_fields)))


def harmless_name(name: str | None) -> str:
    """A file's name without folders and control characters, at most 100 characters of it."""
    last = re.split(r"[/\\]", name or "")[-1]
    return "".join(letter for letter in last if letter.isprintable())[:100].strip() or "upload"


class Progress(BaseModel):
    """Where a running analysis stands."""

    model_config = ConfigDict(frozen=True)

    stage: str = Field(description="What is being done now.", examples=["landmarks"])
    fraction: float = Field(ge=0, le=1, description="How much of this stage is done.")


class Record(BaseModel):
    """An analysis as the server remembers it."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="Random name of the analysis.")
    owner: str = Field(default=LOCAL.id, description="Id of the account that it belongs to.")
    athlete: str | None = Field(default=None, description="Id of the athlete whom it shows.")
    batch: str | None = Field(default=None, description="Id of the batch that it is in.")
    status: Status = "queued"
    progress: Progress | None = Field(default=None, description="Only while it runs.")
    reasons: tuple[Reason, ...] = Field(
        default=(), description="Why it was refused or failed, or has to be done again."
    )
    reason: str | None = Field(default=None, description="The reasons as one text.")
    file_name: str = Field(description="The upload's own name; the report bears it too.")
    rear_file_name: str | None = Field(
        default=None, description="The same of the clip from behind, where one was uploaded."
    )
    again_of: str | None = Field(
        default=None,
        description="Id of the analysis of the same clip in which another person was followed, while kept.",
    )
    again: str | None = Field(
        default=None,
        description="Id of the newest analysis of this clip for which another person was chosen.",
    )
    settings: AnalysisSettings
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    attempts: int = Field(
        default=0, description="How often it was taken up; a clean stop of the server does not count."
    )
    faults: int = Field(
        default=0,
        description="How often the server's own disk or store stood in its way, which does not count.",
    )

    @property
    def is_over(self) -> bool:
        """Whether it has ended, however."""
        return self.status in FINAL


class Admitted(Record):
    """A new analysis."""

    sha256: str = Field(description="SHA-256 of the clip as it arrived.")
    duplicate_of: str | None = Field(
        default=None, description="Id of your newest other analysis of the same clip, if there is one."
    )


class UploadStatus(BaseModel):
    """An upload that comes, or came, in pieces."""

    id: str = Field(description="Random name of the upload.")
    file_name: str = Field(description="The file's own name.")
    length: int = Field(description="How many bytes there are to be.")
    received: int = Field(description="How many bytes are here for certain; send on from there.")
    sha256: str | None = Field(default=None, description="SHA-256 of the whole, once it is here.")
    created_at: datetime
    expires_at: datetime | None = Field(description="When it is removed unless it goes on before.")
    analysis: str | None = Field(default=None, description="Id of the analysis that took it.")


class Health(BaseModel):
    """The server is up."""

    status: Literal["ok"]
    version: str


class ProblemDocument(BaseModel):
    """An error as RFC 9457 describes it; `detail` says what to do."""

    type: str = Field(description="Stable name of the problem, for programs.")
    title: str
    status: int
    detail: str = Field(description="What is wrong and what to do, for people.")
    reasons: tuple[Reason, ...] = Field(
        default=(), description="Why a clip was refused or failed, or the server is not ready."
    )
