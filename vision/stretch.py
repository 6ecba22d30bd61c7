"""The part of a clip that is measured: found once, and measured as often as it is corrected."""

from dataclasses import dataclass

from vision.clip_facts import ClipFacts
from vision.continuity import longest_stretch
from vision.datatypes import Continuous, GaitEvents, Landmarks, Observed, Track
from vision.instants import at_true_instants
from vision.quality import require_framing, require_motion, require_told_rate
from vision.stages import make_track
from vision.tracks import repair_legs


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A stretch and its track; `events`, where they are known, as they are found in it."""

    continuous: Continuous
    track: Track
    events: GaitEvents | None = None

    @classmethod
    def found_in(cls, landmarks: Landmarks, clip: ClipFacts) -> "Stretch":
        """The longest good one of a clip; raises CannotMeasure where nobody runs in it."""
        require_motion(landmarks)
        require_framing(landmarks, clip.source)
        filmed = as_filmed(landmarks, clip)
        require_told_rate(landmarks, filmed, clip.capture_fps)
        continuous = longest_stretch(filmed, clip.footage, repair=lambda some: repair_legs(some).landmarks)
        return cls(continuous, make_track(continuous.landmarks))

    @classmethod
    def of(cls, seen: Observed) -> "Stretch":
        """As it was when the clip was first analysed."""
        return cls(seen.stretch, seen.track, seen.events)


def as_filmed(landmarks: Landmarks, clip: ClipFacts) -> Landmarks:
    """Landmarks at the instants at which they were filmed."""
    readout_ms = clip.settings.readout_ms
    return at_true_instants(landmarks, clip.source, capture_fps=clip.capture_fps, readout_ms=readout_ms)
