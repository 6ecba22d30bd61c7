from datetime import timedelta

import pytest

from service.answers import Answer, Answers, BrokenPromise, Promise, keep_promise, promised
from service.fingerprints import Fingerprint

DAY = timedelta(days=1)


@pytest.fixture
def answers(engine):
    return Answers(engine)


def promise(owner="anna", key="k", keep=DAY):
    return Promise(owner, key, Fingerprint(key, "/v1/analyses?", ""), keep)


def test_what_a_key_made_is_found_by_its_owner_alone(answers):
    kept = promise()
    answers.keep(kept, 202, "/v1/analyses/1")
    assert answers.find("anna", "k") == Answer(kept.fingerprint.text(), 202, "/v1/analyses/1")
    assert answers.find("ben", "k") is None
    assert answers.find("anna", "l") is None


def test_a_key_expires_and_can_be_used_anew(answers):
    answers.keep(promise(keep=-DAY), 202, "/v1/analyses/1")
    assert answers.find("anna", "k") is None
    answers.keep(promise(), 202, "/v1/analyses/2")
    assert answers.find("anna", "k").location == "/v1/analyses/2"


def test_of_two_requests_with_a_key_the_second_is_undone(answers, engine):
    answers.keep(promise(), 202, "/v1/analyses/1")
    with pytest.raises(BrokenPromise), promised(promise()), engine.begin() as connection:
        keep_promise(connection, 202, "/v1/analyses/2")
    assert answers.find("anna", "k").location == "/v1/analyses/1"


def test_a_promise_is_kept_with_the_transaction_or_not_at_all(answers, engine):
    with pytest.raises(ZeroDivisionError), promised(promise()), engine.begin() as connection:
        keep_promise(connection, 202, "/v1/analyses/1")
        raise ZeroDivisionError
    assert answers.find("anna", "k") is None


def test_without_a_key_nothing_is_kept(answers, engine):
    with engine.begin() as connection:
        keep_promise(connection, 202, "/v1/analyses/1")
    assert answers.find("anna", "k") is None
