"""Who may do what with a plan's log, on either database."""

from dataclasses import dataclass

import pytest

from coaching import Entry
from service.access.accounts import Accounts
from service.access.athletes import Athletes
from service.access.callers import Caller
from service.access.errors import NotTheOwner
from service.plans.examples import BASELINE, SETTINGS
from service.plans.rows import Plans, UnknownEntry, UnknownPlan

DAY = SETTINGS.start
ROLES = {"anna": "admin", "cora": "coach", "ben": "runner", "rita": "coach"}


@dataclass
class Followed:
    """A plan that the coach cora made for the runner ben, who is an athlete of hers."""

    plans: Plans
    athletes: Athletes
    athlete: str
    plan: str
    people: dict[str, Caller]

    def write(self, who, notes):
        return self.plans.write(self.plan, Entry(day=DAY, minutes=30.0, notes=notes), self.people[who]).id

    def strike(self, who, entry):
        self.plans.strike(self.plan, entry, self.people[who])

    def notes(self):
        return [logged.entry.notes for logged in self.plans.log(self.plan)]


@pytest.fixture
def make(engine):
    """Have a plan with this owner."""
    accounts, athletes, plans = Accounts(engine), Athletes(engine), Plans(engine)
    people = {
        name: Caller(accounts.add(name, role, "correct horse").id, role) for name, role in ROLES.items()
    }
    ben = athletes.add(people["cora"], name="Ben", user=people["ben"].id, coach=None).id

    def make(owner):
        plan = plans.add(BASELINE, SETTINGS, ben, people[owner]).id
        return Followed(plans, athletes, ben, plan, people)

    return make


def test_an_entry_is_struck_by_who_wrote_it_and_the_owner_of_the_plan(make):
    followed = make("cora")
    bens, coras, wrong = (followed.write(who, who) for who in ("ben", "cora", "ben"))
    with pytest.raises(NotTheOwner):
        followed.strike("ben", coras)
    followed.strike("ben", bens)
    followed.strike("cora", wrong)
    assert followed.notes() == ["cora"]
    for who, error in (("ben", UnknownEntry), ("rita", UnknownPlan)):
        with pytest.raises(error):
            followed.strike(who, bens)
    with pytest.raises(UnknownPlan):
        followed.strike("rita", coras)


def test_who_wrote_an_entry_strikes_it_when_the_plan_is_seen_no_longer(make):
    followed = make("cora")
    bens, coras = followed.write("ben", "b"), followed.write("cora", "c")
    followed.athletes.delete(followed.athlete, followed.people["cora"])
    with pytest.raises(UnknownPlan):
        followed.plans.read(followed.plan, followed.people["ben"])
    with pytest.raises(UnknownPlan):
        followed.strike("ben", coras)
    followed.strike("ben", bens)
    assert len(followed.notes()) == 1


@pytest.mark.parametrize(("owner", "left"), [("cora", ["", ""]), ("ben", ["my knee", "his knee"])])
def test_of_a_forgotten_athlete_the_notes_go_except_from_a_plan_of_their_own(make, owner, left):
    followed = make(owner)
    followed.write("ben", "my knee")
    followed.write("cora", "his knee")
    followed.athletes.delete(followed.athlete, followed.people["cora"])
    assert followed.notes() == left
