"""Several things at a time, in order."""

import threading
import time

import pytest

from vision.side_by_side import WORKERS, side_by_side


def test_results_come_in_order_whatever_is_done_first():
    def work(number):
        time.sleep(0.02 if number % 2 == 0 else 0)
        return number * number

    assert list(side_by_side(work, range(9))) == [n * n for n in range(9)]


def test_several_are_worked_on_at_once():
    together = threading.Barrier(WORKERS, timeout=10)
    assert list(side_by_side(lambda _: together.wait() >= 0, range(2 * WORKERS))) == [True] * 2 * WORKERS


def test_few_items_are_taken_ahead():
    taken = []

    def items():
        for number in range(50):
            taken.append(number)
            yield number

    for done, _ in enumerate(side_by_side(lambda number: number, items())):
        assert len(taken) <= done + WORKERS + 1


def test_an_error_in_the_work_or_the_items_comes_out():
    with pytest.raises(ZeroDivisionError):
        list(side_by_side(lambda number: 1 / number, range(3)))

    def items():
        yield 1
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        list(side_by_side(lambda number: number, items()))


def test_nothing_gives_nothing():
    assert list(side_by_side(str, [])) == []
