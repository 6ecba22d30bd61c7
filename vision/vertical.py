"""Lines of the background -> which way is up: camera roll and keystone, as they are at the runner.

The verticals of a room meet in one point of the picture. From the picture's middle, in units of its longer
side, up leans by atan((roll + keystone x) / (1 - keystone y)) whatever the focal length, so that two numbers
describe it everywhere. Their posterior is summed on a grid: a line of the background is either vertical or a
stray, a prior says how phones are held, and lines that could be edges of one thing count as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vision.datatypes import (
    ASSUMED_VERTICAL,
    Bools,
    Camera,
    Floats,
    Landmarks,
    Region,
    Vertical,
    VideoInfo,
)
from vision.intervals import Z95
from vision.lines import FrameEdges, Lines, join

SEEN_IN_FRAMES = 2
"""In so many frames a line has to be at the same place while the camera stands still."""

BODY_REACH_TRUNKS = 0.35
PERSON_WIDTH, PERSON_HEIGHT = 0.25, 0.6
"""What is hidden: around the runner's limbs in trunk lengths, around others in sizes of their region."""

STEEP_DEG = 60.0
END_SD = 0.5 / 960
PLUMB_SD_DEG = 0.4
"""How truly an edge's end is found, as a share of the picture, and how plumb walls and furniture stand."""

STRAY_DENSITY_PER_DEG = 1 / 20
"""A line is as likely a stray, which leans by up to 10 degrees either way, as it is a vertical."""

SAME_THING = 0.02
SAME_THING_DEG = 3.0
"""Lines so close, as a share of the picture, and so alike may be edges of one thing: 8 cm at the runner."""

ROLL_SD_DEG = 5.0
HELD_ANYHOW = 0.03
KEYSTONE_SD = 0.2
"""How phones are held: one in ten with any roll up to 25 degrees, the others about level; pitch of 10 degrees
through a lens of 0.85 times the longer side as focal length."""

FOCAL_LENGTH = 0.85
ROLLS = np.tan(np.radians(np.arange(-25.0, 25.01, 0.2)))
KEYSTONES = np.arange(-0.6, 0.601, 0.02)

LOG_ODDS_MIN = 3.0
"""Twenty to one that the lines agree by more than chance, and that no other vertical explains them."""

HELD_WITHIN_DEG = 15.0
"""Three standard deviations of roll; lines that lean by more may as well be slanted things."""

ONE_VERTICAL_DEG = 2.0
LEVEL_WITHIN_DEG = 3.0
ASKEW_SD_DEG = 1.2
"""Room for the usual errors of angles beside the whole of a shear, which does not scatter."""

SD_FLOOR_DEG = 0.3
"""What all lines may share: a house that is out of plumb, the bend of a wide lens."""


def find_vertical(
    frames: Sequence[FrameEdges], landmarks: Landmarks, *, camera: Camera, source: VideoInfo
) -> Vertical:
    """The true vertical at the runner from straight edges outside of everyone's body.

    The picture's own vertical is assumed, with the spread of how phones lean, where too few lines agree, two
    verticals explain them equally well. It is "askew" where level lines contradict them, with a spread that
    holds what they say, and "tilted" where all lean too far.
    """
    trunk_px, hip_px = _body(landmarks)
    if not np.isfinite([trunk_px, *hip_px]).all():
        return ASSUMED_VERTICAL
    longest, middle = max(source.width, source.height), np.array([source.width, source.height]) / 2
    lines = join([_background(f, landmarks, trunk_px) for f in frames], picture_px=longest)
    if camera == "static":
        lines = lines.where(lines.frames >= min(SEEN_IN_FRAMES, len(frames)))
    x, y = (hip_px - middle) / longest
    up = _agreement(_Directions.upright(lines, middle, longest), x, y)
    if up is None:
        return ASSUMED_VERTICAL
    if askew_deg := _askew_deg(up, _Directions.level(lines, middle, longest)):
        return replace(
            ASSUMED_VERTICAL, source="askew", sd_deg=askew_deg / Z95 + ASKEW_SD_DEG, lines=up.lines
        )
    if abs(up.lean_deg(x, y)) > HELD_WITHIN_DEG:
        return replace(ASSUMED_VERTICAL, source="tilted", lines=up.lines)
    ahead, above = up.roll + up.keystone * x, 1 - up.keystone * y
    return Vertical(
        "lines",
        sd_deg=float(np.hypot(up.sd_deg, SD_FLOOR_DEG)),
        lean_deg=float(np.degrees(np.arctan2(ahead, above))),
        keystone_per_px=float(up.keystone / np.hypot(ahead, above) / longest),
        origin_px=(float(hip_px[0]), float(hip_px[1])),
        lines=up.lines,
    )


