"""What is known of a clip beside its landmarks."""

from collections.abc import Callable
from dataclasses import dataclass

from vision.clip_settings import Settings
from vision.corrections import of_kind
from vision.datatypes import (
    SAME_RATE,
    Camera,
    Correction,
    FactsCorrected,
    Footage,
    GaitEvents,
    Provenance,
    Scene,
    Side,
    Track,
    Vertical,
    VideoInfo,
)


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What is known of a clip beside its landmarks."""

    source: VideoInfo
    settings: Settings
    provenance: Provenance
    camera: Camera
    vertical: Vertical
    ground_speed: Callable[[Track, Scene, GaitEvents], float] | None = None  # px/s, NaN when unknown
    footage: Footage | None = None
    corrections: tuple[Correction, ...] = ()
    m_per_px: float | None = None  # of landmarks that were measured in metres

    @property
    def direction(self) -> Side | None:
        """Where the runner goes, as a coach says."""
        told = [fact.direction for fact in of_kind(self.corrections, FactsCorrected) if fact.direction]
        return told[0] if told else None

    @property
    def capture_fps(self) -> float | None:
        """The rate of filming as the user or the container states it."""
        return self.settings.capture_fps or self.source.capture_fps

    @property
    def told_rate(self) -> tuple[str, ...]:
        """What was told of the clip's time, in words; nothing where the file says it all."""
        if self.capture_fps is not None:
            return ("rate of filming",)
        return ("frame rate",) if self.source.rate_told else ()

    @property
    def plays_as_filmed(self) -> bool:
        """Whether the user says so, by naming the file's own rate; motion may then look as it will."""
        told = self.settings.capture_fps
        return told is not None and abs(told / self.source.container_fps - 1) < SAME_RATE
