import pytest
from admitting import record

from service.access.callers import Caller
from service.access.errors import NotTheOwner, UnknownAthlete, Unusable
from service.analyses import Analyses, UnknownAnalysis
from service.limited import AtMost, TooMany


@pytest.fixture
def keep(access, people):
    """Have somebody keep an athlete."""

    def keep(by, **given):
        ids = {field: people[name].id for field, name in given.items()}
        return access.athletes.add(people[by], name="A", **{"user": None, "coach": None} | ids)

    return keep


@pytest.fixture
def seen(engine, people):
    """Who sees an analysis that its owner has given to an athlete."""
    analyses = Analyses(engine)

    def seen(owner, athlete):
        with engine.begin() as connection:
            analyses.add(connection, record("01", owner=people[owner].id, athlete=athlete.id), "job")
        return {name for name, caller in people.items() if sees(caller)}

    def sees(caller):
        try:
            return analyses.read("01", caller).id in [known.id for known in analyses.list(caller)]
        except UnknownAnalysis:
            assert analyses.list(caller) == []
            return False

    return seen


def test_a_coach_sees_what_a_runner_gives(keep, seen):
    assert seen("ben", keep("ben", coach="cleo")) == {"ben", "cleo"}


def test_a_runner_sees_what_the_coach_made_of_them(keep, seen):
    assert seen("cleo", keep("cleo", user="dora")) == {"cleo", "dora"}


def test_a_coach_who_keeps_the_entry_sees_what_is_given_to_it(keep, seen):
    assert seen("ben", keep("cleo", user="ben", coach="carl")) == {"ben", "cleo", "carl"}


def test_who_is_no_coach_any_more_sees_nothing_more(access, keep, engine, people):
    athlete = keep("ben", coach="cleo")
    demoted = Caller(people["cleo"].id, "runner")
    with engine.begin() as connection:
        Analyses(engine).add(connection, record("01", owner=people["ben"].id, athlete=athlete.id), "job")
    assert len(Analyses(engine).list(people["cleo"])) == 1
    assert Analyses(engine).list(demoted) == access.athletes.list(demoted) == []


def test_what_is_taken_back_is_the_owners_alone_again(access, keep, seen, engine, people):
    athlete = keep("ben", coach="cleo")
    assert seen("ben", athlete) == {"ben", "cleo"}
    access.athletes.delete(athlete.id, people["ben"])
    assert Analyses(engine).list(people["cleo"]) == []
    assert Analyses(engine).read("01", people["ben"]).athlete is None


def test_only_who_keeps_an_entry_changes_it(access, keep, people):
    athlete = keep("cleo", user="ben", coach="carl")
    for name in ("ben", "carl"):
        assert access.athletes.read(athlete.id, people[name]) == athlete
        with pytest.raises(NotTheOwner):
            access.athletes.change(athlete.id, people[name], name="B", user=None, coach=None)
        with pytest.raises(NotTheOwner):
            access.athletes.delete(athlete.id, people[name])
    for name in ("anna", "dora"):
        with pytest.raises(UnknownAthlete):
            access.athletes.change(athlete.id, people[name], name="B", user=None, coach=None)
        with pytest.raises(UnknownAthlete):
            access.athletes.delete(athlete.id, people[name])
        assert access.athletes.list(people[name]) == []
    assert access.athletes.change(athlete.id, people["cleo"], name="B", user=None, coach=None).coach is None
    assert access.athletes.list(people["carl"]) == []


def test_a_runner_keeps_nobody_but_themselves(keep, access, people):
    assert keep("ben").user == keep("ben", user="ben").user == people["ben"].id
    for name in ("ben", "anna"):
        with pytest.raises(Unusable, match="Only a coach keeps entries of others"):
            keep(name, user="dora")
    mine = access.athletes.list(people["ben"])
    assert [athlete.user for athlete in mine] == [people["ben"].id] * 2
    with pytest.raises(Unusable, match="Only a coach"):
        access.athletes.change(mine[0].id, people["ben"], name="B", user=people["dora"].id, coach=None)


@pytest.mark.parametrize("given", [{"coach": "ben"}, {"coach": "anna"}])
def test_only_a_coach_can_be_named_as_one(keep, given):
    with pytest.raises(Unusable, match="id given as coach"):
        keep("cleo", **given)


@pytest.mark.parametrize("empty", ["user", "coach"])
def test_an_empty_id_is_nobodys(access, people, empty):
    nobody = {"user": None, "coach": None}
    with pytest.raises(Unusable, match=f"id given as {empty}"):
        access.athletes.add(people["cleo"], name="A", **nobody | {empty: ""})
    athlete = access.athletes.add(people["cleo"], name="A", **nobody)
    with pytest.raises(Unusable, match=f"id given as {empty}"):
        access.athletes.change(athlete.id, people["cleo"], name="A", **nobody | {empty: ""})
    assert access.athletes.read(athlete.id, people["cleo"]) == athlete


def test_an_account_that_there_is_not_or_no_longer_cannot_be_named(access, keep, people):
    access.accounts.change(people["dora"].id, disabled=True)
    with pytest.raises(Unusable, match="id given as user"):
        keep("cleo", user="dora")
    with pytest.raises(Unusable, match="id given as user"):
        access.athletes.add(people["cleo"], name="A", user="0" * 32, coach=None)


def test_one_keeps_so_many(keep, monkeypatch):
    monkeypatch.setattr("service.access.athletes.MOST", AtMost(1, "athletes"))
    keep("ben")
    with pytest.raises(TooMany, match="at most 1 athletes"):
        keep("ben")
    keep("dora")
