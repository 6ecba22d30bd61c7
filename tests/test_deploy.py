"""What is deployed names only what there is."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from service.cli import COMMANDS, loaded
from service.settings import Settings

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
UNITS = sorted((ROOT / "deploy").glob("*.service"))
OTHER_VARIABLES = {"NETWORKS"}  # that are no settings of the server
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "midstance"}


def test_compose_gives_every_worker_a_name_of_its_own_and_all_one_database_and_folder():
    commands = [service["command"] for service in OURS.values() if "command" in service]
    names = [command[command.index("--name") + 1] for command in commands]
    assert len(names) == len(set(names)) == len(OURS) - 1
    for command in commands:
        options = {option for parameter in loaded(command[0]).params for option in parameter.opts}
        assert {part for part in command if part.startswith("--")} <= options
    assert len({service["environment"]["MIDSTANCE_DATABASE"] for service in OURS.values()}) == 1
    assert {tuple(service["volumes"]) for service in OURS.values()} == {("data:/data",)}


def test_compose_opens_no_port_to_others_than_this_machine():
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


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
