"""A runner made of arithmetic: landmarks whose right answers are known without measuring.

Contacts are prescribed. In flight the body falls freely, in stance a half sine wave of force carries it
(Morin 2005), so the bounce is a formula. The stance foot moves back at belt speed. Around contact the foot
slows and comes down as on people: the ankle is foremost 20 ms before contact, the foot has half the belt
speed 3 ms after it, knee and toe turn at the times that `knee_turns_s` and `toe_slows_s` give. Around toe-off
the knee is straightest 5 ms before and the toe reaches 30 % of its push-off speed 1 ms after.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
from scipy.interpolate import CubicHermiteSpline
from scipy.signal import lfilter

from vision import Settings, analyze_landmarks, detect_events, make_track, read_scene
from vision.datatypes import SIDES, Analysis, Floats, GaitEvents, Landmarks, Scene, Side, Track, VideoInfo
from vision.skeletons import BLAZEPOSE_33

GRAVITY_M_S2 = 9.81
THIGH_M, SHANK_M, TRUNK_M, NECK_M = 0.43, 0.42, 0.50, 0.22
UPPER_ARM_M, FOREARM_M, FOOT_M = 0.30, 0.25, 0.22
ANKLE_FROM_TOE_M = (-0.17, 0.085)
HALF_BREADTH_M = {"shoulder": 0.175, "elbow": 0.2, "wrist": 0.2, "hip": 0.08}  # 0.06 elsewhere
STATURE_CM = 100 * (THIGH_M + SHANK_M + TRUNK_M + NECK_M) / 0.895
FOOT = ("ankle", "heel", "toe")
CENTER_PX, GROUND_PX = 640.0, 660.0
ELBOW_DEG = 95.0


Knot = tuple[float, float, float]
"""Time since contact, value and slope."""


@dataclass(frozen=True, kw_only=True)
class Runner:
    """A treadmill runner filmed square from the side.

    `yaw_deg` 90 films from behind, -90 from the front; then `step_width_m` lies between the feet, and the
    trunk leans by `side_lean_deg` towards the standing leg when the body is lowest. `limp_s` is how much
    longer the left foot stands than the right one; the body moves as with their mean. `ground_mps` lets the
    runner cross the picture.
    """

    cadence_spm: float = 168.0
    contact_time_s: float = 0.25
    speed_mps: float = 3.0
    strike_deg: float = 6.0
    trunk_lean_deg: float = 6.0
    trunk_sway_deg: float = 1.5
    arm_swing_deg: float = 50.0
    limp_s: float = 0.0
    direction: Side = "right"
    px_per_m: float = 280.0
    fps: float = 60.0
    duration_s: float = 10.0
    first_contact_s: float = 0.113
    noise_px: float = 0.0
    parallax: float = 0.03
    yaw_deg: float = 0.0
    step_width_m: float = 0.12
    side_lean_deg: float = 0.0
    roll_deg: float = 0.0
    ground_mps: float = 0.0
    seed: int = 0

    # ---- the right answers ---------------------------------------------------------------------------

    @property
    def step_time_s(self) -> float:
        return 60 / self.cadence_spm

    @property
    def stride_time_s(self) -> float:
        return 2 * self.step_time_s

    @property
    def flight_time_s(self) -> float:
        """Negative in walking, the time of double support."""
        return self.step_time_s - self.contact_time_s

    @property
    def walks(self) -> bool:
        return self.flight_time_s <= 0

    @property
    def bounce_m(self) -> float:
        """Dip of the spring and rise of the flight."""
        contact, flight = self.contact_time_s, self.flight_time_s
        dip = contact * (contact + flight) / (2 * np.pi) - contact**2 / 8
        return GRAVITY_M_S2 * (dip + flight**2 / 8)

    @property
    def foot_hip_m(self) -> float:
        """Ankle ahead of the hip at contact."""
        return self.speed_mps * self.contact_time_s / 2 - 0.12

    @property
    def knee_turns_s(self) -> float:
        return -0.0185 + 0.0006 * self.strike_deg

    @property
    def toe_slows_s(self) -> float:
        return 0.0105 + 0.00174 * self.strike_deg

    def of_leg(self, side: Side) -> "Runner":
        """The runner whose both legs move as this one."""
        longer_s = self.limp_s / 2 if side == "left" else -self.limp_s / 2
        return replace(self, contact_time_s=self.contact_time_s + longer_s, limp_s=0.0)

    def contacts_s(self, side: Side, *, margin_s: float = 0.0) -> Floats:
        """Every initial contact of one foot, at least `margin_s` from the clip's ends."""
        first = self.first_contact_s - 2 * self.stride_time_s + (side == "right") * self.step_time_s
        times = first + self.stride_time_s * np.arange(self.duration_s / self.stride_time_s + 4)
        return times[(times >= self.time_s[0] + margin_s) & (times <= self.time_s[-1] - margin_s)]

    def toe_offs_s(self, side: Side, *, margin_s: float = 0.0) -> Floats:
        leaving = replace(self, first_contact_s=self.first_contact_s + self.of_leg(side).contact_time_s)
        return leaving.contacts_s(side, margin_s=margin_s)

    # ---- the motion, metres from the mid-hip's mean place on the belt -----------------------------------

    @property
    def time_s(self) -> Floats:
        return np.arange(round(self.duration_s * self.fps)) / self.fps

    def since_contact_s(self, side: Side, time_s: Floats) -> Floats:
        """Time since that foot's last contact, in [0, stride time)."""
        offset = self.first_contact_s + (side == "right") * self.step_time_s
        return (time_s - offset) % self.stride_time_s

    def rise_m(self, time_s: Floats) -> Floats:
        """The body's height over its height at contact."""
        t = (time_s - self.first_contact_s) % self.step_time_s
        if self.walks:  # an inverted pendulum: highest while the legs pass each other
            passing = (self.contact_time_s + self.flight_time_s) / 2
            return 0.02 * np.cos(2 * np.pi * (t - passing) / self.step_time_s)
        contact, flight = self.contact_time_s, self.flight_time_s
        push = t - contact / np.pi * np.sin(np.pi * t / contact)
        stance = GRAVITY_M_S2 / 2 * (-flight * t + (flight + contact) * push - t**2)
        air = t - contact
        return np.where(t < contact, stance, GRAVITY_M_S2 / 2 * (flight * air - air**2))

    def lean_deg(self, time_s: Floats) -> Floats:
        """Least at contact, most half a step later."""
        turn = 2 * np.pi * (time_s - self.first_contact_s) / self.step_time_s
        return self.trunk_lean_deg - self.trunk_sway_deg * np.cos(turn)

    def side_lean_at_deg(self, time_s: Floats) -> Floats:
        """To the right, most when the body is lowest over the right leg."""
        lowest_s = self.first_contact_s + self.contact_time_s / 2
        return -self.side_lean_deg * np.cos(2 * np.pi * (time_s - lowest_s) / self.stride_time_s)

    @cached_property
    def _toe_x(self) -> Callable[[Floats], Floats]:
        v, contact = self.speed_mps, self.contact_time_s
        landing = self.foot_hip_m - _turned(ANKLE_FROM_TOE_M, self.strike_deg)[0]
        foremost = landing + v * 0.02**2 / 0.024 / 4
        return self._cycle(
            (-0.020, foremost, 0.0),
            (0.003, foremost - 0.006 * v, -v / 2),
            (0.040, foremost - 0.033 * v, -v),
            (contact, foremost - 0.033 * v - v * (contact - 0.040), -v),
        )

    @cached_property
    def _toe_y(self) -> Callable[[Floats], Floats]:
        slows, lifts = self.toe_slows_s, self.contact_time_s - 0.017
        swing = self.stride_time_s - self.contact_time_s
        return self._cycle(
            (slows - 0.085, 0.063, 0.0),
            (slows - 0.020, 0.024, -1.2),
            (slows + 0.020, 0.0, 0.0),
            (lifts, 0.0, 0.0),
            (lifts + 0.060, 0.054, 1.8),
            (self.contact_time_s + 0.35 * swing, 0.20, 0.0),
        )

    @cached_property
    def _pitch_deg(self) -> Callable[[Floats], Floats]:
        contact, swing = self.contact_time_s, self.stride_time_s - self.contact_time_s
        return self._cycle(
            (-0.080, self.strike_deg, 0.0),
            (0.0, self.strike_deg, 0.0),
            (self.toe_slows_s + 0.020, 0.0, 0.0),
            (max(0.6 * contact, 0.136), 0.0, 0.0),
            (contact, -38.0, -500.0),
            (contact + 0.3 * swing, -95.0, 0.0),
        )

    @cached_property
    def _knee_deg(self) -> Callable[[Floats], Floats]:
        contact, swing = self.contact_time_s, self.stride_time_s - self.contact_time_s
        return self._cycle(
            (self.knee_turns_s, 12.0, 0.0),
            (0.45 * contact, 52.0, 0.0),
            (contact - 0.005, 36.0, 0.0),
            (contact + 0.45 * swing, 98.0, 0.0),
        )

    @cached_property
    def hip_height_m(self) -> float:
        """So that thigh and shank have their lengths at contact."""
        zero = np.zeros(1)
        toe = float(self._toe_y(zero)[0])
        ankle = toe + _turned(ANKLE_FROM_TOE_M, self.strike_deg)[1]
        leg = _leg_span(float(self._knee_deg(zero)[0]))
        return ankle + float(np.sqrt(leg**2 - self.foot_hip_m**2))

    def _cycle(self, *knots: Knot) -> Callable[[Floats], Floats]:
        """A stride as cubics through its knots, repeated."""
        start = knots[0][0]
        times, values, slopes = (list(column) for column in zip(*knots, strict=True))
        spline = CubicHermiteSpline(
            [*times, start + self.stride_time_s], [*values, values[0]], [*slopes, slopes[0]]
        )
        return lambda t: spline((t - start) % self.stride_time_s + start)

    def body_m(self, time_s: Floats) -> dict[str, Floats]:
        """Points of the body, (n, 2) forward and up, at any instants."""
        hip = np.column_stack([np.zeros_like(time_s), self.hip_height_m + self.rise_m(time_s)])
        up = _direction(self.lean_deg(time_s))
        shoulder, ear = hip + TRUNK_M * up, hip + (TRUNK_M + NECK_M) * up
        points = {"nose": np.add(ear, (0.11, -0.02)), "mouth": np.add(ear, (0.09, -0.07))}
        for side in SIDES:
            since = self.since_contact_s(side, time_s)
            points |= {f"{side}_hip": hip, f"{side}_shoulder": shoulder, f"{side}_ear": ear}
            points |= {f"{side}_{name}": p for name, p in self.of_leg(side)._leg(hip, since).items()}
            points |= {f"{side}_{name}": p for name, p in self._arm(shoulder, since, time_s).items()}
        return points

    def _leg(self, hip: Floats, since_s: Floats) -> dict[str, Floats]:
        toe = np.column_stack([self._toe_x(since_s), self._toe_y(since_s)])
        pitch = self._pitch_deg(since_s)
        ankle = toe + np.column_stack(_turned(ANKLE_FROM_TOE_M, pitch))
        heel = toe + np.column_stack(_turned((-FOOT_M, 0.0), pitch))
        return {"knee": _knee(hip, ankle, self._knee_deg(since_s)), "ankle": ankle, "heel": heel, "toe": toe}

    def _arm(self, shoulder: Floats, since_s: Floats, time_s: Floats) -> dict[str, Floats]:
        """The arm is behind while its own side's foot lands; the elbow keeps its angle."""
        swing = -self.arm_swing_deg / 2 * np.cos(2 * np.pi * since_s / self.stride_time_s)
        upper = swing - self.lean_deg(time_s)
        elbow = shoulder - UPPER_ARM_M * _direction(-upper)
        wrist = elbow - FOREARM_M * _direction(-upper - (180 - ELBOW_DEG))
        return {"elbow": elbow, "wrist": wrist}

    # ---- the picture -----------------------------------------------------------------------------------

    def landmarks(self) -> Landmarks:
        """BlazePose landmarks of every frame."""
        time_s = self.time_s
        position = np.stack([self._picture(name, time_s) for name in BLAZEPOSE_33.landmarks], axis=1)
        rng = np.random.default_rng(self.seed)
        white = rng.normal(0, self.noise_px * np.sqrt(1 - 0.5**2), position.shape)
        position = position + lfilter([1.0], [1.0, -0.5], white, axis=0)
        return Landmarks(BLAZEPOSE_33, time_s, position, np.full(position.shape[:2], 0.95))

    @cached_property
    def _body(self) -> dict[str, Floats]:
        return self.body_m(self.time_s)

    def _picture(self, name: str, time_s: Floats) -> Floats:
        """Where one landmark is in the picture, (n, 2)."""
        side, part = _side_and_part(name)
        body = self._body[part if side is None or part in self._body else f"{side}_{part}"]
        half_m = self.step_width_m / 2 if part in FOOT else HALF_BREADTH_M.get(part, 0.06)
        above_hip_m = np.fmax(body[:, 1] - self._body["right_hip"][:, 1], 0.0)
        right_m = {"left": -1, "right": 1, None: 0}[side] * half_m
        right_m = right_m + above_hip_m * np.tan(np.radians(self.side_lean_at_deg(time_s)))
        forward = 1 if self.direction == "right" else -1
        yaw, roll = np.radians([self.yaw_deg, self.roll_deg])
        x = forward * (body[:, 0] + self.ground_mps * time_s) * np.cos(yaw) + right_m * np.sin(yaw)
        y = body[:, 1] - self.hip_height_m
        if side is not None and side != self.direction:  # the far side is farther away
            x, y = (1 - self.parallax) * x, (1 - self.parallax) * y
        x, y = x * np.cos(roll) - y * np.sin(roll), x * np.sin(roll) + y * np.cos(roll)
        horizon = GROUND_PX - self.px_per_m * self.hip_height_m
        return np.column_stack([CENTER_PX + self.px_per_m * x, horizon - self.px_per_m * y])


