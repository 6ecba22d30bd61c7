"""Plans over HTTP, on either database: made of analyses, followed run by run, and gone when deleted."""

import io
import json

import av
import pytest
from admitting import kept, record
from icalendar import Calendar
from runners import report
from serving import serving

from coaching import Advice
from service.access.callers import Caller
from service.analyses import Analyses
from service.settings import Settings

TYPE = "urn:midstance:problem:"
START = "2026-05-04"
WEEKS = {"start": START, "days": ["mon", "wed", "fri"]}


def _keep(settings, engine, id, cadence_spm, **facts):
    """A finished analysis of somebody who runs at this cadence."""
    folder = kept(settings, id) / "outputs"
    folder.mkdir(parents=True)
    document = report(cadence_spm, shank_deg=12.0, **{"speed_mps": 2.8, "clip": id[-1]} | facts)
    (folder / "report.json").write_text(json.dumps(document))
    with engine.begin() as connection:
        Analyses(engine).add(connection, record(id, status="done"), f"{id}-job", "outputs")


@pytest.fixture
def known(tmp_path, database, engine):
    """A client whose analyses are of a slow cadence, of a typical one, and of a check after eight weeks."""
    settings = Settings(data=tmp_path, database=database)
    for id, cadence in (("01", 152.0), ("02", 176.0), ("03", 159.6)):
        _keep(settings, engine, id, cadence)
    _keep(settings, engine, "04", 171.0, speed_mps=3.6)
    with serving(tmp_path, None, database=database) as client:
        yield client


def _made(client, analysis="01", **more):
    answer = client.post("/v1/plans", json={"analyses": [analysis]} | WEEKS | more)
    assert answer.status_code == 201, answer.text
    return answer


