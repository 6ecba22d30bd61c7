import pytest
from fastapi import FastAPI

from service.app import create_app
from service.parts import Parts, give, parts_of
from service.settings import Settings


def test_a_part_is_found_by_its_kind():
    app = FastAPI()
    give(app, Parts("one", 2))
    assert (parts_of(app)[str], parts_of(app)[int]) == ("one", 2)
    with pytest.raises(KeyError):
        parts_of(app)[float]


def test_two_servers_in_one_process_have_their_own_parts(tmp_path):
    folders = (tmp_path / "a", tmp_path / "b")
    apps = [create_app(Settings(data=folder)) for folder in folders]
    assert tuple(parts_of(app)[Settings].data for app in apps) == folders
