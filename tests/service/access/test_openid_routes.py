"""Logins through a real provider on this machine, asked over HTTP by a real server."""

import base64
import hmac
import json
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from club import PASSWORD, found
from identity_provider import providing
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from service.access import openid_http
from service.access.throttle import ADDRESS_FREE

START = "/v1/session/oidc"


@pytest.fixture
def provider():
    with providing() as provider:
        yield provider


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def clubhouse(serve, settings, database, provider):
    """A club whose server knows the provider, and whose owner is linked to whom it lets in."""
    known = provider.settings("http://localhost:9")  # a browser goes where it is told, here the test does
    with serve(None, database=database, oidc_domains="club.example, Other.Example", **known) as client:
        club = found(client, settings)
        club.access.identities.link(club.ids["owner"], provider.issuer, "248289761001")
        yield club
        club.access.close()


def there(club, **params):
    """To the provider and as far as the address that leads back."""
    begun = club.client.get(START, params=params)
    assert begun.status_code == 303, begun.text
    return httpx.get(begun.headers["location"]).headers["location"]


def back(club, url, **changes):
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"http://localhost:9{START}/callback"
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    return club.client.get(parts.path, params=query)


def logged_in(club, **params):
    return back(club, there(club, **params))


def refused(answer, status=401, name="login-refused"):
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:midstance:problem:{name}"), (
        answer.text
    )
    assert "midstance=" not in answer.headers.get("set-cookie", "")
    return answer.json()["detail"]


def test_whom_the_provider_lets_in_has_the_session_of_the_linked_account(clubhouse, provider):
    begun = clubhouse.client.get(START)
    assert (begun.status_code, begun.headers["cache-control"]) == (303, "no-store")
    cookie = begun.headers["set-cookie"]
    assert cookie.startswith("midstance-login=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=600"} <= set(cookie.split("; "))
    answer = logged_in(clubhouse, to="/v1/analyses?limit=5")
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "http://localhost:9/v1/analyses?limit=5"
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert list(clubhouse.client.cookies) == ["midstance"]
    me = clubhouse.client.get("/v1/account").json()
    assert (me["id"], me["scope"]) == (clubhouse.ids["owner"], "manage")
    assert clubhouse.client.post("/v1/athletes", json={"name": "A"}).json()["type"].endswith("csrf")
    headers = {"x-csrf-token": me["csrf_token"]}
    assert clubhouse.client.post("/v1/athletes", json={"name": "A"}, headers=headers).status_code == 201
    trail = clubhouse.ask("admin", "GET", "/v1/audit").json()
    assert (clubhouse.ids["owner"], "login", f"{START}/callback") in [
        (d["who"], d["what"], d["to"]) for d in trail
    ]
    assert provider.asked.count("/.well-known/openid-configuration") == provider.asked.count("/keys") == 1


def test_nobody_is_asked_before_somebody_logs_in(clubhouse, provider):
    assert clubhouse.client.get("/health").status_code == 200
    assert provider.asked == []


def test_other_signatures_and_other_ways_to_show_the_secret_do_as_well(clubhouse, provider):
    for key, alg in (("ec", "ES256"), ("rsa", "PS256")):
        provider.signs_with, provider.alg = key, alg
        assert logged_in(clubhouse).status_code == 303
    provider.wrong = {"aud": ["midstance", "another"], "azp": "midstance"}
    assert logged_in(clubhouse).status_code == 303


def test_a_new_key_of_the_provider_is_fetched_when_it_is_used(clubhouse, provider):
    assert logged_in(clubhouse).status_code == 303
    provider.keys["new"] = RSAKey.generate_key(2048, {"kid": "new"})
    provider.signs_with = "new"
    refused(logged_in(clubhouse))
    provider.published = ["new"]
    assert logged_in(clubhouse).status_code == 303
    assert provider.asked.count("/keys") == 3


WRONG = [
    {"nonce": "another"}, {"nonce": None}, {"aud": "another"}, {"aud": ["another"]}, {"aud": None},
    {"aud": ["midstance", "another"]}, {"azp": "another"}, {"iss": "http://127.0.0.1:1"}, {"iss": None},
    {"exp": 1_700_000_000}, {"exp": None}, {"exp": "tomorrow"}, {"iat": None}, {"sub": None},
    {"iat": 4_000_000_000}, {"sub": ""}, {"sub": "é"}, {"sub": "1" * 256}, {"sub": 7},
]  # fmt: skip


def test_a_token_that_is_not_for_this_login_is_not_believed(clubhouse, provider):
    for wrong in WRONG:
        provider.wrong = wrong
        assert "cannot be trusted" in refused(logged_in(clubhouse)), wrong
    assert clubhouse.client.get("/v1/account").status_code == 401


