import pytest
from repeatability import _found, again_head

from lab import Repeatability, Repeated
from lab.words import display_of_error
from vision import Estimate

FOUND = Estimate(0.00414, 0.00346, 0.00518, 40)
MS = display_of_error("s")


@pytest.mark.parametrize("given", [0.00346, 0.004, 0.00518])
def test_an_interval_that_holds_what_was_given_is_plain(given):
    assert _found(given, FOUND, MS) == "4.14 ms (3.46 to 5.18)"


@pytest.mark.parametrize("given", [0.00345, 0.00519])
def test_one_that_leaves_it_out_is_bold(given):
    assert _found(given, FOUND, MS) == "**4.14 ms (3.46 to 5.18)**"


def test_what_is_unknown_is_never_bold_and_says_why():
    assert _found(0.004, Estimate(None, None, None, 0, "nothing repeats it"), MS) == "nothing repeats it"


def test_the_squares_are_those_of_the_table():
    def within(sem_s):
        repeated = Repeated(*(Estimate(value, None, None, 1) for value in (sem_s, None, None)))
        return Repeatability("contact_time_s", "s", "Contact time", 0.25, 1, 1, 2, repeated, repeated)

    assert "5.0² = 3.0² + 4.0² ms above" in again_head(within(0.003), within(0.005))