def source(landmarks: Landmarks) -> VideoInfo:
    """What a container would say of these frames."""
    spacing, n = np.diff(landmarks.time_s), len(landmarks.time_s)
    rate = 1 / float(np.median(spacing)) if n > 1 else 60.0
    uneven = n > 1 and float(np.ptp(spacing)) > 0.2 / rate
    return VideoInfo("run.mp4", "0" * 64, 1280, 720, n, n / rate, rate, 0, uneven)


@cache
def scene_of(runner: Runner) -> tuple[Track, Scene]:
    track = make_track(runner.landmarks())
    return track, read_scene(track, height_cm=STATURE_CM)


@cache
def events_of(runner: Runner) -> GaitEvents:
    return detect_events(*scene_of(runner))


@cache
def analysis_of(runner: Runner) -> Analysis:
    """Everything but the body mass is told."""
    return analyze_landmarks(
        landmarks := runner.landmarks(),
        source=source(landmarks),
        settings=Settings(speed_mps=runner.speed_mps, height_cm=STATURE_CM),
    )


# ---- names and geometry -----------------------------------------------------------------------------------


def _side_and_part(name: str) -> tuple[Side | None, str]:
    words = name.split("_")
    side = next((s for s in SIDES if s in words), None)
    part = next(word for word in words if word != side)
    return side, {"eye": "ear", "pinky": "wrist", "index": "wrist", "thumb": "wrist"}.get(part, part)


