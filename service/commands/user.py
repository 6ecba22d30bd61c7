"""`midstance user`: accounts, for whoever runs the server."""

import getpass
import sys
from typing import Annotated, get_args

import typer

from service.access.audit import OPERATOR
from service.access.callers import Role
from service.access.errors import Unusable
from service.commands import checked
from service.commands.access import DatabaseOption, DataOption, opened, opened_with
from service.settings import Settings

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
        linked = access.identities.linked()
        for account in access.accounts.list():
            notes = ("(closed)" if account.disabled else "", "(linked)" if account.id in linked else "")
            print(account.id, f"{account.role:<7}", account.name, *filter(None, notes))


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


@user.command()
def link(
    name: Name,
    subject: Annotated[str, typer.Option(metavar="SUB", help="What the OpenID provider calls its holder.")],
    data: DataOption = None,
    database: DatabaseOption = None,
) -> None:
    """Let the provider of MIDSTANCE_OIDC_ISSUER log somebody in to an account."""
    settings = checked(Settings, data=data, database=database)
    issuer = _issuer(settings)
    with opened_with(settings) as access:
        account = access.accounts.find(name)
        access.identities.link(account.id, issuer, subject)
        access.audit.write(OPERATOR, "user link", f"/v1/users/{account.id}")
    print(f"{issuer} may log in to the account of {account.name} whom it calls {subject}.")


@user.command()
def unlink(name: Name, data: DataOption = None, database: DatabaseOption = None) -> None:
    """End such a link, and all sessions of the account."""
    settings = checked(Settings, data=data, database=database)
    issuer = _issuer(settings)
    with opened_with(settings) as access:
        account = access.accounts.find(name)
        if not access.identities.unlink(account.id, issuer):
            raise Unusable(
                f"The account of {account.name} is not linked; midstance user list shows which are."
            )
        access.audit.write(OPERATOR, "user unlink", f"/v1/users/{account.id}")
    print(f"{issuer} logs nobody in to the account of {account.name} any more.")


def _issuer(settings: Settings) -> str:
    if settings.oidc_issuer is None:
        raise Unusable("No provider is set up; set MIDSTANCE_OIDC_ISSUER as the server has it.")
    return settings.oidc_issuer


def _password() -> str:
    """Typed twice at a terminal, or one line of what is piped in; never an argument, which others can see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise typer.BadParameter("The two passwords differ; try again.")
    return first
