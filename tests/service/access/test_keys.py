from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from service.limited import AtMost, TooMany
from service.tables import keys


def test_a_key_is_known_by_what_only_its_holder_has(access, people, engine):
    key, secret = access.keys.add(people["ben"].id, label="laptop", scope="read", days=7)
    assert secret.startswith(f"midstance_{key.id}_")
    assert len(secret.rpartition("_")[2]) <= 43 <= len(secret.removeprefix(f"midstance_{key.id}_"))
    caller = access.keys.holder(secret)
    assert (caller.id, caller.role, caller.scope, caller.session) == (
        people["ben"].id,
        "runner",
        "read",
        None,
    )
    assert access.keys.list(people["ben"].id)[0].used_at is not None
    for wrong in (secret[:-1], secret + "x", f"midstance_{key.id}_", key.id, ""):
        assert access.keys.holder(wrong) is None
    with engine.connect() as connection:
        assert secret[-40:] not in str(connection.execute(select(keys)).all())


def test_a_key_ends_on_its_day(access, people, engine):
    _, secret = access.keys.add(people["ben"].id, label="laptop", scope="read", days=7)
    with engine.begin() as connection:
        connection.execute(update(keys).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert access.keys.holder(secret) is None


def test_only_its_holder_revokes_a_key(access, people):
    key, secret = access.keys.add(people["ben"].id, label="laptop", scope="write", days=7)
    assert not access.keys.revoke(people["anna"].id, key.id)
    assert access.keys.list(people["anna"].id) == []
    assert access.keys.holder(secret)
    assert access.keys.revoke(people["ben"].id, key.id)
    assert access.keys.holder(secret) is None
    assert not access.keys.revoke(people["ben"].id, key.id)


def test_a_key_does_what_its_accounts_role_is_now(access, people):
    _, secret = access.keys.add(people["anna"].id, label="laptop", scope="manage", days=7)
    access.accounts.change(people["anna"].id, role="runner")
    assert access.keys.holder(secret).role == "runner"


def test_an_account_has_so_many_keys(access, people, monkeypatch):
    monkeypatch.setattr("service.access.keys.MOST", AtMost(2, "keys"))
    for _ in range(2):
        access.keys.add(people["ben"].id, label="laptop", scope="write", days=7)
    with pytest.raises(TooMany, match="at most 2 keys"):
        access.keys.add(people["ben"].id, label="laptop", scope="write", days=7)
    access.keys.add(people["dora"].id, label="laptop", scope="write", days=7)
