"""The parts of one server that know who may do what."""

from datetime import timedelta
from typing import Annotated

import anyio
from sqlalchemy import Engine
from starlette.types import Scope

from service.access.accounts import Accounts
from service.access.athletes import Athletes
from service.access.audit import Audit
from service.access.identities import Identities
from service.access.keys import Keys
from service.access.sessions import Sessions
from service.access.shares import Shares
from service.access.throttle import Throttle
from service.parts import part
from service.settings import Settings

HASHING = 2  # passwords at a time, of 64 MiB each


class Access:
    """The tables of access, and what is kept of logins while the server runs."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine = engine
        self.accounts, self.keys, self.identities = Accounts(engine), Keys(engine), Identities(engine)
        self.athletes, self.shares, self.audit = Athletes(engine), Shares(engine), Audit(engine)
        idle, oldest = timedelta(hours=settings.session_idle_h), timedelta(days=settings.session_days)
        self.sessions = Sessions(engine, idle=idle, oldest=oldest)
        self.session_s = int(oldest.total_seconds())
        self.throttle = Throttle()
        self.hashing = anyio.CapacityLimiter(HASHING)
        self._is_local, self._tls = settings.is_local, settings.tls

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def is_free(self) -> bool:
        """Whether whoever reaches the server may do all: it is this machine's alone and has no accounts."""
        return self._is_local and not self.accounts.exist()

    def is_secure(self, scope: Scope) -> bool:
        """Whether the browser came by TLS, so that its cookie can be kept to it."""
        return self._tls or scope["scheme"] == "https"


def cookie_name(secure: bool) -> str:
    """A browser lets no other host and no page without TLS set a cookie whose name begins with __Host-."""
    return "__Host-midstance" if secure else "midstance"


AccessDep = Annotated[Access, part(Access)]
