import pytest

from service.access.errors import Unusable
from service.access.openid import open_id
from service.access.openid_tokens import Person
from service.settings import Settings

ISSUER = "https://login.example"


def test_a_link_is_of_one_account_and_one_subject(access, people):
    links = access.identities
    links.link(people["ben"].id, ISSUER, "Ben")
    links.link(people["ben"].id, "https://other.example", "Ben")
    assert links.find(ISSUER, "Ben").name == "ben"
    assert links.find(ISSUER, "ben") is None
    assert links.find("https://login.example/", "Ben") is None
    for name, subject in (("ben", "another"), ("dora", "Ben")):
        with pytest.raises(Unusable, match="linked already"):
            links.link(people[name].id, ISSUER, subject)
    assert links.linked() == {people["ben"].id}


@pytest.mark.parametrize("subject", ["", "1" * 256, "\x00", "é"])
def test_a_subject_that_no_provider_may_use_is_refused(access, people, subject):
    with pytest.raises(Unusable, match="255"):
        access.identities.link(people["ben"].id, ISSUER, subject)


def test_the_end_of_a_link_ends_the_sessions(access, people):
    access.identities.link(people["ben"].id, ISSUER, "1")
    mine, another = access.sessions.begin(people["ben"].id), access.sessions.begin(people["dora"].id)
    assert access.identities.unlink(people["ben"].id, ISSUER)
    assert access.sessions.holder(mine) is None
    assert access.sessions.holder(another)
    assert access.identities.find(ISSUER, "1") is None
    assert not access.identities.unlink(people["ben"].id, ISSUER)


def test_a_member_joins_as_a_whole_or_not_at_all(access, people):
    settings = Settings(
        oidc_issuer=ISSUER, oidc_client_id="m", public_url="https://m.example", oidc_domains="club.example"
    )
    club = open_id(settings)
    eva = club.admit(Person(ISSUER, "eva", "eva@club.example"), access)
    assert (eva.role, eva.name) == ("runner", "eva@club.example")
    assert club.admit(Person(ISSUER, "eva", None), access) == eva
    with pytest.raises(Unusable):
        access.accounts.add("eve", "runner", "correct horse battery", identity=(ISSUER, "eva"))
    assert len(access.accounts.list()) == len(people) + 1


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "MIDSTANCE_PUBLIC_URL"),
        ({"oidc_client_id": "m"}, "MIDSTANCE_PUBLIC_URL"),
        (
            {"oidc_client_id": "m", "public_url": "http://midstance.example"},
            "MIDSTANCE_PUBLIC_URL must be https",
        ),
        (
            {"oidc_client_id": "m", "public_url": "https://m.example", "oidc_issuer": "http://login.example"},
            "OIDC_ISSUER must be https",
        ),
    ],
)
def test_a_provider_that_is_half_set_up_is_refused(given, why):
    with pytest.raises(Unusable, match=why):
        open_id(Settings(**{"oidc_issuer": ISSUER} | given))


def test_no_provider_is_set_up_by_default():
    assert open_id(Settings()) is None
