import pytest

from service.recent import Key, Recent


@pytest.fixture
def recent():
    return Recent[bytes](len, most_bytes=10, keep_s=600.0)


def test_what_was_used_longest_ago_makes_room(recent):
    for number in range(3):
        recent.keep(Key("a", number), b"1234")
        assert recent.get(Key("a", 0)) == b"1234"
    assert recent.get(Key("a", 1)) is None
    assert recent.get(Key("a", 2)) == b"1234"


def test_what_is_too_large_is_not_kept(recent):
    recent.keep(Key("a", 0), bytes(11))
    assert recent.get(Key("a", 0)) is None


def test_nothing_stays_of_analyses_that_are_gone(recent):
    recent.keep(Key("a", 0), b"1")
    recent.keep(Key("b", 0), b"2")
    assert recent.analyses() == {"a", "b"}
    recent.drop({"b"})
    assert recent.analyses() == {"b"}


def test_nothing_stays_that_nobody_asked_for_lately():
    recent = Recent[bytes](len, most_bytes=10, keep_s=-1.0)
    recent.keep(Key("a", 0), b"1")
    recent.drop({"a"})
    assert recent.get(Key("a", 0)) is None
