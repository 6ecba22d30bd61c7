"""What HTTP speaks of drawings."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Shape = Literal["line", "angle", "plumb_line", "text"]
POINTS: dict[Shape, int] = {"line": 2, "angle": 3, "plumb_line": 1, "text": 1}
_WIDEST_PX = 65_535  # that a video may be in either direction
Coordinate = Annotated[float, Field(ge=0, le=_WIDEST_PX, allow_inf_nan=False)]
Point = Annotated[list[Coordinate], Field(min_length=2, max_length=2)]


class NewDrawing(BaseModel):
    """Something to draw on a frame."""

    model_config = ConfigDict(extra="forbid")

    frame: int = Field(ge=0, le=10**9, description="Number of the frame, as report.json has it.")
    shape: Shape = Field(description="A line, an angle at its middle point, a plumb line, or a text alone.")
    points_px: list[Point] = Field(
        min_length=1,
        max_length=3,
        description="x and y in the upright picture: two ends of a line, three points of an angle, else one.",
    )
    text: str = Field(default="", max_length=300, description="Words beside it; a text has some.")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        wanted = POINTS[self.shape]
        if len(self.points_px) != wanted:
            raise ValueError(f"points_px must be {wanted} for this shape, not {len(self.points_px)}.")
        if self.shape == "text" and not self.text.strip():
            raise ValueError("text must have a character at least.")
        return self


class Drawing(NewDrawing):
    """Something drawn on a frame, by whom and when."""

    id: str
    author: str = Field(description="Id of the account.")
    created_at: datetime
