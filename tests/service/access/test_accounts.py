from service.access.accounts import Accounts


def test_at_first_nobody_has_an_account(engine):
    assert not Accounts(engine).exist()
