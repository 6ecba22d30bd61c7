import pytest

from service.access.throttle import Throttle

HOME, AWAY = "192.0.2.1", "198.51.100.7"


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def throttle(clock):
    return Throttle(clock)


def fail(throttle, clock, times, name="ben", address=AWAY):
    """The seconds that had to be waited before each of so many logins, all of them wrong."""
    waits = []
    for _ in range(times):
        waits.append(throttle.begin(name, address))
        clock.now += waits[-1]
        if waits[-1]:
            assert throttle.begin(name, address) == 0
    return waits


def test_after_five_wrong_passwords_each_one_waits_longer(throttle, clock):
    assert fail(throttle, clock, 13) == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 40, 40]


def test_at_most_a_hundred_guesses_an_hour_at_one_account_from_everywhere(throttle, clock):
    end, guesses = clock.now + 3600, 0
    while clock.now < end:
        if throttle.begin("ben", f"10.0.{guesses // 250}.{guesses % 250}") == 0:
            guesses += 1
        clock.now += 1
    assert 80 < guesses <= 100


def test_twenty_wrong_passwords_from_one_address_make_it_wait(throttle):
    for i in range(20):
        assert throttle.begin(f"runner{i}", AWAY) == 0
    assert throttle.begin("another", AWAY) == 1
    assert throttle.begin("another", HOME) == 0


def test_strangers_do_not_hold_up_who_is_where_they_have_been(throttle, clock):
    throttle.begin("ben", HOME)
    throttle.succeeded("ben", HOME)
    fail(throttle, clock, 30)
    assert throttle.begin("ben", AWAY) > 0
    assert throttle.begin("ben", HOME) == 0


def test_behind_the_same_address_the_wait_stays_short(throttle, clock):
    throttle.begin("ben", HOME)
    throttle.succeeded("ben", HOME)
    assert max(fail(throttle, clock, 30, address=HOME)) == 40


def test_nobody_waits_for_ever(throttle, clock):
    fail(throttle, clock, 60)
    clock.now += 900
    assert throttle.begin("ben", HOME) == 0


def test_the_right_password_ends_the_wait_of_the_account(throttle, clock):
    fail(throttle, clock, 7)
    clock.now += 60
    assert throttle.begin("ben", AWAY) == 0
    throttle.succeeded("ben", AWAY)
    assert fail(throttle, clock, 5) == [0, 0, 0, 0, 0]


def test_an_own_account_does_not_free_an_address_to_guess_at_others(throttle, clock):
    for i in range(30):
        clock.now += throttle.begin(f"victim{i}", AWAY)
        if throttle.begin("mine", AWAY) == 0:
            throttle.succeeded("mine", AWAY)
    assert throttle.begin("victim", AWAY) > 0


def test_an_hour_of_quiet_is_forgotten(throttle, clock):
    fail(throttle, clock, 10)
    clock.now += 3601
    assert fail(throttle, clock, 5) == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("testclient", "testclient", True),
    ],
)
def test_a_provider_gives_one_customer_half_of_an_address(throttle, one, other, same):
    for i in range(20):
        throttle.begin(f"runner{i}", one)
    assert (throttle.begin("another", other) > 0) == same


def test_memory_does_not_grow_with_the_names_that_are_tried(throttle, monkeypatch):
    monkeypatch.setattr("service.access.throttle.MOST", 100)
    for i in range(1000):
        throttle.begin(f"n{i}", f"10.{i // 250}.{i % 250}.1")
    assert len(throttle._counts) <= 100
