"""What is deployed names only what there is."""

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose

from service.blobs import Bucket
from service.cli import COMMANDS, loaded
from service.settings import Settings

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
UNITS = sorted((ROOT / "deploy").glob("*.service"))
OTHER_VARIABLES = {"NETWORKS", "SECRETS"}  # that are no settings of the server
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "midstance"}


def test_compose_is_what_the_specification_of_compose_knows():
    PyCompose.from_json(json.dumps(COMPOSE)).to_spec()
    misspelt = json.dumps(COMPOSE).replace('"restart"', '"restrat"')
    with pytest.raises(ValueError, match="restrat"):
        PyCompose.from_json(misspelt)


def test_compose_gives_every_worker_a_name_and_a_folder_of_its_own_and_all_one_database_and_store():
    commands = [service["command"] for service in OURS.values() if "command" in service]
    names = [command[command.index("--name") + 1] for command in commands]
    assert len(names) == len(set(names)) == len(OURS) - 1
    for command in commands:
        options = {option for parameter in loaded(command[0]).params for option in parameter.opts}
        assert {part for part in command if part.startswith("--")} <= options
    assert len({tuple(service["secrets"]) for service in OURS.values()}) == 1
    assert len({service["environment"]["MIDSTANCE_BLOBS"] for service in OURS.values()}) == 1
    assert len({tuple(service["volumes"]) for service in OURS.values()}) == len(OURS)


def test_compose_lets_only_the_server_be_reached_and_only_from_this_machine():
    services = COMPOSE["services"]
    open_to_others = {name for name, service in services.items() if "outside" in service["networks"]}
    assert open_to_others == {name for name, service in services.items() if "ports" in service} == {"server"}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert all(port.startswith("127.0.0.1:") for port in services["server"]["ports"])


def test_every_service_is_pinned_and_says_whether_it_is_well():
    for name, service in COMPOSE["services"].items():
        if name not in OURS:
            assert re.search(r":v?\d+\.\d+", service["image"]), name
        if "command" not in service or name not in OURS:
            assert {"test", "interval", "timeout"} <= set(service["healthcheck"]), name
    for line in re.findall(r"^FROM .*$", (ROOT / "Dockerfile").read_text(), re.M):
        assert re.match(r"FROM python:3\.11\.\d+-slim-bookworm", line)


def test_no_secret_stands_in_compose_and_those_of_one_run_are_random_and_fit_together(tmp_path):
    assert not [name for name in _variables() if re.search("PASSWORD|SECRET|KEY|DATABASE$", name)]
    (first, known), (second, _) = _secrets(tmp_path / "a"), _secrets(tmp_path / "b")
    assert not set(first.values()) & set(second.values())
    assert {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()} <= set(first)
    assert first["midstance_database"].endswith(f":{first['postgres_password']}@database/midstance")
    assert stat.S_IMODE(known.stat().st_mode) == 0o700
    assert stat.S_IMODE((known / "garage_rpc").stat().st_mode) == 0o600  # Garage insists
    key = dict(line.split("=") for line in first["garage.env"].splitlines())
    assert key["GARAGE_DEFAULT_ACCESS_KEY"] in first["aws_credentials"]
    assert key["GARAGE_DEFAULT_SECRET_KEY"] in first["aws_credentials"]


def test_the_server_finds_the_secrets_that_were_made(tmp_path, monkeypatch):
    made, folder = _secrets(tmp_path)
    settings = OURS["server"]["environment"] | {
        "MIDSTANCE_SECRETS": str(folder),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "aws_credentials"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    known = Settings()
    assert known.database_url == made["midstance_database"]
    assert known.analyses == "s3://midstance/analyses"
    key = Bucket(known.analyses)._objects.config["access_key_id"]
    assert key in made["garage.env"]


def _variables():
    """The variables of all services but those that name a file."""
    services = COMPOSE["services"].values()
    known = {name: value for service in services for name, value in service["environment"].items()}
    return {name for name, value in known.items() if not value.startswith("/run/secrets")}


def _secrets(place):
    """What `deploy/secrets.sh` makes, by name, and the folder."""
    (place / "deploy").mkdir(parents=True)
    script = shutil.copy(ROOT / "deploy" / "secrets.sh", place / "deploy")
    subprocess.run([script], check=True, env={"PATH": os.environ["PATH"]})
    again = subprocess.run([script], capture_output=True)
    assert again.returncode != 0  # what is there is not made anew
    return {file.name: file.read_text() for file in (place / "secrets").iterdir()}, place / "secrets"


def test_the_dockerfile_has_no_known_fault():
    hadolint = Path(sys.executable).with_name("hadolint")
    found = subprocess.run([hadolint, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_understands_every_unit(unit, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    installed = tmp_path / unit.name
    installed.write_text(unit.read_text().replace("/opt/midstance/bin/midstance", shutil.which("true")))
    found = subprocess.run(["systemd-analyze", "verify", installed], capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")


def test_all_wait_for_a_stop_longer_than_the_server_takes():
    limit_s = Settings.model_fields["stop_limit_s"].default
    graces = [service["stop_grace_period"] for service in OURS.values()]
    graces += [re.search(r"TimeoutStopSec=(\d+)", unit.read_text())[1] + "s" for unit in UNITS]
    assert all(int(grace.removesuffix("s")) >= limit_s + 20 for grace in graces)


@pytest.mark.parametrize(
    "path", [ROOT / "compose.yaml", ROOT / "Dockerfile", *UNITS], ids=lambda path: path.name
)
def test_every_variable_is_a_setting(path):
    named = set(re.findall(r"MIDSTANCE_([A-Z_]+)", path.read_text()))
    assert {name.lower() for name in named - OTHER_VARIABLES} <= set(Settings.model_fields)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_every_unit_runs_a_command_that_there_is(unit):
    [line] = re.findall(r"^ExecStart=(.*)$", unit.read_text(), re.M)
    program, command, *_ = shlex.split(line)
    assert (Path(program).name, command in COMMANDS) == ("midstance", True)
