import threading

import pytest
from sqlalchemy.exc import OperationalError

from service.chores import beside, tried


def test_whatever_goes_wrong_with_a_chore_is_told_and_gone_by(caplog):
    for error in (OperationalError("", {}, Exception()), KeyError("x"), OSError(28, "full")):
        with tried("telling webhooks"):
            raise error
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "the database does not answer; telling webhooks has to wait",
        "telling webhooks failed; it is tried again",
        "telling webhooks failed; it is tried again",
    ]


def test_what_is_done_beside_a_block_ends_with_it_and_can_begin_again():
    stopping, rounds = threading.Event(), []

    def work():
        stopping.wait()
        rounds.append(threading.current_thread())

    for _ in range(2):
        with pytest.raises(ZeroDivisionError), beside(work, stopping, name="work"):
            raise ZeroDivisionError
    assert [thread.name for thread in rounds] == ["work", "work"]
    assert not any(thread.is_alive() for thread in rounds)