def unsigned(_):
    def sign(claims):
        parts = ({"alg": "none"}, claims)
        return (
            ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts)
            + "."
        )

    return sign


def confused(provider):
    """HS256 with the public key, which everybody has, as if it were a shared secret."""
    public = provider.keys["rsa"].as_pem(private=False)

    def sign(claims):
        header = {"alg": "HS256", "kid": "rsa", "typ": "JWT"}
        text = b".".join(
            base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in (header, claims)
        )
        return (
            text + b"." + base64.urlsafe_b64encode(hmac.digest(public, text, "sha256")).rstrip(b"=")
        ).decode()

    return sign


def another_key(_):
    key = RSAKey.generate_key(2048)
    return lambda claims: jwt.encode({"alg": "RS256", "kid": "rsa"}, claims, key, ["RS256"])


def of_another_kind(_):
    key = ECKey.generate_key("P-256")
    return lambda claims: jwt.encode({"alg": "ES256", "kid": "rsa"}, claims, key, ["ES256"])


def with_its_key_inside(_):
    key = RSAKey.generate_key(2048)
    header = {"alg": "RS256", "jwk": key.as_dict(private=False)}
    return lambda claims: jwt.encode(header, claims, key, ["RS256"])


def with_the_secret(_):
    key = OctKey.import_key(b"s3cret of/the club")
    return lambda claims: jwt.encode({"alg": "HS256", "kid": "rsa"}, claims, key, ["HS256"])


def rubbish(_):
    return lambda _: "no token"


def changed(provider):
    return lambda claims: provider.signed(claims)[:-8] + "AAAAAAAA"


FORGERS = [
    unsigned,
    confused,
    another_key,
    of_another_kind,
    with_its_key_inside,
    with_the_secret,
    rubbish,
    changed,
]


def test_a_token_that_the_provider_did_not_sign_is_not_believed(clubhouse, provider):
    for forger in FORGERS:
        provider.sign = forger(provider)
        assert "cannot be trusted" in refused(logged_in(clubhouse)), forger
    assert clubhouse.client.get("/v1/account").status_code == 401


def test_a_login_belongs_to_the_browser_that_began_it(clubhouse):
    url = there(clubhouse)
    mine = dict(clubhouse.client.cookies)
    refused(back(clubhouse, url, state="another"))
    refused(back(clubhouse, url, state=""))
    refused(back(clubhouse, url, iss="https://evil.example"))
    for cookies in ({}, {"midstance-login": mine["midstance-login"][:-4] + "AAAA"}, {"midstance-login": "x"}):
        clubhouse.client.cookies = cookies
        refused(back(clubhouse, url))
    clubhouse.client.cookies = mine
    assert back(clubhouse, url).status_code == 303


def test_a_code_is_good_for_one_login(clubhouse):
    url = there(clubhouse)
    cookies = dict(clubhouse.client.cookies)
    assert back(clubhouse, url).status_code == 303
    refused(back(clubhouse, url))  # the cookie is gone
    clubhouse.client.cookies = cookies
    assert "does not know this login" in refused(back(clubhouse, url))


def test_a_login_ends_when_it_takes_too_long(clubhouse, monkeypatch):
    monkeypatch.setattr("service.access.openid.LOGIN_S", 0)
    refused(logged_in(clubhouse))


def test_who_says_no_at_the_provider_stays_out(clubhouse):
    assert "access_denied" in refused(clubhouse.client.get(f"{START}/callback?error=access_denied&state=x"))
    assert "<" not in refused(clubhouse.client.get(f"{START}/callback", params={"error": "<script>"}))


def test_whom_nobody_linked_stays_out_and_learns_what_to_send(clubhouse, provider):
    provider.person = {"sub": "a-stranger"}
    assert refused(logged_in(clubhouse), 403, "not-admitted").endswith("a-stranger")
    clubhouse.access.identities.link(clubhouse.ids["rival"], provider.issuer, "a-stranger")
    assert logged_in(clubhouse).status_code == 303
    assert clubhouse.client.get("/v1/account").json()["id"] == clubhouse.ids["rival"]
    assert clubhouse.access.identities.unlink(clubhouse.ids["rival"], provider.issuer)
    assert clubhouse.client.get("/v1/account").status_code == 401
    refused(logged_in(clubhouse), 403, "not-admitted")


def test_a_closed_account_stays_closed(clubhouse):
    clubhouse.access.accounts.change(clubhouse.ids["owner"], disabled=True)
    assert "closed" in refused(logged_in(clubhouse), 403, "not-admitted")


NOT_OF_THE_CLUB = [
    {"email": "eva@club.example"},
    {"email": "eva@club.example", "email_verified": False},
    {"email": "eva@club.example", "email_verified": "true"},
    {"email": "eva@evil.example", "email_verified": True},
    {"email": "eva@sub.club.example", "email_verified": True},
    {"email": "eva@club.example@evil.example", "email_verified": True},
    {"email": "@club.example", "email_verified": True},
    {"email": ["eva@club.example"], "email_verified": True},
]


def test_an_address_that_is_not_verified_or_not_of_the_club_makes_no_account(clubhouse, provider):
    for person in NOT_OF_THE_CLUB:
        provider.person = {"sub": "eva"} | person
        refused(logged_in(clubhouse), 403, "not-admitted")
    assert len(clubhouse.access.accounts.list()) == len(clubhouse.ids)


def test_a_member_of_the_club_gets_a_runners_account_at_the_first_login(clubhouse, provider):
    for email in ("Eva@Club.example", "eva@moved.example"):  # the address may change, the subject does not
        provider.person = {"sub": "eva", "email": email, "email_verified": True}
        assert logged_in(clubhouse).status_code == 303
        me = clubhouse.client.get("/v1/account").json()
        assert (me["name"], me["role"]) == ("eva@club.example", "runner")
    assert len(clubhouse.access.accounts.list()) == len(clubhouse.ids) + 1
    provider.person = {"sub": "mallory", "email": "eva@club.example", "email_verified": True}
    assert "choose another name" in refused(logged_in(clubhouse), 403, "not-admitted")
    trail = [(deed.who, deed.what) for deed in clubhouse.access.audit.read(limit=50)]
    assert (me["id"], "user add") in trail
    assert ("nobody", "failed login") in trail


ELSEWHERE = ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "", "/a b", "/a\nb", "/%\\"]


def test_a_login_leads_to_no_other_place(clubhouse):
    for to in ELSEWHERE:
        assert clubhouse.client.get(START, params={"to": to}).status_code == 422, to


def huge(handler):
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(1 << 10):
            handler.wfile.write(b" " * (1 << 16))
    except OSError:
        return  # the server would hear no more


def slow(handler):
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" ")
            time.sleep(0.02)
    except OSError:
        return


def elsewhere(handler):
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1:1/")
    handler.end_headers()


def telling(status, document):
    return lambda handler: handler.tell(status, document)


FAULTS = [
    *(huge, slow, elsewhere),
    *(telling(500, {}), telling(200, []), telling(200, {}), telling(200, {"keys": "x"})),
]


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
def test_a_provider_that_fails_is_said_to_and_asked_anew(clubhouse, provider, monkeypatch, caplog, path):
    monkeypatch.setattr(openid_http, "LONGEST_S", 0.3)
    for fault in FAULTS:
        provider.answers[path] = fault
        caplog.clear()
        answer = clubhouse.client.get(START)
        if path != "/.well-known/openid-configuration":
            answer = back(clubhouse, httpx.get(answer.headers["location"]).headers["location"])
        refused(answer, 503, "provider-gone")
        assert "the provider of logins does not answer as it should: " in caplog.text
    provider.answers.clear()
    assert logged_in(clubhouse).status_code == 303


def test_a_provider_that_is_gone_is_said_to_be_and_passwords_still_do(clubhouse, provider):
    url = there(clubhouse)
    provider.stop()
    for _ in range(ADDRESS_FREE + 2):  # its fault locks nobody out
        refused(back(clubhouse, url), 503, "provider-gone")
    answer = clubhouse.client.post("/v1/session", json={"name": "owner", "password": PASSWORD})
    assert answer.status_code == 201


def test_whoever_brings_wrong_logins_again_and_again_has_to_wait(clubhouse):
    for _ in range(ADDRESS_FREE):
        refused(clubhouse.client.get(f"{START}/callback?code=a&state=b"))
    answer = clubhouse.client.get(f"{START}/callback?code=a&state=b")
    assert (answer.status_code, answer.json()["type"]) == (429, "urn:midstance:problem:too-many-logins")


def test_by_tls_the_cookie_of_a_login_is_kept_to_it(clubhouse):
    begun = clubhouse.client.get(START, headers={"x-forwarded-proto": "https", "host": "evil.example"})
    assert begun.headers["set-cookie"].startswith("__Host-midstance-login=")
    assert "Secure" in begun.headers["set-cookie"]
    assert "evil.example" not in begun.headers["location"]
