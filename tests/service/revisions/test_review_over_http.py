"""Review over HTTP, on either database: flags, corrections, revisions, undo, signing off, and who may."""

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import admitting
import measured
import pytest
from databases import SLOW_POSTGRESQL
from serving import finished, serving, upload

from service.access.callers import Caller
from service.aside import Aside
from service.problems import Problem
from service.revisions.asking import editable

CONTACT = {"kind": "event_moved", "side": "left", "event": "initial_contact"}
DISMISSED = {"corrections": [{"kind": "flag_dismissed", "flag": "x"}]}


@pytest.fixture(scope="module", params=["sqlite", SLOW_POSTGRESQL])
def server(request, tmp_path_factory):
    """A client of a server on either database, and its data."""
    data = tmp_path_factory.mktemp("data")
    known = {"database": request.getfixturevalue("postgres").new_database()}
    with serving(data, measured.measure, **(known if request.param == "postgresql" else {})) as client:
        yield client, data


@pytest.fixture
def reviewed(server):
    """A client, the address of an analysis that was really measured, and its report, anew if deleted."""
    client, _ = server
    kept = client.get("/v1/analyses").json()
    address = f"/v1/analyses/{kept[0]['id']}" if kept else upload(client)
    assert finished(client, address)["status"] == "done"
    return client, address, client.get(f"{address}/report.json").json()


def contacts(report, side="left"):
    found = [e for e in report["events"] if e["kind"] == "initial_contact" and e["side"] == side]
    return [event["time_s"] for event in found]


def moved(report, number, by_s):
    at_s = contacts(report)[number]
    return CONTACT | {"time_s": at_s, "to_s": at_s + by_s}


def evidence(report):
    """The numbers of the frames that show contact times."""
    return {each["frame"] for each in report["metrics"]["contact_time_s"]["evidence"]}


def newest(client, address):
    return int(client.get(f"{address}/corrections").headers["etag"].strip('"'))


def correct(client, address, *corrections, seen=None, **more):
    seen = newest(client, address) if seen is None else seen
    return client.post(
        f"{address}/corrections",
        json={"corrections": corrections, **more},
        headers={"If-Match": f'"{seen}"'},
    )


def test_a_contact_is_corrected_compared_signed_off_and_undone(reviewed):
    client, address, first = reviewed
    original, before = client.get(f"{address}/report.json").content, newest(client, address)
    assert client.get(f"{address}/sign-off").status_code == 404
    link = client.post(f"{address}/shares", json={}).json()["url"]
    assert client.get(link).content == client.get(f"{address}/report.html").content
    answer = correct(client, address, moved(first, 2, 0.020), comment="two frames later")
    assert answer.status_code == 201, answer.text
    number = answer.json()["number"]
    assert (number, answer.headers["etag"]) == (before + 1, f'"{before + 1}"')
    location = answer.headers["location"]
    assert client.get(location).json() == answer.json()

    revised = client.get(f"{location}/report.json").json()
    assert contacts(revised)[2] == pytest.approx(contacts(first)[2] + 0.020, abs=1e-12)
    assert revised["provenance"]["revision"]["number"] == number
    page = client.get(f"{location}/report.html").content
    assert b"Corrected by hand" in page
    assert client.get(link).content == page  # nothing is signed off: the newest
    shown, new = evidence(first), evidence(revised) - evidence(first)
    assert new and shown & evidence(revised)
    for frame in new:
        picture = client.get(f"{location}/frames/{frame}.jpg")
        assert (picture.status_code, picture.content[:2]) == (200, b"\xff\xd8")
    assert client.get(f"{location}/frames/999999.jpg").status_code == 404
    assert client.get(f"{address}/revisions/99/frames/{min(new)}.jpg").status_code == 404
    assert client.get(f"{address}/report.json").content == original

    change = client.get(f"{location}/changes").json()["metrics"]["contact_time_s"]
    told = [report["metrics"]["contact_time_s"]["value"] for report in (first, revised)]
    assert [change["before"], change["after"]] == told

    signed = client.post(f"{address}/sign-off", json={"revision": number, "words": "Shorter steps."})
    assert (signed.status_code, signed.json()["out_of_date"]) == (201, False)
    assert client.post(f"{address}/sign-off", json={"revision": before}).status_code == 412

    made = answer.json()["corrections"][-1]
    undone = client.delete(f"{address}/corrections/{made}", headers={"If-Match": f'"{number}"'})
    assert undone.status_code == 200, undone.text
    assert client.get(f"{address}/revisions/{number + 1}/report.json").content == original
    assert client.get(f"{location}/report.json").json() == revised
    assert client.get(f"{address}/revisions/{number + 1}/changes?since={number}").json()["metrics"]
    history = client.get(f"{address}/corrections").json()[-1]
    assert (history["made_in"], history["undone_in"]) == (number, number + 1)
    assert history["comment"] == "two frames later"
    assert client.get(f"{address}/sign-off").json()["out_of_date"] is True
    assert client.get(link).content == page  # the one that was signed off
    signed = client.post(f"{address}/sign-off", json={"revision": number + 1})
    assert client.get(link).content == client.get(f"{address}/report.html").content
    assert [each["number"] for each in client.get(f"{address}/revisions").json()][-2:] == [number, number + 1]


