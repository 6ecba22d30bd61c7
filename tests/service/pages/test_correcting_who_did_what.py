"""Who did what is named to whoever sees it: two accounts, the runner who uploaded a clip and the coach."""

import httpx
import measured
import pytest
from club import PASSWORD, found
from playwright.sync_api import expect
from serving import PATIENCE_S, finished, upload

from service.settings import Settings


@pytest.fixture
def coached(serve, sqlite_database, tmp_path):
    """A server, and the address of an analysis of a runner that their coach has reviewed and signed."""
    with serve(measured.measure, database=sqlite_database) as client:
        club = found(client, Settings(data=tmp_path, database=sqlite_database))
        club.access.close()
        owner, coach = (_of(client, club.keys[who]) for who in ("owner", "coach"))
        with owner, coach:
            athlete = owner.post("/v1/athletes", json={"name": "Jane", "coach": club.ids["coach"]}).json()
            address = upload(owner, athlete=athlete["id"])
            assert finished(owner, address)["status"] == "done"
            contact = next(e for e in owner.get(f"{address}/report.json").json()["events"])
            moved = {"kind": "event_moved", "side": contact["side"], "event": contact["kind"]}
            moved |= {"time_s": contact["time_s"], "to_s": contact["time_s"] + 0.01}
            body, seen = {"corrections": [moved], "comment": "one frame on"}, {"If-Match": '"0"'}
            assert coach.post(f"{address}/corrections", json=body, headers=seen).status_code == 201
            flag = next(f for f in coach.get(f"{address}/flags").json() if f["state"] == "open")
            place = f"{address}/flags/{flag['id']}"
            assert coach.patch(place, json={"state": "accepted"}).status_code == 200
            assert coach.post(f"{address}/sign-off", json={"revision": 1}).status_code == 201
        yield client, address.removeprefix("/v1"), flag


def _of(client, key):
    headers = {"authorization": f"Bearer {key}"}
    return httpx.Client(base_url=client.base_url, headers=headers, timeout=PATIENCE_S)


@pytest.mark.slow
@pytest.mark.parametrize(("who", "named"), [("owner", "coach"), ("coach", "you")])
def test_what_the_coach_did_bears_their_name(coached, visit, who, named):
    client, address, flag = coached
    page = visit(client, f"{address}/review/{flag['id']}?state=all")
    page.get_by_label("Name").fill(who)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#state-of-flag")).to_contain_text(f"accepted by {named}, ")
    page.goto(f"{address}/correct?frame=10")
    page.get_by_text("Corrections so far").click()
    expect(page.locator("#made")).to_contain_text(f"{named}, ")
    expect(page.locator("#made")).to_contain_text("“one frame on”")
    page.goto(address)
    expect(page.get_by_text("Corrected by coach on ")).to_be_visible()
    page.goto(f"{address}/sheet")
    expect(page.locator("#signature")).to_contain_text("Signed off by coach on")