def _direction(forward_deg: Floats) -> Floats:
    """Unit vectors that point up, leaning forward."""
    angle = np.radians(forward_deg)
    return np.column_stack([np.sin(angle), np.cos(angle)])


def _turned(vector: tuple[float, float], pitch_deg: Floats | float) -> tuple[Floats, Floats]:
    cos, sin = np.cos(np.radians(pitch_deg)), np.sin(np.radians(pitch_deg))
    return vector[0] * cos - vector[1] * sin, vector[0] * sin + vector[1] * cos


def _leg_span(flexion_deg: Floats | float) -> Floats:
    return np.sqrt(THIGH_M**2 + SHANK_M**2 + 2 * THIGH_M * SHANK_M * np.cos(np.radians(flexion_deg)))


def _knee(hip: Floats, ankle: Floats, flexion_deg: Floats) -> Floats:
    """The knee of a leg that bends forward by this much; its lengths stretch as hip and ankle demand."""
    line = ankle - hip
    stretch = np.linalg.norm(line, axis=1) / _leg_span(flexion_deg)
    bend = np.radians(flexion_deg)
    inner = np.arctan2(SHANK_M * np.sin(bend), THIGH_M + SHANK_M * np.cos(bend))
    angle = np.arctan2(line[:, 0], -line[:, 1]) + inner
    return hip + (stretch * THIGH_M)[:, None] * np.column_stack([np.sin(angle), -np.cos(angle)])