def test_pictures_are_drawn_when_asked_for_and_never_with_other_numbers(reviewed, server):
    client, address, first = reviewed
    answer = correct(client, address, moved(first, 3, 0.015))
    location, undo = answer.headers["location"], f"{address}/corrections/{answer.json()['corrections'][-1]}"
    (report,) = server[1].glob(f"analyses/*/revisions/{answer.json()['number']}-*/report.json")
    assert {path.name for path in report.parent.rglob("*")} == {"report.json", "report.html"}
    frames = sorted(evidence(client.get(f"{location}/report.json").json()))[:3]
    with ThreadPoolExecutor(4) as pool:
        paths = [f"frames/{frame}.jpg" for frame in frames] + ["report.html"]
        drawn = list(pool.map(lambda path: client.get(f"{location}/{path}"), paths))
    assert [each.status_code for each in drawn] == [200] * len(paths)
    assert (
        "data:image/jpeg" in drawn[-1].text
        and "data:image/jpeg" not in report.with_suffix(".html").read_text()
    )
    again = client.get(f"{location}/{paths[0]}", headers={"If-None-Match": drawn[0].headers["etag"]})
    assert again.status_code == 304

    shutil.rmtree(report.parent / "drawn")
    said = json.loads(report.read_text())
    said["metrics"]["cadence_spm"]["value"] += 0.001
    report.write_text(json.dumps(said))
    refused = client.get(f"{location}/{paths[0]}")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:midstance:problem:of-another-version")
    plain = client.get(f"{location}/report.html")
    assert plain.status_code == 200 and "data:image/jpeg" not in plain.text
    assert not (report.parent / "drawn").exists()
    seen = {"If-Match": f'"{answer.json()["number"]}"'}
    assert client.delete(undo, headers=seen).status_code == 200


def test_a_picture_that_the_report_does_not_name_is_not_looked_for_in_the_clip(reviewed, monkeypatch):
    client, address, first = reviewed
    answer = correct(client, address, moved(first, 3, 0.015))
    location, undo = answer.headers["location"], f"{address}/corrections/{answer.json()['corrections'][-1]}"
    monkeypatch.setattr(Aside, "run", lambda *_: pytest.fail("measured again"))
    for name in ("frames/999999", "frames/near_nothing", "rear_frames/000001"):
        refused = client.get(f"{location}/{name}.jpg")
        assert (refused.status_code, refused.json()["type"]) == (404, "urn:midstance:problem:unknown-frame")
    monkeypatch.undo()
    seen = {"If-Match": f'"{answer.json()["number"]}"'}
    assert client.delete(undo, headers=seen).status_code == 200


