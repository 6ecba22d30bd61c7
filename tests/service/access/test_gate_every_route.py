"""Every route of the application, asked by everybody: nobody sees or changes what is not theirs."""

from pathlib import Path

import httpx
import pytest
import works
from club import ATHLETE, BATCH, found
from databases import sqlite_first
from fastapi.routing import iter_route_contexts
from serving import CLIP, finished, upload

from service.app import create_app
from service.settings import Settings

STRANGERS = ("stranger", "forger")  # without a key, and with one that nobody made
OTHERS = ("runner", "rival", "admin")
ALL = (*STRANGERS, *OTHERS, "coach", "read", "write", "owner")

CLOSED = dict.fromkeys(STRANGERS, 401)
PUBLIC = dict.fromkeys(ALL, 200)
UNKNOWN = dict.fromkeys(ALL, 404)  # to everybody, where nothing is set up
HIDDEN = CLOSED | dict.fromkeys(OTHERS, 404)
SEEN = HIDDEN | dict.fromkeys(("coach", "read", "write", "owner"), 200)  # by the owner and the coach
CHANGED = HIDDEN | {"coach": 403, "read": 403, "write": 200, "owner": 200}  # by the owner alone
CORRECTED = (
    HIDDEN | {"read": 403} | dict.fromkeys(("coach", "write", "owner"), 428)
)  # let in, and asked for If-Match
OWN = CLOSED | dict.fromkeys(ALL[2:], 200)  # each their own
MADE = OWN | dict.fromkeys(ALL[2:], 422) | {"read": 403}  # let in, and told that the form is empty
MANAGED = MADE | {"write": 403}
ADMINS = CLOSED | dict.fromkeys(ALL[2:], 403) | {"admin": 200}

HALF_SEEN = SEEN | dict.fromkeys(("coach", "read", "write", "owner"), 409)  # no whole report in these tests

NOT_THERE = CLOSED | dict.fromkeys(ALL[2:], 404)
LOGGED = HIDDEN | {"read": 403} | dict.fromkeys(("coach", "write", "owner"), 201)

