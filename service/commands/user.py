"""`midstance user`: accounts, for whoever runs the server."""

import getpass
import sys
from typing import Annotated, get_args

import typer

from service.access.audit import OPERATOR
from service.access.callers import Role
from service.commands.access import DatabaseOption, DataOption, opened

Name = Annotated[str, typer.Argument(help="Name of the account.")]
RoleOption = Annotated[str, typer.Option(metavar="|".join(get_args(Role)), help="What they may do.")]

user = typer.Typer(no_args_is_help=True)


@user.command()
def add(name: Name, role: RoleOption, data: DataOption = None, database: DatabaseOption = None) -> None:
    """Make an account; its password is asked for, or read from the standard input."""
    if role not in get_args(Role):
        raise typer.BadParameter(f"--role must be runner, coach or admin, not {role}.")
    with opened(data, database) as access:
        account = access.accounts.add(name, role, _password())  # type: ignore[arg-type]
        access.audit.write(OPERATOR, "user add", f"/v1/users/{account.id}")
    print(f"{account.name} has an account now, as {account.role}.")


@user.command("list")
def list_users(data: DataOption = None, database: DatabaseOption = None) -> None:
    """List the accounts: id, role, name."""
    with opened(data, database) as access:
        for account in access.accounts.list():
            print(account.id, f"{account.role:<7}", account.name, "(closed)" if account.disabled else "")


@user.command()
def disable(name: Name, data: DataOption = None, database: DatabaseOption = None) -> None:
    """Close an account: its sessions end, its keys and links show nothing."""
    _change(name, "user disable", data, database, disabled=True)


@user.command()
def enable(name: Name, data: DataOption = None, database: DatabaseOption = None) -> None:
    """Open an account again."""
    _change(name, "user enable", data, database, disabled=False)


def _change(name: str, what: str, data: str | None, database: str | None, *, disabled: bool) -> None:
    with opened(data, database) as access:
        account = access.accounts.find(name)
        access.accounts.change(account.id, disabled=disabled)
        access.audit.write(OPERATOR, what, f"/v1/users/{account.id}")
    print(f"The account of {account.name} is {'closed' if disabled else 'open'}.")


@user.command()
def password(name: Name, data: DataOption = None, database: DatabaseOption = None) -> None:
    """Set a password anew; it is asked for, or read from the standard input. Ends all sessions."""
    with opened(data, database) as access:
        account = access.accounts.find(name)
        access.accounts.set_password(account.id, _password())
        access.audit.write(OPERATOR, "user password", f"/v1/users/{account.id}")
    print(f"The password of {account.name} is changed.")


def _password() -> str:
    """Typed twice at a terminal, or one line of what is piped in; never an argument, which others can see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise typer.BadParameter("The two passwords differ; try again.")
    return first
