"""The command `midstance`. Every error is one plain line on stderr.

Exit codes: 0 a report; 1 the machine is not ready; 2 a wrong option or an unreadable file;
3 a clip that cannot be measured, or a report that cannot be made again; 4 a report that is not the same
when it is made again; 130 interrupted.

A command is loaded when it is called: all that they need takes a second, and help should not.
"""

import signal
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

COMMANDS = {
    "analyze": "Analyse a clip and write its report.",
    "batch": "Analyse many clips; each ends in a report or a reason, in one ledger.",
    "export": "Write what a report knows as files that other tools read: OpenSim, C3D, MATLAB and others.",
    "compare": "Say what differs between two reports, and whether it is more than they can tell.",
    "repeatability": "Say how far one clip of a runner lies from the next, and beside other instruments.",
    "verify": "Make a report again from its clip, and say whether it is the same.",
    "plan": "Make a cadence plan from one report or two, where a change is warranted.",
    "log": "Add a run to the log of a plan, and say what it makes of the weeks that follow.",
    "metronome": "Write the clicks of a session as sound: one cadence, a ladder, or a session of a plan.",
    "watch": "Say what the cadence of runs was that a watch recorded, beside that of a clip.",
    "serve": "Run the HTTP server with its workers; its /openapi.json documents it.",
    "worker": "Run workers for a server, on this machine or another; or take over a dead one's jobs.",
    "user": "Make, list, close and link accounts of a server, and set their passwords.",
    "key": "Make, list and revoke keys with which programs use a server.",
    "audit": "Print who changed what on a server, and when.",
    "backup": "Write all that a server keeps into one file.",
    "restore": "Bring a server back from such a file.",
    "doctor": "Say whether this machine, or a server, can do its work, and what to do where it cannot.",
}


class Commands(TyperGroup):
    """Knows the commands by name and purpose, and loads the one that is called."""

    def __init__(self, **attributes: Any) -> None:
        known = {name: TyperCommand(name, help=purpose) for name, purpose in COMMANDS.items()}
        super().__init__(**{**attributes, "commands": known})

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        import_module("vision").share_memory()  # before what a command loads starts threads
        command = loaded(name) if command and name else command
        _heed_interrupts()
        return name, command, rest


def loaded(name: str) -> Any:
    """A command with all its options, or a group of commands."""
    command = getattr(import_module(f"service.commands.{name}"), name)
    if isinstance(command, typer.Typer):
        return typer.main.get_group(command)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name, help=COMMANDS[name])(command)
    return typer.main.get_command(alone)


app = typer.Typer(
    cls=Commands,
    help="Running-form analysis from an ordinary phone video.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line; the entry point of `midstance`."""
    signal.signal(signal.SIGTERM, _end)
    try:
        code = app(standalone_mode=False)
    except Exception as error:
        code = import_module("service.commands").complain_of(error)
        if code is None:
            raise
    sys.exit(code)


def _end(_signal: int, _frame: object) -> None:
    """Leave by the way that tidies up, as Ctrl-C does."""
    sys.exit(128 + signal.SIGTERM)


def _heed_interrupts() -> None:
    """Have Ctrl-C end waits again: polars, when it is loaded, has the system go on with them."""
    signal.signal(signal.SIGINT, signal.getsignal(signal.SIGINT))


def _version(wanted: bool) -> None:
    if wanted:
        print("midstance", version("midstance"))
        raise typer.Exit


@app.callback()
def midstance(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass
