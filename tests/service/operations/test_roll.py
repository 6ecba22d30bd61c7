from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from service.operations.roll import LOST_AFTER_S, Roll, now
from service.operations.tallies import counted
from service.tables import workers


def test_who_signed_is_alive_until_silent_for_a_minute_and_gone_when_struck(engine):
    roll = Roll(engine)
    roll.sign(["serve-0", "serve-1", "box-0"])
    roll.sign(["serve-0"])
    with engine.begin() as connection:
        long_ago = now(connection) - timedelta(seconds=LOST_AFTER_S + 5)
        connection.execute(update(workers).where(workers.c.name == "serve-1").values(seen_at=long_ago))
    assert roll.alive() == {"box-0": True, "serve-0": True, "serve-1": False}
    roll.strike(["serve-0"])
    assert list(roll.alive()) == ["box-0", "serve-1"]
    roll.strike_all("serve")
    assert list(roll.alive()) == ["box-0"]


def test_striking_a_machine_spares_others_whose_names_begin_alike(engine):
    roll = Roll(engine)
    roll.sign(["box-0", "box-a-0"])
    roll.strike_all("box")
    assert list(roll.alive()) == ["box-a-0"]


def test_restarts_are_counted(engine):
    Roll(engine).count_restart()
    assert counted(engine)["worker_restarts"] == 1


def test_the_database_tells_the_time(engine):
    with engine.connect() as connection:
        assert abs(now(connection) - datetime.now(UTC)) < timedelta(seconds=5)
