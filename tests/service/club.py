"""A club on a server: people of every role with a key each, and what one of them, the owner, has."""

from dataclasses import dataclass

import httpx
from serving import CLIP, finished, upload

from service.access.callers import Caller
from service.access.parts import Access
from service.database import connect
from service.plans import examples
from service.plans.rows import Plans
from service.settings import Settings
from service.webhooks.endpoints import Webhooks

PASSWORD = "correct horse battery"
ROLES = {
    "admin": "admin",
    "owner": "runner",
    "coach": "coach",  # of the owner
    "runner": "runner",
    "rival": "coach",
}
ATHLETE = "Jane Secret"
BATCH = "Secret races"


@dataclass
class Club:
    client: httpx.Client
    access: Access
    webhooks: Webhooks
    plans: Plans
    ids: dict[str, str]
    keys: dict[str, str]

    def ask(self, who: str, method: str, path: str, **request: object) -> httpx.Response:
        headers = {"Tus-Resumable": "1.0.0", **request.pop("headers", {})}
        if who in self.keys:
            headers["Authorization"] = f"Bearer {self.keys[who]}"
        return self.client.request(method, path, headers=headers, **request)

    def belongings(self) -> dict[str, str]:
        """What the owner has: an analysis of a batch, athlete and link, key, upload, webhook and plan."""
        owner_only = Caller(self.ids["owner"], "runner")
        webhook = self.webhooks.add(owner_only, "https://a.example/").id
        athlete = {"name": ATHLETE, "coach": self.ids["coach"]}
        id = self.ask("owner", "POST", "/v1/athletes", json=athlete).json()["id"]
        with httpx.Client(
            base_url=self.client.base_url,
            headers={"authorization": f"Bearer {self.keys['owner']}"},
            timeout=60,
        ) as owner:
            batches = [
                owner.post("/v1/batches", json={"name": BATCH, "athlete": id}).json()["id"] for _ in range(2)
            ]
            analysis = upload(owner, rear=CLIP.read_bytes(), batch=batches[0])
            assert finished(owner, analysis)["status"] == "done"
        plan = self.plans.add(examples.BASELINE, examples.SETTINGS, id, owner_only).id
        share = self.ask("owner", "POST", f"{analysis}/shares", json={}).json()
        begun = self.ask("owner", "POST", "/v1/uploads", headers={"Upload-Length": "9"})
        key = self.ask("owner", "POST", "/v1/keys", json={"label": "spare"}).json()
        return {
            "analysis": analysis.rpartition("/")[2],
            "athlete": id,
            "batch": batches[0],
            "other_batch": batches[1],
            "share": share["id"],
            "upload": begun.headers["location"].rpartition("/")[2],
            "link": share["url"].rpartition("/")[2],
            "key": key["id"],
            "webhook": webhook,
            "plan": plan,
            "delivery": self.webhooks.deliveries(webhook, owner_only, limit=1)[0].id,
        }


def found(client: httpx.Client, settings: Settings) -> Club:
    """The club, with keys of the owner that read or write only, and one that nobody made."""
    engine = connect(settings.database_url)
    access = Access(engine, settings)
    ids = {name: access.accounts.add(name, role, PASSWORD).id for name, role in ROLES.items()}
    keys = {name: _key(access, id, "manage") for name, id in ids.items()}
    keys |= {name: _key(access, ids["owner"], name) for name in ("read", "write")}
    return Club(
        client,
        access,
        Webhooks(engine),
        Plans(engine),
        ids,
        keys | {"forger": "midstance_000000000000_" + "x" * 43},
    )


def _key(access: Access, user: str, scope: str) -> str:
    return access.keys.add(user, label="test", scope=scope, days=1)[1]
