"""A club whose people ask a server what was made up, and what there is for them to ask about."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Engine

from service.access.callers import LOCAL, Caller
from service.access.parts import Access, cookie_name
from service.access.secret import csrf_token
from service.analyses import Analyses
from service.database import connect, disposing
from service.models import AnalysisSettings, Record
from service.problems import Problem
from service.settings import Settings
from service.uploads.ledger import Ledger

NOBODY = "nobody"
ROLES = ("runner", "coach", "admin")
PASSWORD = "correct horse battery"
ANALYSIS = "0198f3a1b2c3d4e5f60718293a4b5c6d"


@dataclass(frozen=True, slots=True)
class Asking:
    """What one of them shows, and the ids of what there is, by the first part of its address."""

    headers: Mapping[str, str]
    known: Mapping[str, str]


@dataclass
class Club:
    """Without accounts whoever sits at the machine; else a runner, their coach and an admin."""

    settings: Settings
    accounts: bool
    people: list[str] = field(init=False)
    _engine: Engine = field(init=False)
    _access: Access = field(init=False)
    _analyses: Analyses = field(init=False)
    _ids: dict[str, str] = field(init=False)
    _uploads: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        by = ("key", "browser")
        self.people = [f"{role}, {how}" for role in ROLES for how in by] if self.accounts else [NOBODY]

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Have accounts and tables; a server may work with them meanwhile."""
        self._engine = connect(self.settings.database_url)
        with disposing(self._engine):
            self._access, self._analyses = Access(self._engine, self.settings), Analyses(self._engine)
            self._ids, self._uploads = {}, {}
            if self.accounts:
                for role in reversed(ROLES):  # the first account must be an admin's
                    self._ids[role] = self._access.accounts.add(role, role, PASSWORD).id
                self._ids["spare"] = self._access.accounts.add("spare", "runner", PASSWORD).id
            yield

    def admin_headers(self) -> Mapping[str, str]:
        """What shows an admin, where there are accounts."""
        return _bearing(self._key("admin")[1]) if self.accounts else {}

    def asking(self, who: str) -> Asking:
        """What one of them may show and ask about now, made anew where it was taken away."""
        role, _, how = who.partition(", ")
        owner = Caller(self._ids.get("runner", LOCAL.id), "runner")
        known = {"uploads": self._upload(self._ids.get(role, LOCAL.id))}
        if not self.accounts:
            return Asking({}, known | {"analyses": self._analysis(owner, None)})
        athlete = self._athlete(owner)
        id, secret = self._key(role)
        known |= {"analyses": self._analysis(owner, athlete), "athletes": athlete}
        known |= {"users": self._ids["spare"], "keys": id}
        return Asking(_bearing(secret) if how == "key" else self._logged_in(role), known)

    def _analysis(self, owner: Caller, athlete: str | None) -> str:
        """One that is over."""
        if ANALYSIS not in self._analyses.ids():
            known = {"id": ANALYSIS, "owner": owner.id, "athlete": athlete, "status": "failed"}
            about = {"file_name": "a.mp4", "settings": AnalysisSettings(), "created_at": datetime.now(UTC)}
            with self._engine.begin() as connection:
                self._analyses.add(connection, Record(**known, **about), f"{ANALYSIS}-job")
        return ANALYSIS

    def _athlete(self, owner: Caller) -> str:
        mine = [known for known in self._access.athletes.list(owner) if known.name == "Jane"]
        if mine:
            return mine[0].id
        return self._access.athletes.add(owner, name="Jane", user=None, coach=self._ids["coach"]).id

    def _upload(self, owner: str) -> str:
        ledger = Ledger(self._engine, keep_s=3600)
        if owner in self._uploads:
            with suppress(Problem):
                return ledger.read(self._uploads[owner], owner).id
        self._uploads[owner] = ledger.create(owner, length=9, metadata="", file_name="a.mp4").id
        return self._uploads[owner]

    def _key(self, role: str) -> tuple[str, str]:
        """Id and secret of a new key, in place of those before."""
        keys, user = self._access.keys, self._ids[role]
        for key in keys.list(user):
            keys.revoke(user, key.id)
        key, secret = keys.add(user, label="a", scope="manage", days=1)
        return key.id, secret

    def _logged_in(self, role: str) -> Mapping[str, str]:
        token = self._access.sessions.begin(self._ids[role])
        return {"Cookie": f"{cookie_name(False)}={token}", "X-CSRF-Token": csrf_token(token)}


def _bearing(secret: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {secret}"}