# ---- the background --------------------------------------------------------------------------------


def _body(landmarks: Landmarks) -> tuple[float, Floats]:
    """Median length of the trunk and median place of the mid-hip; NaN when never seen."""
    hip, shoulder = landmarks.point("mid_hip"), landmarks.point("mid_shoulder")
    seen = np.isfinite(hip + shoulder).all(axis=1)
    if not seen.any():
        return float("nan"), np.full(2, np.nan)
    trunk_px = float(np.median(np.linalg.norm(shoulder - hip, axis=1)[seen]))
    return trunk_px, np.median(hip[seen], axis=0)


def _background(frame: FrameEdges, landmarks: Landmarks, trunk_px: float) -> Floats:
    """The frame's edges off everyone's body; none where the runner's place is unknown."""
    body = landmarks.position_px[frame.frame]
    if not np.isfinite(body).any() or len(frame.edges_px) == 0:
        return np.empty((0, 2, 2))
    index = landmarks.skeleton.index
    bones = [np.linspace(body[index(a)], body[index(b)], 6) for a, b in landmarks.skeleton.edges]
    points = np.concatenate([body, *bones])
    points = points[np.isfinite(points).all(axis=1)]
    along = np.linspace(frame.edges_px[:, 0], frame.edges_px[:, 1], 5, axis=1)  # (m, 5, 2)
    off_px = np.linalg.norm(along[:, :, None] - points, axis=-1).min(axis=(1, 2))
    center = points.mean(axis=0)
    others = [p for p in frame.persons if np.linalg.norm(center - p.center_px) > p.size_px / 3]
    clear = off_px >= BODY_REACH_TRUNKS * trunk_px
    kept: Floats = frame.edges_px[np.logical_and.reduce([clear, *(~_covers(p, along) for p in others)])]
    return kept


def _covers(person: Region, along: Floats) -> Bools:
    """Which edges touch somebody else; points along each, (m, 5, 2)."""
    reach_px = np.multiply((PERSON_WIDTH, PERSON_HEIGHT), person.size_px)
    inside = np.abs(along - person.center_px) < reach_px
    return np.asarray(inside.all(axis=-1).any(axis=-1))


# ---- one vertical for all lines --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Directions:
    """Lines in units of the picture's longer side from its middle; `lean_deg` from the expected direction.

    Level lines are upright ones of the picture mirrored on its diagonal, x and y exchanged.
    """

    x: Floats
    y: Floats
    lean_deg: Floats
    sd_deg: Floats
    share: Floats  # of one thing

    @classmethod
    def upright(cls, lines: Lines, middle: Floats, longest: float) -> "_Directions":
        steep = lines.where(np.abs(lines.lean_deg) < 90 - STEEP_DEG)
        return cls._of((steep.mid_px - middle) / longest, steep.lean_deg, steep.length_px / longest)

    @classmethod
    def level(cls, lines: Lines, middle: Floats, longest: float) -> "_Directions":
        flat = lines.where(np.abs(lines.lean_deg) > STEEP_DEG)
        mirrored = (90 - flat.lean_deg + 90) % 180 - 90
        return cls._of(((flat.mid_px - middle) / longest)[:, ::-1], mirrored, flat.length_px / longest)

    @classmethod
    def _of(cls, place: Floats, lean_deg: Floats, length: Floats) -> "_Directions":
        sd_deg = np.hypot(PLUMB_SD_DEG, np.degrees(np.sqrt(2) * END_SD / length))
        close = np.abs(place[:, :1] - place[:, 0]) < SAME_THING
        alike = np.abs(lean_deg[:, None] - lean_deg) < SAME_THING_DEG
        share = 1 / np.maximum(1, (close & alike).sum(axis=1))
        return cls(place[:, 0], place[:, 1], lean_deg, sd_deg, share)

    def log_gain(self, roll: Floats, keystone: Floats) -> Floats:
        """Log likelihood over that of strays alone, for grids of roll and keystone."""
        total = np.zeros(np.broadcast_shapes(roll.shape, keystone.shape))
        for x, y, lean_deg, sd_deg, share in zip(
            self.x, self.y, self.lean_deg, self.sd_deg, self.share, strict=True
        ):
            off = _off_deg(x, y, lean_deg, roll, keystone) / sd_deg
            peak = 1 / (sd_deg * np.sqrt(2 * np.pi) * STRAY_DENSITY_PER_DEG)
            total += share * np.log((1 + peak * np.exp(-0.5 * off**2)) / 2)
        return total


