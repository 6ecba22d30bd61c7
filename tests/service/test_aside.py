"""Work aside comes back with its value, or as the problem that a client is told."""

# ruff: noqa: ARG001

import os
import signal

import pytest

from service.aside import Aside
from service.child import ChildRefused, Limits
from service.problems import Problem
from vision import InvalidCorrection, Progress


def name_of(folder, progress: Progress) -> str:
    return next(folder.parent.iterdir()).name


def refuse(progress: Progress) -> None:
    raise InvalidCorrection("It cannot be.")


def have_no_room(progress: Progress) -> None:
    raise OSError(28, "No space left on device")


def die(progress: Progress) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def aside(tmp_path):
    return Aside(tmp_path / "scratch", Limits(silence_s=60))


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
