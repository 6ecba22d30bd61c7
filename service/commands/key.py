"""`midstance key`: keys for programs."""

from typing import Annotated

import typer

from service.access.audit import OPERATOR
from service.access.forms import NewKey
from service.commands import checked, option_of
from service.commands.access import DatabaseOption, DataOption, opened

Name = Annotated[str, typer.Argument(help="Name of the account.")]
Label = Annotated[str, typer.Argument(help="What the key is for.")]
Id = Annotated[str, typer.Argument(help="Id of the key: midstance_ID_...")]

key = typer.Typer(no_args_is_help=True)


@key.command()
def add(
    name: Name,
    label: Label,
    scope: Annotated[str | None, option_of(NewKey, "scope")] = None,
    days: Annotated[str | None, option_of(NewKey, "days")] = None,
    data: DataOption = None,
    database: DatabaseOption = None,
) -> None:
    """Make a key for an account and print it, this once."""
    wanted = checked(NewKey, label=label, scope=scope, days=days)
    with opened(data, database) as access:
        account = access.accounts.find(name)
        made, secret = access.keys.add(account.id, label=label, scope=wanted.scope, days=wanted.days)
        access.audit.write(OPERATOR, "key add", f"/v1/keys/{made.id}")
    print(secret)


@key.command("list")
def list_keys(name: Name, data: DataOption = None, database: DatabaseOption = None) -> None:
    """List the keys of an account: id, scope, last day, last use, label."""
    with opened(data, database) as access:
        for known in access.keys.list(access.accounts.find(name).id):
            used = f"{known.used_at:%Y-%m-%d}" if known.used_at else "never     "
            print(known.id, f"{known.scope:<6}", f"{known.expires_at:%Y-%m-%d}", used, known.label)


@key.command()
def revoke(name: Name, id: Id, data: DataOption = None, database: DatabaseOption = None) -> None:
    """Revoke a key."""
    with opened(data, database) as access:
        if not access.keys.revoke(access.accounts.find(name).id, id):
            raise typer.BadParameter(f"{name} has no key {id}; midstance key list {name} shows all.")
        access.audit.write(OPERATOR, "key revoke", f"/v1/keys/{id}")
    print(f"The key {id} is revoked.")