A = "/v1/analyses/{analysis}"
B = "/v1/batches/{batch}"
P = "/v1/plans/{plan}"
W = "/v1/webhooks/{webhook}"
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
ROUTES = {  # in this order: what deletes comes last
    "GET /openapi.json": ("/openapi.json", None, PUBLIC),
    "GET /health": ("/health", None, PUBLIC),
    "GET /healthz": ("/healthz", None, PUBLIC),
    "GET /ready": ("/ready", None, PUBLIC),
    "GET /readyz": ("/readyz", None, PUBLIC),
    "GET /metrics": ("/metrics", None, ADMINS),
    "GET /": ("/", None, OWN),
    "GET /v1/analyses/{id}/sheet": (A + "/sheet", None, HALF_SEEN),
    "PUT /v1/analyses/{id}/sheet": (A + "/sheet", {}, CORRECTED),
    "GET /v1/analyses/{id}/report.pdf": (A + "/report.pdf", None, HALF_SEEN),
    "GET /analyses/{id}/sheet": ("/analyses/{analysis}/sheet", None, HALF_SEEN),
    "GET /login": ("/login", None, PUBLIC),
    "GET /analyses/{id}": ("/analyses/{analysis}", None, HALF_SEEN),
    "GET /compare": ("/compare", None, OWN),
    "GET /analyses/{id}/compare-legs": ("/analyses/{analysis}/compare-legs", None, HALF_SEEN),
    "GET /analyses/{id}/compare-parts": ("/analyses/{analysis}/compare-parts", None, HALF_SEEN),
    "GET /review": ("/review", None, OWN),
    "GET /analyses/{id}/review/{flag}": (
        "/analyses/{analysis}/review/x",
        None,
        CLOSED | dict.fromkeys(ALL[2:], 404),
    ),
    "GET /athletes": ("/athletes", None, OWN),
    "GET /athletes/{id}": ("/athletes/{athlete}", None, SEEN),
    "GET /analyses/{id}/correct": ("/analyses/{analysis}/correct", None, SEEN),
    "GET /analyses/{id}/person": ("/analyses/{analysis}/person", None, HALF_SEEN),
    "GET /v1/shared/{token}": ("/v1/shared/{link}", None, PUBLIC),
    "POST /v1/session": ("/v1/session", {}, dict.fromkeys(ALL, 422)),
    "GET /v1/session/oidc": ("/v1/session/oidc", None, UNKNOWN),
    "GET /v1/session/oidc/callback": ("/v1/session/oidc/callback", None, UNKNOWN),
    "DELETE /v1/session": ("/v1/session", None, OWN | dict.fromkeys(ALL[2:], 204) | {"read": 403}),
    "GET /v1/account": ("/v1/account", None, OWN),
    "PUT /v1/account/password": ("/v1/account/password", {}, MANAGED),
    "GET /v1/keys": ("/v1/keys", None, OWN),
    "GET /v1/keys/{id}": ("/v1/keys/{key}", None, SEEN | {"coach": 404}),
    "POST /v1/keys": ("/v1/keys", {}, MANAGED),
    "GET /v1/users": ("/v1/users", None, ADMINS),
    "POST /v1/users": ("/v1/users", {}, ADMINS | {"admin": 422}),
    "GET /v1/users/{id}": ("/v1/users/{runner}", None, ADMINS),
    "PATCH /v1/users/{id}": ("/v1/users/{runner}", {"disabled": False}, ADMINS),
    "GET /v1/audit": ("/v1/audit", None, ADMINS),
    "OPTIONS /v1/uploads": ("/v1/uploads", None, CLOSED | dict.fromkeys(ALL[2:], 204)),
    "POST /v1/uploads": ("/v1/uploads", None, CLOSED | dict.fromkeys(ALL[2:], 400) | {"read": 403}),
    "GET /v1/uploads/{id}": ("/v1/uploads/{upload}", None, SEEN | {"coach": 404}),
    "PATCH /v1/uploads/{id}": (
        "/v1/uploads/{upload}",
        None,
        CHANGED | {"coach": 404, "write": 204, "owner": 409},
    ),
    "DELETE /v1/uploads/{id}": (
        "/v1/uploads/{upload}",
        None,
        CHANGED | {"coach": 404, "write": 204, "owner": 404},
    ),
    "GET /v1/athletes": ("/v1/athletes", None, OWN),
    "POST /v1/athletes": ("/v1/athletes", {}, MADE),
    "GET /v1/athletes/{id}": ("/v1/athletes/{athlete}", None, SEEN),
    "PUT /v1/athletes/{id}": ("/v1/athletes/{athlete}", {"name": ATHLETE, "coach": "{coach}"}, CHANGED),
    "POST /v1/analyses": ("/v1/analyses", {}, MADE),
    "GET /v1/analyses": ("/v1/analyses", None, OWN),
    "GET /v1/analyses/{id}": (A, None, SEEN),
    "PATCH /v1/analyses/{id}": (A, {"athlete": "{athlete}"}, CHANGED),
    "GET /v1/analyses/{id}/events": (A + "/events", None, SEEN),
    "GET /v1/analyses/{id}/report": (A + "/report", None, SEEN),
    "GET /v1/analyses/{id}/report.json": (A + "/report.json", None, SEEN),
    "GET /v1/analyses/{id}/report.html": (A + "/report.html", None, SEEN),
    "GET /v1/analyses/{id}/annotated.mp4": (A + "/annotated.mp4", None, SEEN),
    "GET /v1/analyses/{id}/frames/{name}.jpg": (A + "/frames/42.jpg", None, SEEN),
    "GET /v1/analyses/{id}/rear_annotated.mp4": (A + "/rear_annotated.mp4", None, SEEN),
    "GET /v1/analyses/{id}/rear_frames/{name}.jpg": (A + "/rear_frames/7.jpg", None, SEEN),
    "GET /v1/analyses/{id}/exports/{name}": (A + "/exports/events.csv", None, SEEN),
    "GET /v1/analyses/{id}/revisions/{number}/exports/{name}": (
        A + "/revisions/0/exports/events.csv",
        None,
        SEEN,
    ),
    "GET /v1/compare": ("/v1/compare?a={analysis}&b={analysis}", None, HALF_SEEN),
    "GET /v1/webhooks": ("/v1/webhooks", None, OWN),
    "POST /v1/webhooks": ("/v1/webhooks", {}, MADE),
    "GET /v1/webhooks/{id}": (W, None, SEEN | {"coach": 404}),
    "GET /v1/webhooks/{id}/deliveries": (W + "/deliveries", None, SEEN | {"coach": 404}),
    "POST /v1/webhooks/{id}/deliveries/{delivery}/resend": (
        W + "/deliveries/{delivery}/resend",
        None,
        CHANGED | {"coach": 404},
    ),
    "DELETE /v1/webhooks/{id}": (W, None, CHANGED | {"coach": 404, "write": 204, "owner": 404}),
    "GET /v1/batches": ("/v1/batches", None, OWN),
    "POST /v1/batches": ("/v1/batches", {}, MADE),
    "GET /v1/batches/{id}": (B, None, SEEN),
    "PATCH /v1/batches/{id}": (B, {"clips": None}, CHANGED),
    "GET /v1/batches/{id}/events": (B + "/events", None, SEEN),
    "GET /v1/batches/{id}/ledger.{kind}": (B + "/ledger.csv", None, SEEN),
    "POST /v1/batches/{id}/cancel": (B + "/cancel", None, CHANGED),
    "DELETE /v1/batches/{id}": ("/v1/batches/{other_batch}", None, CHANGED | {"write": 204, "owner": 404}),
    "GET /v1/athletes/{id}/trend": ("/v1/athletes/{athlete}/trend", None, SEEN),
    "GET /athletes/{id}/trend": ("/athletes/{athlete}/trend", None, SEEN),
    "POST /v1/plans": ("/v1/plans", {}, MADE),
    "GET /v1/plans": ("/v1/plans", None, OWN),
    "GET /v1/plans/{id}": (P, None, SEEN),
    "GET /plans": ("/plans", None, OWN),
    "GET /plans/{id}": ("/plans/{plan}", None, SEEN),
    "GET /v1/plans/{id}/plan.json": (P + "/plan.json", None, SEEN),
    "GET /v1/plans/{id}/plan.ics": (P + "/plan.ics", None, SEEN),
    "GET /v1/plans/{id}/sessions/{session}/clicks.{kind}": (P + "/sessions/w9/clicks.mp3", None, NOT_THERE),
    "GET /v1/clicks.{kind}": ("/v1/clicks.mp3?spm=170&minutes=0.1", None, OWN),
    "POST /v1/recordings": ("/v1/recordings", {}, MADE),
    "POST /v1/plans/{id}/entries": (P + "/entries", {"day": "2026-05-05", "minutes": 30}, LOGGED),
    "GET /v1/plans/{id}/entries/{entry}": (P + "/entries/x", None, NOT_THERE),
    "DELETE /v1/plans/{id}/entries/{entry}": (P + "/entries/x", None, NOT_THERE | {"read": 403}),
    "DELETE /v1/plans/{id}": (P, None, CHANGED | {"write": 204, "owner": 404}),
    "GET /v1/agreement": ("/v1/agreement", None, OWN),
    "GET /v1/agreement.csv": ("/v1/agreement.csv", None, OWN),
    "GET /agreement": ("/agreement", None, OWN),
    "GET /metronome": ("/metronome", None, OWN),
    "GET /v1/flags": ("/v1/flags", None, OWN),
    "GET /v1/analyses/{id}/flags": (A + "/flags", None, SEEN),
    "GET /v1/analyses/{id}/flags/{flag}": (A + "/flags/x", None, CLOSED | dict.fromkeys(ALL[2:], 404)),
    "PATCH /v1/analyses/{id}/flags/{flag}": (
        A + "/flags/x",
        {"state": "accepted"},
        CLOSED | dict.fromkeys(ALL[2:], 404) | {"read": 403},
    ),
    "GET /v1/analyses/{id}/corrections": (A + "/corrections", None, SEEN),
    "POST /v1/analyses/{id}/corrections": (A + "/corrections", {}, CORRECTED),
    "DELETE /v1/analyses/{id}/corrections/{correction}": (A + "/corrections/0", None, CORRECTED),
    "GET /v1/analyses/{id}/revisions": (A + "/revisions", None, SEEN),
    "GET /v1/analyses/{id}/revisions/{number}": (
        A + "/revisions/1",
        None,
        CLOSED | dict.fromkeys(ALL[2:], 404),
    ),
    "GET /v1/analyses/{id}/revisions/{number}/changes": (A + "/revisions/0/changes", None, SEEN),
    "GET /v1/analyses/{id}/revisions/{number}/{document}": (A + "/revisions/0/report.json", None, SEEN),
    "GET /v1/analyses/{id}/revisions/{number}/frames/{name}.jpg": (
        A + "/revisions/0/frames/42.jpg",
        None,
        SEEN,
    ),
    "GET /v1/analyses/{id}/revisions/{number}/rear_frames/{name}.jpg": (
        A + "/revisions/0/rear_frames/7.jpg",
        None,
        SEEN,
    ),
    "GET /v1/analyses/{id}/landmarks": (A + "/landmarks", None, HALF_SEEN),
    "GET /v1/analyses/{id}/revisions/{number}/landmarks": (A + "/revisions/0/landmarks", None, HALF_SEEN),
    "GET /v1/analyses/{id}/pictures/{frame}.jpg": (A + "/pictures/42.jpg", None, SEEN),
    "GET /v1/analyses/{id}/pictures/{frame}": (A + "/pictures/42", None, SEEN),
    "POST /v1/analyses/{id}/again": (
        A + "/again",
        {"person_x_px": 9999, "person_y_px": 9, "person_time_s": 1},
        HIDDEN | {"read": 403} | dict.fromkeys(("coach", "write", "owner"), 422),
    ),  # let in, and told that the clip is smaller
    "GET /v1/analyses/{id}/drawings": (A + "/drawings", None, SEEN),
    "POST /v1/analyses/{id}/drawings": (
        A + "/drawings",
        {"frame": 1, "shape": "text", "points_px": [[1, 2]], "text": "knee"},
        HIDDEN | {"read": 403} | dict.fromkeys(("coach", "write", "owner"), 201),
    ),
    "GET /v1/analyses/{id}/drawings/{drawing}": (
        A + "/drawings/0",
        None,
        CLOSED | dict.fromkeys(ALL[2:], 404),
    ),
    "DELETE /v1/analyses/{id}/drawings/{drawing}": (
        A + "/drawings/0",
        None,
        CLOSED | dict.fromkeys(ALL[2:], 404) | {"read": 403},
    ),
    "POST /v1/analyses/{id}/sign-off": (
        A + "/sign-off",
        {"revision": 0},
        CORRECTED | dict.fromkeys(("coach", "write", "owner"), 201),
    ),
    "GET /v1/analyses/{id}/sign-off": (A + "/sign-off", None, SEEN),
    "GET /v1/analyses/{id}/shares": (A + "/shares", None, SEEN),
    "POST /v1/analyses/{id}/shares": (A + "/shares", {"days": 0}, MADE | HIDDEN),
    "GET /v1/analyses/{id}/shares/{share}": (A + "/shares/{share}", None, SEEN | {"coach": 404}),
    "DELETE /v1/analyses/{id}/shares/{share}": (
        A + "/shares/{share}",
        None,
        HIDDEN | {"coach": 404, "read": 403, "write": 204, "owner": 404},
    ),
    "DELETE /v1/keys/{id}": (
        "/v1/keys/{key}",
        None,
        HIDDEN | {"coach": 404, "read": 403, "write": 403, "owner": 204},
    ),
    "DELETE /v1/analyses/{id}": (A, None, CHANGED | {"write": 204, "owner": 404}),
    "DELETE /v1/athletes/{id}": ("/v1/athletes/{athlete}", None, CHANGED | {"write": 204, "owner": 404}),
}


