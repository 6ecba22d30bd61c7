import base64
import socket
import ssl
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import trustme
from receiving import receiving

from service.webhooks.destinations import UnusableDestination
from service.webhooks.posting import new_secret, post, signature


def anywhere(_):
    pass


def test_the_signature_is_that_of_the_standard():
    """The example of the libraries of standardwebhooks.com."""
    known = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp_s=1614265330,
        body=b'{"test": 2432232314}',
    )
    assert known == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_secrets_are_long_and_all_different():
    secrets = {new_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert {len(base64.b64decode(secret.removeprefix("whsec_"))) for secret in secrets} == {32}


def send(url, check=anywhere):
    return post(urlsplit(url), b"{}", id="m", timestamp_s=1, secret=new_secret(), check=check)


def test_a_message_goes_where_it_should_with_its_signature():
    with receiving(204) as (url, heard):
        assert send(url) == 204
    (path, headers, body) = heard[0]
    assert (path, body, headers["webhook-id"]) == ("/hook?a=1", b"{}", "m")
    assert headers["Host"] == urlsplit(url).netloc
    assert headers["webhook-signature"].startswith("v1,")


@pytest.fixture
def authority(monkeypatch, tmp_path):
    """One that this machine trusts."""
    known = trustme.CA()
    known.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return known


def certified(authority, name):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(tls)
    return tls


def test_a_message_goes_over_tls_to_whom_the_certificate_names(authority):
    with receiving(204, tls=certified(authority, "localhost")) as (url, heard):
        assert send(url) == 204
    assert heard[0][1]["Host"] == urlsplit(url).netloc


@pytest.mark.parametrize("wrong", ["name", "authority", "day"])
def test_nothing_is_sent_to_whom_the_certificate_does_not_name(authority, wrong):
    if wrong == "day":
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        expired = authority.issue_cert("localhost", not_after=datetime(2001, 1, 1, tzinfo=UTC))
        expired.configure_cert(tls)
    else:
        of = trustme.CA() if wrong == "authority" else authority
        tls = certified(of, "elsewhere.example" if wrong == "name" else "localhost")
    with receiving(204, tls=tls) as (url, heard), pytest.raises(ssl.SSLCertVerificationError):
        send(url)
    assert heard == []


def test_a_redirection_is_not_followed():
    with receiving(302) as (url, heard):
        assert send(url) == 302
    assert len(heard) == 1


def test_nothing_is_sent_to_an_address_that_is_refused():
    def refuse(_):
        raise UnusableDestination("no")

    with receiving(200) as (url, heard), pytest.raises(UnusableDestination):
        send(url, refuse)
    assert heard == []


def test_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(monkeypatch):
    """Or a name that leads elsewhere at the second look (DNS rebinding) would get past the check."""
    looks = []

    def look_up(host, port, *_, **__):
        looks.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with receiving(200) as (url, heard):
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        assert send(f"http://rebinding.example:{urlsplit(url).port}/") == 200
    assert looks == ["rebinding.example", "127.0.0.1"]
    assert heard[0][1]["Host"].startswith("rebinding.example:")
