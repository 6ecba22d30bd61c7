"""The part of a clip that is measured, and what it can be measured again from."""

from dataclasses import dataclass

from vision.datatypes.gait import GaitEvents
from vision.datatypes.observed import Footage, Landmarks, Track
from vision.datatypes.scenes import Vertical
from vision.datatypes.words import Bools, Camera


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a clip is limited or refused."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class Continuous:
    """One stretch of a clip; landmarks outside it are unknown.

    `timed` is False where the times of the frames remain in doubt, `glides` says that the speed of play
    changes all through it; `unseen_share` of its time may have been lost beside what was put back.
    """

    landmarks: Landmarks
    used: Bools  # (n,), frames of the stretch
    reasons: tuple[Reason, ...] = ()
    timed: bool = True
    glides: bool = False
    unseen_share: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """What was read of a clip before anything was measured, from which it can be measured again.

    `landmarks` are those of the network, in the file's time; `track` is that of the stretch that is used,
    with the `events` found in it. `belt_px_s` is how fast the ground passes in the picture: None where there
    were no pixels to read it from, NaN where nobody asked or nothing showed it.
    """

    landmarks: Landmarks
    footage: Footage | None
    camera: Camera
    vertical: Vertical
    stretch: Continuous
    track: Track
    events: GaitEvents
    belt_px_s: float | None
    m_per_px: float | None = None  # of landmarks that were measured in metres
