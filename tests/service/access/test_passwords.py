import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from service.access.errors import Unusable
from service.access.passwords import _nobodys, hashed, verified


def test_a_password_is_known_by_its_hash_alone():
    kept = hashed("correct horse battery")
    assert "horse" not in kept
    assert kept != hashed("correct horse battery")
    assert verified("correct horse battery", kept)
    assert not verified("correct horse batterz", kept)
    assert not verified("", kept)


def test_an_accent_is_the_same_whichever_keyboard_wrote_it():
    composed, combined = "caf\N{LATIN SMALL LETTER E WITH ACUTE}", "cafe\N{COMBINING ACUTE ACCENT}"
    assert verified(f"{combined} au lait noir", hashed(f"{composed} au lait noir"))


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * 129])
def test_a_password_too_short_or_too_long_is_refused(password):
    with pytest.raises(Unusable, match="12 to 128 characters"):
        hashed(password)


def test_a_password_of_a_megabyte_is_wrong_without_being_hashed(monkeypatch):
    seen = []
    real = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda *given: (seen.append(given[2]), real(*given))[1])
    assert not verified("x" * 2**20, hashed("x" * 12))
    assert seen == [""]


def test_nobodys_password_takes_as_long_as_anybodys(monkeypatch):
    monkeypatch.undo()
    _nobodys.cache_clear()
    looked_at = []
    real = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda *given: (looked_at.append(given[1]), real(*given))[1]
    )
    kept = hashed("correct horse battery")
    assert not verified("a wrong password", None)
    assert not verified("a wrong password", kept)
    assert [extract_parameters(hash) for hash in looked_at] == [RFC_9106_LOW_MEMORY] * 2
    _nobodys.cache_clear()