@pytest.fixture
def club(serve, database, settings):
    with serve(works.report, database=database) as client:
        club = found(client, settings)
        yield club
        club.access.close()


def test_every_route_has_its_line_here(tmp_path):
    routes = {
        f"{method} {route.path}"
        for route in iter_route_contexts(create_app(Settings(data=tmp_path)).routes)
        for method in route.methods or ()  # the files of the pages have none
    }
    assert routes - {"HEAD /openapi.json"} == set(ROUTES)


@sqlite_first
def test_nobody_sees_or_changes_what_is_not_theirs(club):
    known = club.belongings() | club.ids
    private = [known[name] for name in ("analysis", "athlete", "share", "key", "webhook", "batch")] + [
        ATHLETE,
        BATCH,
        CLIP.name,
    ]
    for route, (path, body, expected) in ROUTES.items():
        given = {} if body is None else {"json": filled(body, known)}
        if route.startswith("PATCH /v1/uploads"):
            given = {"headers": TUS | {"Upload-Offset": "0"}, "content": b"a"}
        for who in ALL:
            answer = club.ask(who, route.split()[0], path.format(**known), **given)
            assert answer.status_code == expected[who], (route, who, answer.text)
            if who in STRANGERS + OTHERS and route != "GET /v1/audit":
                assert not [word for word in private if word in answer.text], (route, who)
            if answer.status_code == 401:
                assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.fixture