def test_time_base_and_direction_are_corrected(reviewed):
    client, address, first = reviewed
    backwards = correct(client, address, {"kind": "facts_corrected", "direction": "left"})
    assert (backwards.status_code, "backwards" in backwards.json()["detail"]) == (422, True)
    rate = {"kind": "facts_corrected", "capture_fps": 66.0, "direction": "right"}
    answer = correct(client, address, rate)
    assert answer.status_code == 201, answer.text
    revised = client.get(f"{answer.headers['location']}/report.json").json()
    before, after = (each["metrics"]["cadence_spm"]["value"] for each in (first, revised))
    assert after == pytest.approx(1.1 * before, rel=0.01)
    assert (revised["source"]["capture_fps"], revised["quality"]["direction"]) == (66.0, "right")
    undo = f"{address}/corrections/{answer.json()['corrections'][-1]}"
    assert client.delete(undo, headers={"If-Match": f'"{answer.json()["number"]}"'}).status_code == 200


def test_a_correction_takes_the_place_of_another_in_one_revision(reviewed):
    client, address, first = reviewed
    made = correct(client, address, moved(first, 2, 0.010)).json()
    again = moved(first, 2, 0.020)
    assert correct(client, address, again).status_code == 422
    before = made["corrections"][-1]
    instead = correct(client, address, again, replaces={before: 0})
    assert (instead.status_code, instead.json()["number"]) == (201, made["number"] + 1)
    held = [each for each in client.get(f"{address}/corrections").json() if each["undone_in"] is None]
    assert [each["correction"]["to_s"] for each in held] == [again["to_s"]]
    gone = correct(client, address, again, replaces={before: 0})
    assert (gone.status_code, gone.json()["type"]) == (404, "urn:midstance:problem:unknown-correction")
    assert correct(client, address).status_code == 422
    now = instead.json()["corrections"][-1]
    nowhere = correct(client, address, again, replaces={now: 1})
    assert (nowhere.status_code, nowhere.json()["type"]) == (422, "urn:midstance:problem:invalid-request")
    assert correct(client, address, replaces={now: None}).status_code == 201
    assert client.get(f"{address}/revisions/{newest(client, address)}").json()["corrections"] == []


def test_undoing_what_took_the_place_of_a_correction_brings_that_one_back(reviewed):
    client, address, first = reviewed
    one, other = (correct(client, address, moved(first, n, 0.010)).json() for n in (2, 3))
    ids = [one["corrections"][-1], other["corrections"][-1]]
    again = [moved(first, n, 0.020) for n in (2, 3)]
    both = correct(client, address, *again, replaces={ids[0]: 0, ids[1]: 1}).json()
    undone = client.delete(
        f"{address}/corrections/{both['corrections'][0]}", headers={"If-Match": f'"{both["number"]}"'}
    ).json()
    assert undone["corrections"] == [ids[0], both["corrections"][1]]
    report = client.get(f"{address}/revisions/{undone['number']}/report.json").json()
    told = [contacts(report)[n] - contacts(first)[n] for n in (2, 3)]
    assert told == [pytest.approx(0.010), pytest.approx(0.020)]
    listed = {each["id"]: each for each in client.get(f"{address}/corrections").json()}
    assert listed[ids[0]]["away"] == [[both["number"], undone["number"]]]
    assert (listed[ids[0]]["undone_in"], listed[ids[0]]["replaced_by"]) == (None, None)
    assert listed[ids[1]]["replaced_by"] == both["corrections"][1]
    kept = client.get(f"{address}/revisions/{both['number']}").json()
    assert kept == both  # what was is not told anew
    last = correct(client, address, undoes=[ids[0], both["corrections"][1]])
    assert (last.status_code, last.json()["corrections"]) == (201, [ids[1]])
    assert correct(client, address, undoes=[ids[1]]).json()["corrections"] == []
    twice = correct(client, address, undoes=[ids[1]])
    assert twice.json()["type"] == "urn:midstance:problem:unknown-correction"


