"""Links that show one report to whoever has them; as long as the one who made it may see it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.access.callers import LOCAL, Caller
from service.access.owners import require_owner
from service.access.secret import digest, new_id, new_token
from service.access.uses import note
from service.analyses import UnknownAnalysis
from service.limited import AtMost
from service.tables import shares, users

MOST = AtMost(50, "links", owner="An analysis")


@dataclass(frozen=True, slots=True)
class Share:
    """What is told of a link; the link itself is told once."""

    id: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    blur_faces: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link shows."""

    analysis: str
    maker: Caller
    blur_faces: bool


class Shares:
    """The table of links."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, analysis: str, by: Caller, *, days: int, blur_faces: bool = False) -> tuple[Share, str]:
        """A new link and its token, for an analysis that the caller may see.

        Raises TooMany, UnknownAnalysis, Problem.
        """
        now, token = datetime.now(UTC), new_token()
        share = Share(new_id(), now, now + timedelta(days=days), None, blur_faces)
        row = {"id": share.id, "analysis": analysis, "maker": by.id, "hash": digest(token)}
        times = {"created_at": share.created_at, "expires_at": share.expires_at, "blur_faces": blur_faces}
        with self._engine.begin() as connection:
            connection.execute(
                delete(shares).where(shares.c.analysis == analysis, shares.c.expires_at <= now)
            )
            MOST.require_room(connection, shares.c.analysis == analysis)
            try:
                connection.execute(insert(shares).values(row | times))
            except IntegrityError as error:  # it was deleted meanwhile
                raise UnknownAnalysis from error
            require_owner(connection, by.id)
        return share, token

    def list(self, analysis: str, by: Caller, *, all: bool) -> list[Share]:
        """The caller's own links to an analysis, or those of all, the newest first."""
        told = (shares.c[name] for name in Share.__slots__)
        known = select(*told).where(shares.c.analysis == analysis, shares.c.expires_at > datetime.now(UTC))
        known = known.order_by(shares.c.created_at.desc(), shares.c.id)
        if not all:
            known = known.where(shares.c.maker == by.id)
        with self._engine.connect() as connection:
            return [Share(**row) for row in connection.execute(known).mappings()]

    def revoke(self, analysis: str, id: str, by: Caller, *, all: bool) -> bool:
        """End one of these links; False if there is none of this id."""
        this = delete(shares).where(shares.c.analysis == analysis, shares.c.id == id)
        if not all:
            this = this.where(shares.c.maker == by.id)
        with self._engine.begin() as connection:
            return connection.execute(this).rowcount == 1

    def opened(self, token: str) -> Opened | None:
        """What a link shows, and who made it; None when it, or its maker's account, is over."""
        now, hash = datetime.now(UTC), digest(token)
        valid = select(shares, users.c.role, users.c.disabled)
        valid = valid.join_from(shares, users, shares.c.maker == users.c.id, isouter=True)
        with self._engine.connect() as connection:
            row = connection.execute(valid.where(shares.c.hash == hash, shares.c.expires_at > now)).first()
        if row is None or row.disabled:
            return None
        note(self._engine, update(shares).where(shares.c.hash == hash), before=row.used_at, now=now)
        maker = LOCAL if row.role is None else Caller(row.maker, row.role)
        return Opened(row.analysis, maker, row.blur_faces)
