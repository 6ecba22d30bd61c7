import pytest
from pydantic import ValidationError

from service.settings import Settings


def test_the_default_server_is_for_this_machine_only():
    assert Settings().host == "127.0.0.1"
    assert Settings().is_local


def test_settings_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("MIDSTANCE_DATA", str(tmp_path))
    monkeypatch.setenv("MIDSTANCE_WORKERS", "3")
    assert Settings().data == tmp_path
    assert Settings(workers=2).workers == 2
    assert Settings().workers == 3


@pytest.mark.parametrize("setting", [{"port": 70000}, {"workers": 0}, {"upload_limit_mib": 0}])
def test_settings_that_make_no_sense_are_refused(setting):
    with pytest.raises(ValidationError):
        Settings(**setting)
