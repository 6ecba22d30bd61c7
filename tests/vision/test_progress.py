"""Progress that tells enough and not too much."""

import pytest

from vision.progress import counted, never_back, silent


def told(count: int, total: int) -> tuple[list[int], list[tuple[str, float]]]:
    calls: list[tuple[str, float]] = []
    items = list(counted(range(count), total, "landmarks", lambda stage, share: calls.append((stage, share))))
    return items, calls


@pytest.mark.parametrize("total", [1, 7, 480, 5000])
def test_the_items_come_through_and_shares_rise_from_nothing_to_all(total):
    items, calls = told(total, total)
    assert items == list(range(total))
    shares = [share for _, share in calls]
    assert {stage for stage, _ in calls} == {"landmarks"}
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert shares == sorted(shares)


def test_a_long_clip_is_told_about_a_hundred_times():
    _, calls = told(36000, 36000)
    assert 100 <= len(calls) <= 103


def test_more_items_than_announced_are_never_more_than_all():
    items, calls = told(150, 100)
    assert len(items) == 150
    assert max(share for _, share in calls) == 1.0


@pytest.mark.parametrize("count, total", [(0, 0), (0, 100), (40, 100)])
def test_fewer_items_than_announced_still_end_with_all(count, total):
    assert told(count, total)[1][-1] == ("landmarks", 1.0)


def test_items_are_taken_one_at_a_time():
    taken = []
    stream = counted((taken.append(i) or i for i in range(10)), 10, "x", silent)
    next(stream)
    assert taken == [0]


def test_work_that_begins_again_does_not_go_back():
    calls: list[tuple[str, float]] = []
    tell = never_back(lambda stage, share: calls.append((stage, share)))
    for stage, share in (("find", 0.0), ("find", 1.0), ("landmarks", 0.4), ("find", 0.0), ("landmarks", 0.0)):
        tell(stage, share)
    tell("landmarks", 0.6)
    assert calls == [("find", 0.0), ("find", 1.0), ("landmarks", 0.4), ("landmarks", 0.6)]
