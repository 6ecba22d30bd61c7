import ipaddress
import socket

import pytest

from service.webhooks.destinations import UnusableDestination, checked_url, require_public, resolved

INTERNAL = [
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "169.254.170.2",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "198.18.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:0:7f00:1::",
]
PUBLIC = ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111"]


@pytest.mark.parametrize("address", INTERNAL)
def test_internal_addresses_are_refused_however_they_are_written(address):
    with pytest.raises(UnusableDestination, match="own network"):
        require_public([ipaddress.ip_address(address)])


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_sent_to(address):
    require_public([ipaddress.ip_address(address)])


def test_one_internal_address_among_public_ones_is_one_too_many():
    with pytest.raises(UnusableDestination):
        require_public(map(ipaddress.ip_address, [*PUBLIC, "10.0.0.1"]))


@pytest.mark.parametrize(
    "url",
    ["", "https://", "ftp://a.example/", "https:///x", "http://a.example/", "https://a.example/#f",
     "https://u:p@a.example/", "https://@a.example/", "https://a.example:0/", "https://a.example:99999/",
     "https://[::1/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]:8443/x",
     "https://169.254.169.254/latest", "https://a.example/\r\nHost: b", "https://a.example/ b",
     "https://ä.example/ö", "javascript:alert(1)", "//a.example/", "https://a.example/" + "x" * 500],
)  # fmt: skip
def test_what_nothing_may_be_sent_to_is_said(url):
    with pytest.raises(UnusableDestination, match=r"^url "):
        checked_url(url, http=False)


@pytest.mark.parametrize(
    "host",
    ["127.1", "127.0.1", "2130706433", "0x7f000001", "0x7F.1", "0177.0.0.1", "017700000001", "0", "0x",
     "0.0.0.0", "127.0.0.1.", "10.1", "0xa9fea9fe", "169.254.43518", "[::ffff:7f00:1]", "[::ffff:127.0.0.1]",
     "[0:0:0:0:0:0:0:1]", "[fe80::1%25eth0]", "localhost", "LocalHost.", "me.localhost"],
)  # fmt: skip
def test_no_spelling_of_an_internal_address_makes_a_webhook_and_nothing_is_looked_up(host, monkeypatch):
    monkeypatch.delattr(socket, "getaddrinfo")
    with pytest.raises(UnusableDestination, match=r"^url "):
        checked_url(f"https://{host}:8443/x", http=False)


@pytest.mark.parametrize("host", ["1.2.3.256", "1.2.3.4.5", "08.8.8.8", "4294967296"])
def test_a_number_that_is_no_address_makes_none_either(host):
    with pytest.raises(UnusableDestination, match="no address that there is"):
        checked_url(f"https://{host}/", http=False)


@pytest.mark.parametrize(
    "host", ["a.example", "a.example.", "1.1.1.1", "16843009", "7.a.example", "0x7f.example"]
)
def test_names_and_public_addresses_make_one(host):
    assert checked_url(f"https://{host}/", http=False).hostname == host


def test_plain_http_is_a_setting():
    assert checked_url("http://a.example/x?y", http=True).hostname == "a.example"
    assert checked_url("https://a.example:8443/x", http=False).port == 8443


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "127.1", "localhost"])
def test_other_spellings_of_this_machine_are_seen_through(host):
    with pytest.raises(UnusableDestination):
        require_public(resolved(host, 443))


def test_a_host_that_nobody_knows_is_said(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(UnusableDestination, match="not known"):
        resolved("a.invalid", 443)
