import pytest
from admitting import record
from club import PASSWORD

from service.access.accounts import Accounts
from service.access.callers import LOCAL, Caller
from service.access.errors import Unusable
from service.analyses import Analyses, UnknownAnalysis


def test_at_first_nobody_has_an_account(engine):
    assert not Accounts(engine).exist()


def test_the_first_account_is_an_admins_and_takes_what_was_there(access, engine):
    analyses = Analyses(engine)
    with engine.begin() as connection:
        analyses.add(connection, record("01"), "job")
    athlete = access.athletes.add(LOCAL, name="Me", user=None, coach=None)
    with pytest.raises(Unusable, match="--role admin"):
        access.accounts.add("ben", "runner", PASSWORD)
    anna = access.accounts.add("anna", "admin", PASSWORD)
    ben = access.accounts.add("ben", "runner", PASSWORD)
    assert access.accounts.exist()
    assert access.accounts.list() == [anna, ben]
    assert analyses.read("01", Caller(anna.id, "admin")).owner == anna.id
    assert access.athletes.read(athlete.id, Caller(anna.id, "admin")).owner == anna.id
    for caller in (LOCAL, Caller(ben.id, "runner")):
        with pytest.raises(UnknownAnalysis):
            analyses.read("01", caller)


def test_a_name_is_taken_once_however_it_is_written(access):
    access.accounts.add("anna", "admin", PASSWORD)
    for name in ("anna", " Anna "):
        with pytest.raises(Unusable, match="There is an account named anna"):
            access.accounts.add(name, "runner", PASSWORD)


@pytest.mark.parametrize(
    "name", ["", "a b", "../a", "-a", "x" * 65, "\N{CYRILLIC SMALL LETTER A}nna", "a\nb"]
)
def test_a_name_that_could_be_taken_for_another_is_refused(access, name):
    with pytest.raises(Unusable, match="small letters"):
        access.accounts.add(name, "admin", PASSWORD)


def test_name_and_password_open_an_account_until_it_is_closed(access, people):
    assert access.accounts.verify("Ben", PASSWORD).id == people["ben"].id
    assert access.accounts.verify("ben", PASSWORD + "!") is None
    assert access.accounts.verify("nobody", PASSWORD) is None
    access.accounts.change(people["ben"].id, disabled=True)
    assert access.accounts.verify("ben", PASSWORD) is None
    assert access.accounts.exist()
    assert access.accounts.change(people["ben"].id, disabled=False, role="coach").role == "coach"
    assert access.accounts.verify("ben", PASSWORD).role == "coach"


def test_closing_an_account_ends_its_sessions_and_stops_its_keys(access, people):
    ben = people["ben"].id
    token = access.sessions.begin(ben)
    _, secret = access.keys.add(ben, label="laptop", scope="read", days=1)
    access.accounts.change(ben, disabled=True)
    assert access.sessions.holder(token) is None
    assert access.keys.holder(secret) is None
    access.accounts.change(ben, disabled=False)
    assert access.sessions.holder(token) is None
    assert access.keys.holder(secret).id == ben


def test_a_new_password_ends_the_other_sessions(access, people):
    ben, anna = people["ben"].id, people["anna"].id
    here, there, hers = access.sessions.begin(ben), access.sessions.begin(ben), access.sessions.begin(anna)
    access.accounts.set_password(ben, "another long password", keep=access.sessions.holder(here).session)
    assert access.sessions.holder(here).id == ben
    assert access.sessions.holder(there) is None
    assert access.sessions.holder(hers).id == anna
    assert access.accounts.verify("ben", PASSWORD) is None
    assert access.accounts.verify("ben", "another long password").id == ben
    access.accounts.set_password(ben, PASSWORD)
    assert access.sessions.holder(here) is None
