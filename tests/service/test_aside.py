"""Work aside comes back with its value, or as the problem that a client is told."""

# ruff: noqa: ARG001

import os
import signal

import pytest
from serving import is_alive, wait_until

from service.aside import Aside
from service.child import ChildRefused, ProcessLimits
from service.isolation import can_open_sockets
from service.problems import Problem
from vision import InvalidCorrection, Progress


def name_of(folder, progress: Progress) -> str:
    return next(folder.parent.iterdir()).name


def refuse(progress: Progress) -> None:
    raise InvalidCorrection("It cannot be.")


def have_no_room(progress: Progress) -> None:
    raise OSError(28, "No space left on device")


def own_id(progress: Progress) -> int:
    assert not can_open_sockets()
    return os.getpid()


def die(progress: Progress) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def aside(tmp_path):
    return Aside(tmp_path / "scratch", ProcessLimits(silence_s=60))


def test_a_value_comes_back_and_no_folder_stays(aside, tmp_path):
    with aside.folder() as folder:
        assert aside.run(name_of, folder) == folder.name
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize(("work", "status"), [(have_no_room, 507), (die, 500)])
def test_what_breaks_is_a_problem(aside, work, status):
    with pytest.raises(Problem) as raised:
        aside.run(work)
    assert raised.value.status_code == status


def test_what_cannot_be_says_why(aside):
    with pytest.raises(ChildRefused, match="It cannot be"):
        aside.run(refuse)


def test_after_the_first_work_a_process_waits_for_the_next_and_none_does_two(tmp_path, monkeypatch):
    monkeypatch.setattr("service.aside.MODULES", ("errands",))
    aside = Aside(tmp_path, ProcessLimits(silence_s=600), ready=1)
    with aside.opened():
        assert aside._spares == []
        done = [aside.run(own_id)]
        for _ in range(2):
            wait_until(lambda: aside._spares)
            waiting = aside._spares[0]._process.pid
            done.append(aside.run(own_id))
            assert done[-1] == waiting
        wait_until(lambda: aside._spares)
        last = aside._spares[0]._process.pid
    assert len({*done, last}) == 4
    assert not is_alive(last)


def test_a_process_that_died_while_it_waited_is_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr("service.aside.MODULES", ("errands",))
    aside = Aside(tmp_path, ProcessLimits(silence_s=600), ready=1)
    with aside.opened():
        aside.expect()
        wait_until(lambda: aside._spares)
        waiting = aside._spares[0]
        waiting.kill()
        wait_until(lambda: not waiting.is_there)
        assert aside.run(own_id) > 0
