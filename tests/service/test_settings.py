import pytest
from pydantic import ValidationError

from service.settings import NoSecrets, Settings


def test_the_default_server_is_for_this_machine_only():
    assert Settings().host == "127.0.0.1"
    assert Settings().is_local


def test_settings_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("MIDSTANCE_DATA", str(tmp_path))
    monkeypatch.setenv("MIDSTANCE_WORKERS", "3")
    assert Settings().data == tmp_path
    assert Settings(workers=2).workers == 2
    assert Settings().workers == 3


def test_a_setting_may_lie_in_a_file_and_a_variable_goes_before_it(monkeypatch, tmp_path):
    (tmp_path / "midstance_database").write_text("postgresql://club\n")
    monkeypatch.setenv("MIDSTANCE_SECRETS", str(tmp_path))
    assert Settings().database == "postgresql://club"
    monkeypatch.setenv("MIDSTANCE_DATABASE", "postgresql://other")
    assert Settings().database == "postgresql://other"


def test_a_secret_in_a_file_is_not_printed(monkeypatch, tmp_path):
    (tmp_path / "midstance_oidc_client_secret").write_text("s3cret\n")
    monkeypatch.setenv("MIDSTANCE_SECRETS", str(tmp_path))
    assert Settings().oidc_client_secret.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(Settings())


def test_a_folder_of_secrets_that_is_not_there_is_no_reason_to_go_on_without_them(monkeypatch, tmp_path):
    monkeypatch.setenv("MIDSTANCE_SECRETS", str(tmp_path / "nowhere"))
    with pytest.raises(NoSecrets, match="is no folder"):
        Settings()


@pytest.mark.parametrize("setting", [{"port": 70000}, {"workers": 0}, {"upload_limit_mib": 0}])
def test_settings_that_make_no_sense_are_refused(setting):
    with pytest.raises(ValidationError):
        Settings(**setting)
