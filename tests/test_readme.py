"""The README is what CI runs and what is there."""

import re
import tomllib
from importlib import import_module
from inspect import signature
from pathlib import Path

from service.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.S) for line in block.splitlines()]


def test_ci_runs_the_commands_of_the_readme_as_they_stand():
    install = [line for line in COMMANDS if "pip install" in line]
    assert len(install) == 2
    assert [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line in install] == install


def test_every_option_that_is_named_exists():
    options = {f"--{name.replace('_', '-')}" for name in _parameters("analyze")}
    named = set(re.findall(r"--[a-z]+-[a-z]+|--(?:pace|engine|out)\b", README)) - {"--no-deps"}
    assert named
    assert named <= options


def test_every_setting_of_the_server_is_named():
    pages = README + "".join(page.read_text() for page in (ROOT / "docs").glob("*.md"))
    named = {name.removeprefix("MIDSTANCE_").lower() for name in re.findall(r"MIDSTANCE_\w+", pages)}
    assert named == {*Settings.model_fields, "secrets"}  # where settings lie as files


def test_the_entry_point_is_the_command_line():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["scripts"] == {"midstance": "service.cli:main"}


def _parameters(command):
    return signature(getattr(import_module(f"service.commands.{command}"), command)).parameters