def test_a_plan_is_made_followed_and_deleted(known):
    client = known
    made = _made(client)
    place, plan = made.headers["location"], made.json()["plan"]
    assert plan["advice"]["offered"] is True and plan["weeks"][0]["target_spm"] == 159
    assert client.get("/v1/plans").json()[0]["id"] == made.json()["id"]
    painful = {"day": START, "session": "w1-mon", "effort": 3, "pain": [["calf", 5]]}
    logged = client.post(f"{place}/entries", json=painful)
    assert logged.status_code == 201, logged.text
    now = client.get(place).json()
    assert now["log"] == [client.get(logged.headers["location"]).json()] == [logged.json()]
    assert now["plan"]["weeks"][0]["decision"]["rule"] == "pain"
    assert client.delete(logged.headers["location"]).status_code == 204
    assert client.get(place).json() == made.json()
    assert client.delete(place).status_code == 204
    for path in (place, logged.headers["location"], f"{place}/plan.ics"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (404, f"{TYPE}unknown")


def test_a_calendar_program_takes_up_every_change_of_the_log(known):
    """Its number grows with each, also where an entry is deleted."""
    place, seen = _made(known).headers["location"], []
    for change in (
        lambda: None,
        lambda: known.post(f"{place}/entries", json={"day": START, "session": "w1-mon"}),
        lambda: known.post(f"{place}/entries", json={"day": START, "minutes": 20}),
        lambda: known.delete(f"{place}/entries/{known.get(place).json()['log'][0]['id']}"),
        lambda: known.delete(f"{place}/entries/{known.get(place).json()['log'][0]['id']}"),
    ):
        change()
        events = Calendar.from_ical(known.get(f"{place}/plan.ics").content).walk("VEVENT")
        assert len({event["sequence"] for event in events}) == 1
        seen.append(events[0]["sequence"])
    assert seen == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_plan_is_read_under_rules_that_suggest_no_change_any_more(known, monkeypatch):
    place = _made(known).headers["location"]
    logged = known.post(f"{place}/entries", json={"day": START, "session": "w1-mon", "notes": "windy"}).json()
    none = Advice(offered=False, code="typical", message="No change suggested. It is typical now.")
    monkeypatch.setattr("coaching.plan.advise", lambda *_: none)
    now = known.get(place).json()
    assert (now["log"], now["plan"]["weeks"], now["plan"]["advice"]["message"]) == (
        [logged],
        [],
        none.message,
    )
    for path in (f"{place}/plan.json", f"{place}/plan.ics", "/plans"):
        assert known.get(path).status_code == 200
    page = known.get(place.removeprefix("/v1")).text
    assert "windy" in page and "its log stays" in page and none.message in page
    run = known.post(f"{place}/entries", json={"day": START, "minutes": 30})
    assert run.json()["type"] == f"{TYPE}nothing-planned"
    assert known.delete(f"{place}/entries/{logged['id']}").status_code == 204


def test_a_plan_goes_along_as_a_file_a_calendar_and_clicks(known):
    place = _made(known).headers["location"]
    plan = known.get(f"{place}/plan.json").json()
    assert plan["kind"] == "plan" and plan["advice"]["offered"] is True
    calendar = Calendar.from_ical(known.get(f"{place}/plan.ics").content)
    sessions = {session["id"]: session for week in plan["weeks"] for session in week["sessions"]}
    assert sum("status" not in event for event in calendar.walk("VEVENT")) == len(sessions)
    clicked = next(id for id, each in sessions.items() if any(part["clicks"] for part in each["segments"]))
    sound = known.get(f"{place}/sessions/{clicked}/clicks.flac", params={"accent": "left"})
    assert sound.headers["content-type"] == "audio/flac"
    seconds = sum(part["duration_s"] for part in sessions[clicked]["segments"])
    with av.open(io.BytesIO(sound.content)) as opened:
        assert opened.duration / 1e6 == pytest.approx(seconds, abs=1)
    silent = next(id for id, each in sessions.items() if not any(p["clicks"] for p in each["segments"]))
    assert known.get(f"{place}/sessions/{silent}/clicks.mp3").json()["type"] == f"{TYPE}silent-session"
    ladder = known.get("/v1/clicks.wav", params={"spm": [160, 164], "minutes": 0.5})
    with av.open(io.BytesIO(ladder.content)) as opened:
        assert opened.duration / 1e6 == pytest.approx(60, abs=1)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_a_plan_cannot_be_made_of_is_said(known):
    typical = _made(known, "02").json()
    assert typical["plan"]["advice"]["offered"] is False and typical["plan"]["weeks"] == []
    place, run = f"/v1/plans/{typical['id']}", {"day": START, "minutes": 30}
    assert known.post(f"{place}/entries", json=run).json()["type"] == f"{TYPE}nothing-planned"
    for wrong, kind in (
        ({"analyses": ["01", "04"]}, "unusable-report"),
        ({"analyses": []}, "invalid-request"),
        ({"analyses": ["09"]}, "unknown-analysis"),
        ({"easy_min": 5}, "invalid-request"),
        ({"days": ["mon", "mon"]}, "invalid-entry"),
        ({"start": "tomorrow"}, "invalid-request"),
        ({"athlete": "nobody"}, "unknown"),
    ):
        answer = known.post("/v1/plans", json={"analyses": ["01"]} | WEEKS | wrong)
        assert answer.json()["type"] == f"{TYPE}{kind}", (wrong, answer.text)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_cannot_have_been_run_is_said_and_a_video_check_counts(known):
    place = _made(known).headers["location"]
    for wrong, kind in (
        ({"session": "w99-tue"}, "invalid-entry"),
        ({"session": "w1-mon", "effort": 11}, "invalid-request"),
        ({}, "invalid-entry"),
        ({"minutes": 30, "pain": [["ear", 1]]}, "invalid-request"),
        ({"analysis": "04"}, "unusable-report"),
    ):
        answer = known.post(f"{place}/entries", json={"day": START} | wrong)
        assert answer.json()["type"] == f"{TYPE}{kind}", (wrong, answer.text)
    for pain, said in (
        ([["calf", -2]], "pain must be at least 0, not -2."),
        ([{"site": "calf", "score": -2}], '[["calf", 2]], not {"site": "calf", "score": -2}.'),
        (["calf:2"], '[["calf", 2]], not calf:2.'),
        (True, '[["calf", 2]], not true.'),
    ):
        answer = known.post(f"{place}/entries", json={"day": START, "minutes": 30, "pain": pain})
        assert answer.status_code == 422 and answer.json()["detail"].endswith(said), answer.text
    checked = known.post(f"{place}/entries", json={"day": "2026-06-26", "analysis": "03"})
    assert checked.json()["entry"]["recheck"]["cadence"]["value"] == pytest.approx(159.6)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_strangers_know_of_no_plan(known, monkeypatch):
    place = _made(known).headers["location"]
    monkeypatch.setattr("service.access.gate.LOCAL", Caller("somebody", "coach"))
    assert known.get("/v1/plans").json() == []
    for method, path in (("GET", place), ("DELETE", place), ("GET", f"{place}/plan.json")):
        assert known.request(method, path).json()["type"] == f"{TYPE}unknown"
    run = known.post(f"{place}/entries", json={"day": START, "minutes": 30})
    assert run.json()["type"] == f"{TYPE}unknown"


def test_a_forgotten_athlete_leaves_the_plan_to_its_owner_without_what_was_noted(known):
    athlete = known.post("/v1/athletes", json={"name": "Ada"}).json()["id"]
    place = _made(known, athlete=athlete).headers["location"]
    run = {"day": START, "session": "w1-mon", "effort": 3, "pain": [["calf", 2]]}
    logged = known.post(f"{place}/entries", json=run | {"notes": "Ada was late"}).json()
    assert known.get(place).json()["athlete"] == athlete
    assert known.delete(f"/v1/athletes/{athlete}").status_code == 204
    now = known.get(place).json()
    logged["entry"]["notes"] = ""
    assert (now["athlete"], now["log"]) == (None, [logged])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_plan_is_of_one_runner(known):
    ada, ben = (known.post("/v1/athletes", json={"name": name}).json()["id"] for name in ("Ada", "Ben"))
    for id, athlete in (("01", ada), ("03", ben)):
        assert known.patch(f"/v1/analyses/{id}", json={"athlete": athlete}).status_code == 200
    other = known.post("/v1/plans", json={"analyses": ["01"], "athlete": ben} | WEEKS)
    assert other.json()["type"] == f"{TYPE}unusable-report"
    place = _made(known, athlete=ada).headers["location"]
    checked = known.post(f"{place}/entries", json={"day": START, "analysis": "03"})
    assert checked.json()["detail"].startswith("These clips are of several athletes")