def test_what_cannot_be_is_refused_and_leaves_nothing(reviewed, server):
    client, address, first = reviewed
    before = sorted(server[1].rglob("revisions/*")), newest(client, address)
    problem = correct(client, address, moved(first, 2, 0.5))
    assert problem.status_code == 422
    assert problem.json()["type"] == "urn:midstance:problem:impossible-correction"
    assert "which nobody runs" in problem.json()["detail"]
    unknown = correct(client, address, {"kind": "wish", "time_s": 1})
    assert (unknown.status_code, unknown.json()["type"]) == (422, "urn:midstance:problem:invalid-request")
    assert client.get(f"{address}/revisions/99/report.json").status_code == 404
    assert (sorted(server[1].rglob("revisions/*")), newest(client, address)) == before


def test_of_two_coaches_one_is_told_that_the_other_was_faster(reviewed):
    client, address, first = reviewed
    seen = newest(client, address)
    with ThreadPoolExecutor(2) as pool:
        both = pool.map(lambda n: correct(client, address, moved(first, n, 0.01), seen=seen), (1, 3))
        assert sorted(answer.status_code for answer in both) == [201, 412]
    assert newest(client, address) == seen + 1
    without = client.post(f"{address}/corrections", json={"corrections": [moved(first, 2, 0.01)]})
    assert without.status_code == 428
    assert not re.search(r"\d", without.json()["detail"])  # a revision that it named would be made up
    last = client.get(f"{address}/corrections").json()[-1]["id"]
    undo = f"{address}/corrections/{last}"
    assert client.delete(undo, headers={"If-Match": f'"{seen + 1}"'}).status_code == 200


def test_flags_are_listed_by_their_effect_in_pages(reviewed):
    client, address, report = reviewed
    flags = client.get("/v1/flags").json()
    every = client.get(f"{address}/flags").json()
    assert len(flags) > 2 and flags == [flag for flag in every if flag["state"] == "open"]
    assert every == client.get("/v1/flags?state=all").json()
    assert [flag["weight"] for flag in flags] == sorted((f["weight"] for f in flags), reverse=True)
    assert {flag["id"] for flag in flags} == {flag["id"] for flag in report["flags"]}
    pages = [client.get("/v1/flags?limit=2")]
    while "next" in pages[-1].links:
        pages.append(client.get(pages[-1].links["next"]["url"]))
    assert [flag for page in pages for flag in page.json()] == flags
    known = {"If-None-Match": client.get("/v1/flags").headers["etag"]}
    assert client.get("/v1/flags", headers=known).status_code == 304
    code = flags[0]["reason_code"]
    for_it = client.get("/v1/flags", params={"reason_code": code}).json()
    assert for_it == [flag for flag in flags if flag["reason_code"] == code]
    for nothing in ({"reason_code": "x"}, {"athlete": "x"}, {"state": "accepted"}):
        assert client.get("/v1/flags", params=nothing).json() == []
    assert client.get("/v1/flags?cursor=eA").status_code == 422


def test_a_coach_says_what_became_of_a_flag(reviewed):
    client, address, _ = reviewed
    flag = client.get("/v1/flags").json()[0]
    place = f"{address}/flags/{flag['id']}"
    seen = client.get(place)
    assert seen.json() == flag
    as_seen = {"If-Match": seen.headers["etag"]}
    said = client.patch(place, json={"state": "accepted", "comment": "right"}, headers=as_seen)
    assert said.status_code == 200, said.text
    review = {"state": "accepted", "comment": "right", "author": "local"}
    assert said.json() == flag | review | {"reviewed_at": said.json()["reviewed_at"]}
    assert client.patch(place, json={"state": "open"}, headers=as_seen).status_code == 412
    assert client.get("/v1/flags?state=accepted").json() == [said.json()]
    assert client.patch(place, json={"state": "settled"}).status_code == 422
    unknown = client.patch(f"{address}/flags/none", json={"state": "open"})
    assert (unknown.status_code, unknown.json()["type"]) == (404, "urn:midstance:problem:unknown-flag")
    again = client.patch(place, json={"state": "open", "comment": ""}).json()
    assert (again["state"], again["author"]) == ("open", "local")


