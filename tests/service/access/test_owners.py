"""What is being made while somebody makes the first account belongs to that account, or is not made."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from admitting import kept, names, record, submit
from club import PASSWORD
from serving import CLIP, wait_until
from sqlalchemy import func, select

from service.access import accounts
from service.access.accounts import Accounts
from service.access.callers import LOCAL, Caller
from service.access.gate import Gate
from service.batches.models import NewBatch
from service.batches.rows import Batches
from service.database import connect
from service.plans import examples
from service.plans.rows import Plans
from service.problems import Problem
from service.store import VIDEO
from service.tables import analyses, athletes, batches, uploads, webhooks
from service.uploads.ledger import Ledger
from service.webhooks.endpoints import Webhooks


def refused(make):
    with pytest.raises(Problem) as caught:
        make()
    return caught.value.document.status == 401


def how_many(engine, table):
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_from_the_first_account_on_nothing_is_made_without_one(jobs, access, engine, settings):
    access.accounts.add("anna", "admin", PASSWORD)
    assert refused(lambda: submit(jobs, record("01")))
    assert refused(lambda: Ledger(engine, keep_s=9).create("local", length=1, metadata="", file_name=""))
    assert refused(lambda: Batches(engine).add(NewBatch(name="races"), LOCAL))
    assert refused(lambda: access.athletes.add(LOCAL, name="Me", user=None, coach=None))
    assert refused(lambda: Webhooks(engine).add(LOCAL, "https://a.example/"))
    made = (analyses, uploads, batches, athletes, webhooks)
    assert [how_many(engine, table) for table in made] == [0] * 5
    wait_until(lambda: names(kept(settings)) == [])


def test_an_account_made_while_a_clip_is_admitted_takes_it(jobs, engine, tmp_path):
    (tmp_path / "clip").write_bytes(b"clip")
    with ThreadPoolExecutor() as others:

        def enter(_):
            enter.made = others.submit(Accounts(engine).add, "anna", "admin", PASSWORD)
            with pytest.raises(TimeoutError):
                enter.made.result(timeout=0.5)  # it waits for this transaction

        jobs.submit(record("01"), {VIDEO: tmp_path / "clip"}, enter)
        anna = enter.made.result()
    with engine.connect() as connection:
        assert connection.execute(select(analyses.c.owner)).scalar_one() == anna.id


def test_a_clip_admitted_while_an_account_is_made_is_not(jobs, engine, monkeypatch):
    at_work, go_on, hand_over = threading.Event(), threading.Event(), accounts._hand_over

    def slow(connection, id):
        hand_over(connection, id)
        at_work.set()
        assert go_on.wait(30)

    monkeypatch.setattr(accounts, "_hand_over", slow)
    with ThreadPoolExecutor() as others:
        making = others.submit(Accounts(engine).add, "anna", "admin", PASSWORD)
        assert at_work.wait(30)
        admitting = others.submit(submit, jobs, record("01"))
        with pytest.raises(TimeoutError):
            admitting.result(timeout=0.5)
        go_on.set()
        making.result()
        assert refused(admitting.result)
    assert how_many(engine, analyses) == 0


def test_who_still_uploads_when_the_first_account_is_made_is_asked_whose_it_is(
    serve, database, tmp_path, monkeypatch
):
    content = CLIP.read_bytes()
    engine = connect(database)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    tus = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}

    let_in, admit = [], Gate._admit

    def noted(gate, scope):
        let_in.append(admit(gate, scope))
        return let_in[-1]

    monkeypatch.setattr(Gate, "_admit", noted)

    def halves(begun, start, rest):
        yield start
        assert begun.wait(30)
        yield rest

    with serve(None, database=database) as client, ThreadPoolExecutor() as others:
        address = client.post("/v1/uploads", headers=tus | {"Upload-Length": str(len(content))}).headers[
            "location"
        ]
        begun = threading.Event()
        clip = halves(begun, head + content[:9], content[9:] + b"\r\n--x--\r\n")
        answers = [
            others.submit(client.post, "/v1/analyses", content=clip, headers=form),
            others.submit(
                client.patch, address, content=halves(begun, content[:9], content[9:]), headers=tus
            ),
        ]
        wait_until(lambda: len(let_in) == 3, timeout_s=30)
        anna = Accounts(engine).add("anna", "admin", PASSWORD)
        begun.set()
        for each in answers:
            assert each.result().status_code == 401, each.result().text
            assert each.result().json()["detail"].startswith("This request does not say whose it is")
        wait_until(lambda: names(tmp_path / "analyses") == [])
        with engine.connect() as connection:
            assert connection.execute(select(uploads.c.owner)).scalars().all() == [anna.id]
    assert how_many(engine, analyses) == 0
    engine.dispose()


def test_the_first_account_takes_over_plans_with_their_logs(engine):
    plans = Plans(engine)
    plan = plans.add(examples.BASELINE, examples.SETTINGS, None, LOCAL)
    plans.write(plan.id, examples.LOGGED.entry, LOCAL)
    anna = Accounts(engine).add("anna", "admin", PASSWORD)
    hers = Caller(anna.id, "admin")
    assert plans.read(plan.id, hers).owner == anna.id
    assert [logged.entry for logged in plans.log(plan.id)] == [examples.LOGGED.entry]
    plans.delete(plan.id, hers)
    assert plans.seen_by(hers) == []
