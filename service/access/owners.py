"""Things without an account's name on them: there are none any more from the first account on."""

from sqlalchemy import Connection, select, text

from service import problems
from service.access.callers import LOCAL
from service.tables import users


def are_any(connection: Connection) -> bool:
    """Whether anybody has an account."""
    return connection.execute(select(users.c.id).limit(1)).first() is not None


def require_owner(connection: Connection, owner: str) -> None:
    """Raises Problem where a thing would belong to whoever sits at the machine, and there are accounts now.

    For the transaction that makes the thing, once it has changed something: then SQLite has nobody else make
    an account before it ends. The request may have come in before the first account was made.
    """
    if owner == LOCAL.id and connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE users IN SHARE MODE"))
    require_still(connection, owner)


def require_still(connection: Connection, owner: str) -> None:
    """Raises Problem where the owner was whoever sits at the machine, and has to say now who they are."""
    if owner == LOCAL.id and are_any(connection):
        raise problems.unauthorized()
