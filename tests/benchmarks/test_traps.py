"""The table of traps hangs together."""

from importlib import import_module

import pytest
from threshold_words import IN_WORDS
from trap_cases import traps
from traps import GOOD, SWEPT
from truth import DATA

CASES = traps(DATA)


def test_every_case_has_a_name_of_its_own():
    names = [(case.name, case.clip) for case in CASES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("module", "name"), SWEPT)
def test_a_swept_threshold_is_the_products_and_is_told_in_words(module, name):
    assert getattr(import_module(f"vision.{module}"), name) != 0
    assert not set(IN_WORDS[name]) & set("_`|")


def test_thresholds_are_swept_on_cases_that_exist():
    names = {case.name for case in CASES}
    assert {name for of_threshold in SWEPT.values() for name in (*of_threshold, *GOOD)} <= names
