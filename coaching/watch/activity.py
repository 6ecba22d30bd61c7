"""When somebody stood, walked and ran."""

from dataclasses import dataclass

import numpy as np

from coaching.watch.recording import Bools, Floats, Recording
from coaching.watch.sports import is_running

RUNNING_SPM = 140.0
"""Of treadmill walkers told to go ever faster, 91 % began to run at this cadence, against 55 % at 2.1 m/s
(doi:10.1016/j.humov.2023.103117)."""

RUNNING_MPS = 3.0
"""Where cadence is unknown: at less, many walk part of the time (Baker, Long & Srinivasan 2025,
arXiv:2501.00720)."""

TRANSITION_MPS = 2.1
"""Where walkers begin to run: a Froude number of 0.5."""

STANDING_MPS = 0.5
"""Slower than anybody walks, faster than a standing receiver seems to."""

HALF = 0.5
"""Duty factor of a foot: with less there is a flight phase, which makes it running."""

GAP_S = 10.0
"""Records farther apart are a pause, unless most are so; convention."""


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """What each record belongs to, (n,) each; none of them where it is unknown or contradicts itself."""

    running: Bools
    walking: Bools
    standing: Bools


def activity(recording: Recording) -> Activity:
    """Told by cadence, and by duty factor where contact time is known; without cadence, of what is
    named as a run, by speed.

    A duty factor below one half makes running of a low cadence only at a speed at which walkers begin to run:
    devices that measure contact time while running show the last one on while walking.
    """
    cadence, speed = recording.cadence_spm, recording.speed_mps
    duty = recording.contact_time_s * cadence / 120
    counted, fast = cadence > 0, speed >= RUNNING_MPS
    airborne = (duty < HALF) & (speed >= TRANSITION_MPS)
    uncounted = np.isnan(cadence) & fast & is_running(recording.sport)
    running = ((cadence >= RUNNING_SPM) & ~(duty >= HALF)) | airborne | uncounted
    walking = counted & ~running & ~fast & (cadence < RUNNING_SPM)
    return Activity(running, walking, ~counted & (speed < STANDING_MPS))


def durations(time_s: Floats) -> Floats:
    """How long each record holds, (n,) seconds: until the next; before a pause, as long as most do."""
    steps = np.diff(time_s)
    usual = float(np.median(steps))
    return np.append(np.where(steps > max(GAP_S, 3 * usual), usual, steps), usual)
