import pytest

from service.revisions.alike import alike

KEPT = {"metrics": {"cadence_spm": {"value": 171.53, "why_missing": None}}, "flags": [{"frame": 4}]}


def changed(value):
    return {"metrics": {"cadence_spm": {"value": value, "why_missing": None}}, "flags": [{"frame": 4}]}


@pytest.mark.parametrize("value", [171.53, 171.53 * (1 + 1e-14)])
def test_rounding_makes_no_difference(value):
    assert alike(KEPT, changed(value))


@pytest.mark.parametrize(
    "other", [changed(171.5301), changed(None), changed("171.53"), KEPT | {"flags": []}, {"flags": []}]
)
def test_all_else_does(other):
    assert not alike(KEPT, other)


def test_what_a_later_version_tells_besides_does_not():
    assert alike(KEPT, KEPT | {"curves": []})
