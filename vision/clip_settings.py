"""What a user may say about a clip, checked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from vision.datatypes import PersonPlace
from vision.errors import InvalidSetting

ViewSetting = Literal["auto", "side", "rear"]
"""Where the camera stands, or `auto` to see it from the clip."""
Sex = Literal["f", "m"]
"""For the shares of body mass, which differ; without it they are those of both together."""
Model = Literal["heavy", "full", "lite"]
"""Size of the pose network: `heavy` is the most exact, `lite` the quickest."""
Engine = Literal["blazepose", "mediapipe"]
"""What runs the pose network: `blazepose` opens no connection, `mediapipe` tells its maker of its use."""
Precision = Literal["auto", "f32", "f16"]
"""Arithmetic of the pose network; `auto` takes 16 bits where that is quicker on this processor."""

LIMITS: Mapping[str, tuple[float, float, str]] = {
    "speed_mps": (0.5, 12.0, "metres a second"),
    "height_cm": (100.0, 230.0, "centimetres"),
    "mass_kg": (25.0, 250.0, "kilograms"),
    "incline_pct": (-30.0, 40.0, "per cent"),
    "capture_fps": (20.0, 1000.0, "frames a second"),
    "readout_ms": (-40.0, 40.0, "milliseconds"),
    "person_x_px": (0.0, 16384.0, "pixels"),
    "person_y_px": (0.0, 16384.0, "pixels"),
    "person_time_s": (-60.0, 86400.0, "seconds"),
}
"""Least, most and unit of every number that is told of a clip, by its name in `Settings`."""
PERSON = ("person_x_px", "person_y_px", "person_time_s")
"""The settings that point at one person together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Facts about runner and clip; None where they are not known.

    `person_x_px` and `person_y_px` are a point of the upright picture that lies on the person to follow,
    `person_time_s` the video's own time of that frame. Raises InvalidSetting when a number lies outside its
    limits, or a person is pointed at by halves.
    """

    speed_mps: float | None = None
    height_cm: float | None = None
    mass_kg: float | None = None
    incline_pct: float = 0.0
    capture_fps: float | None = None
    readout_ms: float | None = None
    view: ViewSetting = "auto"
    sex: Sex | None = None
    person_x_px: float | None = None
    person_y_px: float | None = None
    person_time_s: float | None = None

    def __post_init__(self) -> None:
        wrong = [
            f"{name} is {value:g} but must be {low:g} to {high:g} {unit}"
            for name, (low, high, unit) in LIMITS.items()
            if (value := getattr(self, name)) is not None and not low <= value <= high
        ]
        if wrong:
            raise InvalidSetting("; ".join(wrong) + ".")
        if 0 < sum(getattr(self, name) is not None for name in PERSON) < len(PERSON):
            raise InvalidSetting(f"{', '.join(PERSON)} point at one person: give all three, or none of them.")

    @property
    def person(self) -> PersonPlace | None:
        """Where the person is who is to be followed, in the whole upright picture; None where nobody said."""
        if self.person_x_px is None or self.person_y_px is None or self.person_time_s is None:
            return None
        return PersonPlace(self.person_x_px, self.person_y_px, self.person_time_s)

    def as_dict(self) -> dict[str, str | float | None]:
        """Name -> value, for the report."""
        return asdict(self)
