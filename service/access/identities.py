"""Which account somebody has whom an OpenID provider knows: by the provider and its name for them, alone."""

from datetime import UTC, datetime

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from service.access.accounts import Account, told
from service.access.errors import Unusable
from service.tables import identities, sessions, users

LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2


def is_subject(subject: str) -> bool:
    """Whether a provider may call somebody so."""
    return 0 < len(subject) <= LONGEST_SUBJECT and subject.isascii() and subject.isprintable()


class Identities:
    """The table of links between accounts and providers; of one provider an account has one at most."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, issuer: str, subject: str) -> Account | None:
        """The account that this is linked to, be it closed."""
        this = (identities.c.issuer == issuer, identities.c.subject == subject)
        known = select(users).where(users.c.id == identities.c.user, *this)
        with self._engine.connect() as connection:
            row = connection.execute(known).first()
        return told(row) if row else None

    def link(self, user: str, issuer: str, subject: str) -> None:
        """Let whom the provider calls so into this account from now on; raises Unusable."""
        if not is_subject(subject):
            raise Unusable(f"A subject is 1 to {LONGEST_SUBJECT} visible ASCII characters; copy it as it is.")
        row = {"issuer": issuer, "subject": subject, "user": user, "created_at": datetime.now(UTC)}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(identities).values(row))
        except IntegrityError as error:
            raise Unusable(
                "The account or the subject is linked already; midstance user unlink ends a link."
            ) from error

    def unlink(self, user: str, issuer: str) -> bool:
        """End an account's link, and its sessions; False if it had none."""
        mine = delete(identities).where(identities.c.user == user, identities.c.issuer == issuer)
        with self._engine.begin() as connection:
            was_linked = connection.execute(mine).rowcount == 1
            if was_linked:
                connection.execute(delete(sessions).where(sessions.c.user == user))
        return was_linked

    def linked(self) -> set[str]:
        """The ids of all accounts that are linked."""
        with self._engine.connect() as connection:
            return set(connection.execute(select(identities.c.user)).scalars())
