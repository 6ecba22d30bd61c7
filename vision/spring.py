"""The runner as a mass on a spring: the sine-wave model of Morin et al. 2005, on level ground."""

import numpy as np

from vision.datatypes import Floats

GRAVITY_M_S2 = 9.81


def peak_force_n(contact_s: Floats, flight_s: Floats, *, mass_kg: float) -> Floats:
    """Largest vertical force of a stance, same shape."""
    force: Floats = mass_kg * GRAVITY_M_S2 * np.pi / 2 * (flight_s / contact_s + 1)
    return force


def dip_m(contact_s: Floats, flight_s: Floats) -> Floats:
    """How far the centre of mass sinks in stance, same shape; NaN where the times fit no spring."""
    dip = GRAVITY_M_S2 * (contact_s * (contact_s + flight_s) / (2 * np.pi) - contact_s**2 / 8)
    return np.where(dip > 0, dip, np.nan)


def rise_m(flight_s: Floats) -> Floats:
    """How far it rises in flight, same shape."""
    rise: Floats = GRAVITY_M_S2 * flight_s**2 / 8
    return rise
