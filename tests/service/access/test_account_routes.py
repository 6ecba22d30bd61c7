import pytest
from club import PASSWORD, found

NEW = "another long password"


@pytest.fixture
def club(serve, settings):
    with serve(None) as client:
        club = found(client, settings)
        yield club
        club.access.close()


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


def log_in(club, name="owner", password=PASSWORD, **headers):
    return club.client.post("/v1/session", json={"name": name, "password": password}, headers=headers)


def test_a_browser_is_known_by_a_cookie_that_no_script_reads(club):
    answer = log_in(club)
    assert answer.status_code == 201
    me = answer.json()
    assert (me["id"], me["name"], me["role"]) == (club.ids["owner"], "owner", "runner")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("midstance=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert club.client.get("/v1/account").json() == me
    assert club.client.cookies["midstance"] not in answer.text


def test_by_tls_the_cookie_is_kept_to_it_and_to_the_host(club):
    cookie = log_in(club, **{"x-forwarded-proto": "https"}).headers["set-cookie"]
    assert cookie.startswith("__Host-midstance=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    token = cookie.partition("=")[2].partition(";")[0]
    for name, known in (("__Host-midstance", 200), ("midstance", 401)):
        headers = {"cookie": f"{name}={token}", "x-forwarded-proto": "https"}
        assert club.client.get("/v1/account", headers=headers).status_code == known


def test_a_change_needs_what_another_site_cannot_know(club):
    csrf = log_in(club).json()["csrf_token"]
    others = log_in(club, "rival").json()["csrf_token"]
    log_in(club)
    csrf = club.client.get("/v1/account").json()["csrf_token"]
    for headers in ({}, {"x-csrf-token": ""}, {"x-csrf-token": others}, {"x-csrf-token": csrf[:-1]}):
        answer = club.client.post("/v1/athletes", json={"name": "A"}, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:midstance:problem:csrf")
    headers = {"x-csrf-token": csrf}
    assert club.client.post("/v1/athletes", json={"name": "A"}, headers=headers).status_code == 201


def test_a_login_takes_the_place_of_the_one_before(club):
    log_in(club)
    former = club.client.cookies["midstance"]
    log_in(club)
    assert club.client.cookies["midstance"] != former
    club.client.cookies.clear()
    answer = club.client.get("/v1/account", headers={"cookie": f"midstance={former}"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_who_has_logged_out_is_unknown(club):
    csrf = log_in(club).json()["csrf_token"]
    token = club.client.cookies["midstance"]
    answer = club.client.delete("/v1/session", headers={"x-csrf-token": csrf})
    assert answer.status_code == 204
    assert "midstance" not in club.client.cookies
    assert club.client.get("/v1/account", headers={"cookie": f"midstance={token}"}).status_code == 401


def test_an_unknown_name_is_answered_like_a_wrong_password_until_both_have_to_wait(club):
    for _ in range(5):
        wrong, unknown = log_in(club, password="a wrong password"), log_in(club, "nobody", "a wrong password")
        assert wrong.status_code == unknown.status_code == 401
        assert wrong.json() == unknown.json()
    for name in ("owner", "nobody"):
        answer = log_in(club, name)
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "1"
    assert log_in(club, "rival").status_code == 201


def test_a_password_is_changed_by_who_knows_it_and_ends_other_sessions(club):
    csrf = log_in(club).json()["csrf_token"]
    there, headers = club.access.sessions.begin(club.ids["owner"]), {"x-csrf-token": csrf}

    def change(current, new):
        passwords = {"current": current, "new": new}
        return club.client.put("/v1/account/password", json=passwords, headers=headers)

    assert change("a wrong password", NEW).status_code == 401
    weak = change(PASSWORD, "short")
    assert (weak.status_code, weak.json()["type"]) == (422, "urn:midstance:problem:unusable")
    assert change(PASSWORD, NEW).status_code == 204
    assert club.client.get("/v1/account").status_code == 200
    assert club.access.sessions.holder(there) is None
    assert log_in(club).status_code == 401
    assert log_in(club, password=NEW).status_code == 201


@pytest.mark.parametrize(
    "sent",
    [{"name": "owner", "password": ["hunter2hunter2"]}, {"name": "owner", "password": "hunter2" * 200}],
)
def test_no_answer_repeats_a_password(club, sent):
    answer = club.client.post("/v1/session", json=sent)
    assert answer.status_code == 422
    assert "hunter2" not in answer.text


def test_a_key_is_told_once_and_works_until_it_is_revoked(club):
    made = club.ask("owner", "POST", "/v1/keys", json={"label": "watch", "scope": "read"})
    assert made.headers["cache-control"] == "no-store"
    club.keys["watch"] = made.json()["secret"]
    assert club.ask("watch", "GET", "/v1/account").json()["scope"] == "read"
    refused = club.ask("watch", "POST", "/v1/athletes", json={"name": "A"})
    assert refused.status_code == 403
    assert refused.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="write"'
    listed = club.ask("owner", "GET", "/v1/keys")
    assert club.keys["watch"] not in listed.text
    assert club.ask("owner", "DELETE", made.headers["location"]).status_code == 204
    assert club.ask("watch", "GET", "/v1/account").status_code == 401


def test_a_key_asked_for_twice_is_made_once(club):
    headers = {"Idempotency-Key": "once"}
    first, again = (
        club.ask("owner", "POST", "/v1/keys", json={"label": "watch"}, headers=headers) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert first.json()["secret"]
    assert "secret" not in again.json()


def test_an_admin_makes_and_closes_accounts_but_not_the_own(club):
    person = {"name": "eve", "role": "runner", "password": PASSWORD}
    made = club.ask("admin", "POST", "/v1/users", json=person)
    assert made.status_code == 201
    assert "password" not in made.json()
    assert club.ask("admin", "POST", "/v1/users", json=person).status_code == 422
    assert log_in(club, "eve").status_code == 201
    address = made.headers["location"]
    assert club.ask("admin", "PATCH", address, json={"disabled": True}).json()["disabled"]
    assert log_in(club, "eve").status_code == 401
    own = f"/v1/users/{club.ids['admin']}"
    assert club.ask("admin", "PATCH", own, json={"role": "runner"}).status_code == 409
    assert club.ask("admin", "PATCH", "/v1/users/0", json={"role": "runner"}).status_code == 404


def test_the_trail_has_what_was_changed_and_who_failed_and_no_names(club):
    log_in(club, password="a wrong password")
    log_in(club)
    club.ask("owner", "POST", "/v1/athletes", json={"name": "Jane Secret"})
    club.ask("owner", "GET", "/v1/athletes")
    club.ask("rival", "POST", "/v1/athletes", json={})
    assert club.ask("admin", "GET", f"/v1/audit?before={10**30}").status_code == 422
    trail = club.ask("admin", "GET", "/v1/audit")
    deeds = [(deed["who"], deed["what"], deed["to"].rpartition("/")[0]) for deed in trail.json()]
    owner = club.ids["owner"]
    assert deeds == [
        (owner, "POST", "/v1/athletes"),
        (owner, "POST", "/v1"),
        ("nobody", "failed login", "/v1"),
    ]
    assert "Jane" not in trail.text
    assert "owner" not in trail.text


def test_without_accounts_there_is_nothing_to_log_in_to(serve):
    with serve(None) as client:
        for method, path in (("GET", "/v1/account"), ("GET", "/v1/keys"), ("GET", "/v1/users")):
            answer = client.request(method, path)
            assert (answer.status_code, answer.json()["type"]) == (409, "urn:midstance:problem:no-accounts")
        assert client.post("/v1/session", json={"name": "a", "password": "b"}).status_code == 401
        assert client.get("/v1/analyses").status_code == 200
