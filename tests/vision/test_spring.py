"""The spring-mass model against numbers worked out by hand."""

import numpy as np
import pytest

from vision.spring import dip_m, peak_force_n, rise_m


def test_a_runner_of_70_kg_as_morin_2005_has_it():
    contact, flight = np.array(0.25), np.array(0.10)
    force_n = peak_force_n(contact, flight, mass_kg=70.0)
    assert force_n == pytest.approx(70 * 9.81 * np.pi / 2 * 1.4)
    assert dip_m(contact, flight) == pytest.approx(force_n * 0.25**2 / (70 * np.pi**2) - 9.81 * 0.25**2 / 8)


def test_a_body_in_flight_falls_freely_for_half_of_it():
    assert rise_m(np.array(0.2)) == pytest.approx(0.5 * 9.81 * 0.1**2)


def test_times_that_fit_no_spring_have_no_dip():
    assert np.isnan(dip_m(np.array([0.4]), np.array([-0.3]))).all()