def test_a_correction_rules_over_what_was_said_until_it_is_undone(reviewed):
    client, address, _ = reviewed
    flag = client.get("/v1/flags").json()[0]
    place = f"{address}/flags/{flag['id']}"
    answer = correct(client, address, {"kind": "flag_dismissed", "flag": flag["id"], "reason": "seen"})
    assert answer.status_code == 201, answer.text
    number = answer.json()["number"]
    ruled = client.get(place).json()
    assert (ruled["state"], ruled["revision"], ruled["author"]) == ("dismissed", number, "local")
    assert client.get("/v1/flags?state=dismissed").json() == [ruled]
    refused = client.patch(place, json={"state": "open"})
    assert (refused.status_code, refused.json()["type"]) == (
        409,
        "urn:midstance:problem:ruled-by-a-correction",
    )
    assert client.patch(place, json={"comment": "sure"}).json()["state"] == "dismissed"
    undo = f"{address}/corrections/{answer.json()['corrections'][-1]}"
    assert client.delete(undo, headers={"If-Match": f'"{number}"'}).status_code == 200
    assert (client.get(place).json()["state"], client.get(place).json()["revision"]) == ("open", None)


def test_strangers_know_of_nothing_and_the_owner_alone_or_a_coach_corrects(reviewed, monkeypatch):
    client, address, _ = reviewed
    calls = [
        ("GET", "flags"),
        ("GET", "flags/x"),
        ("PATCH", "flags/x"),
        ("GET", "corrections"),
        ("POST", "corrections"),
        ("DELETE", "corrections/0"),
        ("GET", "revisions"),
        ("GET", "revisions/0"),
        ("GET", "revisions/0/report.json"),
        ("GET", "revisions/0/changes"),
        ("POST", "sign-off"),
        ("GET", "sign-off"),
    ]
    for role in ("runner", "coach", "admin"):
        monkeypatch.setattr("service.access.gate.LOCAL", Caller("somebody", role))
        for method, path in calls:
            answer = ask(client, method, f"{address}/{path}")
            assert answer.status_code == 404, (role, method, path, answer.text)
            assert answer.json()["type"] == "urn:midstance:problem:unknown-analysis"
        assert client.get("/v1/flags").json() == []


def ask(client, method, path):
    body = {"revision": 0} if path.endswith("sign-off") else DISMISSED
    more = {"json": body, "headers": {"If-Match": '"0"'}} if method == "POST" else {}
    more |= {"headers": {"If-Match": '"0"'}} if method == "DELETE" else {}
    more |= {"json": {"state": "accepted"}} if method == "PATCH" else {}
    return client.request(method, path, **more)


def test_a_runner_who_sees_anothers_analysis_corrects_nothing_in_it():
    record = admitting.record(owner="coach")
    with pytest.raises(Problem, match="runner's coach"):
        editable(record, Path(), Caller("runner", "runner"))
    assert editable(record, Path(), Caller("another", "coach")) is record
    assert editable(record, Path(), Caller("coach", "runner")) is record


def test_deleting_an_analysis_deletes_its_revisions(server, reviewed):
    client, address, first = reviewed
    assert correct(client, address, moved(first, 2, 0.01)).status_code == 201
    assert client.delete(address).status_code == 204
    assert client.get(f"{address}/corrections").status_code == 404
    assert [path for path in server[1].glob("analyses/**/*") if path.is_file()] == []
