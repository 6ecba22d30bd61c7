"""What HTTP speaks of landmarks."""

from pydantic import BaseModel, Field


class FigureRow(BaseModel):
    """The drawn figure in one frame: each list has one number for each of the landmarks."""

    frame: int = Field(description="Number of the frame, as corrections name it.")
    time_s: float = Field(description="When it was filmed, on the clock of the report.")
    x_px: list[float | None] = Field(description="From the left of the upright picture; null where unknown.")
    y_px: list[float | None] = Field(description="From its top.")
    visibility: list[float] = Field(description="How well the network saw them, 0 to 1; 1 where a hand was.")


class Landmarks(BaseModel):
    """The drawn figure in some frames, named as corrections name it."""

    revision: int = Field(description="Of the report that shows it so, 0 for the first.")
    width: int = Field(description="Of the upright picture, in pixels.")
    height: int
    frames: int = Field(description="How many frames the clip has.")
    landmarks: tuple[str, ...]
    edges: tuple[tuple[str, str], ...] = Field(description="Landmarks that a line joins.")
    figures: list[FigureRow]


class Moment(BaseModel):
    """A frame of a clip as its plain picture shows it."""

    frame: int
    time_s: float = Field(description="When it is shown, on the clip's own clock.")
    left_px: int = Field(description="Of the whole picture left of it; 0 but where the clip lies in a frame.")
    top_px: int
