from sqlalchemy.exc import OperationalError

from service.chores import tried


def test_whatever_goes_wrong_with_a_chore_is_told_and_gone_by(caplog):
    for error in (OperationalError("", {}, Exception()), KeyError("x"), OSError(28, "full")):
        with tried("telling webhooks"):
            raise error
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "the database does not answer; telling webhooks has to wait",
        "telling webhooks failed; it is tried again",
        "telling webhooks failed; it is tried again",
    ]