def _off_deg(x: Floats, y: Floats, lean_deg: Floats, roll: Floats, keystone: Floats) -> Floats:
    """How far lines are from being vertical; roll and keystone as tangents, (...)."""
    lean = np.radians(lean_deg)
    off: Floats = np.degrees(np.cos(lean) ** 2 * (np.tan(lean) * (1 - keystone * y) - roll - keystone * x))
    return off


@dataclass(frozen=True, slots=True)
class _Vertical:
    """Roll and keystone with the standard deviation of the lean at the runner."""

    roll: float
    keystone: float
    sd_deg: float
    lines: int

    def lean_deg(self, x: float, y: float) -> float:
        return float(np.degrees(np.arctan2(self.roll + self.keystone * x, 1 - self.keystone * y)))


def _agreement(lines: _Directions, x: float, y: float) -> _Vertical | None:
    """The direction that the lines share at a place; None where that may be chance or is one of several."""
    roll, keystone = ROLLS[:, None], KEYSTONES
    held = np.exp(-0.5 * (roll / np.tan(np.radians(ROLL_SD_DEG))) ** 2) + HELD_ANYHOW
    prior = held * np.exp(-0.5 * (keystone / KEYSTONE_SD) ** 2)
    prior /= prior.sum()
    gain = lines.log_gain(roll, keystone)
    posterior = prior * np.exp(gain - gain.max())
    log_odds = float(np.log(posterior.sum()) + gain.max())
    posterior /= posterior.sum()
    lean = np.degrees(np.arctan2(roll + keystone * x, 1 - keystone * y))
    best = np.unravel_index(posterior.argmax(), posterior.shape)
    one = np.abs(lean - lean[best]) < ONE_VERTICAL_DEG
    elsewhere = float(posterior[~one].sum())
    if log_odds < LOG_ODDS_MIN or elsewhere > np.exp(-LOG_ODDS_MIN):
        return None
    weight = np.where(one, posterior, 0) / (1 - elsewhere)
    mean = [float((weight * value).sum()) for value in (roll, keystone)]
    sd_deg = float(np.sqrt((weight * (lean - (weight * lean).sum()) ** 2).sum()))
    off = _off_deg(lines.x, lines.y, lines.lean_deg, np.array(mean[0]), np.array(mean[1]))
    return _Vertical(mean[0], mean[1], sd_deg, int((np.abs(off) < 3 * lines.sd_deg).sum()))


def _askew_deg(up: _Vertical, level: _Directions) -> float:
    """How far level lines at the height of the horizon are from square to the vertical; 0 unless clearly so.

    There they are level in the picture too, whichever way they run in depth.
    """
    horizon = -(FOCAL_LENGTH**2) * up.keystone
    across = _agreement(level, horizon, 0.0)
    if across is None:
        return 0.0
    off_deg = abs(across.lean_deg(horizon, 0.0) + up.lean_deg(0.0, horizon))
    return off_deg if off_deg > LEVEL_WITHIN_DEG + 2 * across.sd_deg else 0.0