def rules():
    """The table of access.md: how the owner, a coach, the linked athlete and others are answered."""
    text = (Path(__file__).parents[3] / "docs" / "access.md").read_text()
    rows = text.partition("| its owner |")[2].partition("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in row.split("|")[1:-1]] for row in rows]
    return {did.split()[0]: answers for did, *answers in cells}


def rule_of(method, path):
    if method == "GET":
        return "see"
    if path == A:
        return "give"
    return "make" if path.endswith("/shares") else "correct"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_of_an_analysis_everybody_may_what_the_table_says(club, rules):
    """Also an athlete who is linked to it, be they an admin; here a coach is the owner."""
    assert set(rules) == {"see", "correct", "make", "give"}
    mine = {"authorization": f"Bearer {club.keys['coach']}"}
    with httpx.Client(base_url=club.client.base_url, headers=mine, timeout=60) as owner:
        entry = {"name": ATHLETE, "coach": club.ids["rival"]}
        athlete = owner.post("/v1/athletes", json=entry).json()["id"]
        analysis = upload(owner, rear=CLIP.read_bytes(), athlete=athlete)
        assert finished(owner, analysis)["status"] == "done"
        known = {"analysis": analysis.rpartition("/")[2], "athlete": athlete}
        for linked, other in (("runner", "admin"), ("admin", "runner")):
            change = owner.put(f"/v1/athletes/{athlete}", json=entry | {"user": club.ids[linked]})
            assert change.status_code == 200
            for route in (each for each in ROUTES if ROUTES[each][0].startswith(A)):
                method, (path, body, expected) = route.split()[0], ROUTES[route]
                if "{share}" in path:
                    continue
                rule = rule_of(method, path)
                given = {} if body is None else {"json": {} if rule == "make" else filled(body, known)}
                allowed = {
                    "yes": {201, expected["owner"], expected["coach"]},
                    "403": {403},
                    "404": {404},
                }
                for who, may in zip(("rival", linked, other), rules[rule][1:], strict=True):
                    answer = club.ask(who, method, path.format(**known), **given)
                    assert answer.status_code in allowed[may], (route, who, answer.text)


def filled(body, known):
    return {name: value.format(**known) if isinstance(value, str) else value for name, value in body.items()}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_address_that_does_not_exist_tells_strangers_nothing(club):
    for path in ("/v1/nothing", "/v1/analyses/..", "//v1/analyses", "/v1/session/", "/v1/shared"):
        assert club.ask("stranger", "GET", path).status_code == 401
    assert club.ask("stranger", "GET", "/v1/shared/../analyses").status_code in (401, 404)
    assert club.ask("stranger", "GET", "/v1/shared/%2e%2e/analyses").status_code == 404
    assert club.ask("stranger", "PUT", "/v1/session").status_code == 401
