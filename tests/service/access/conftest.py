from functools import partial

import pytest
from argon2 import PasswordHasher
from club import PASSWORD

from service.access.callers import Caller
from service.access.parts import Access


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    """Hashes that cost nothing; what they are made of otherwise is tested by itself."""
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("service.access.passwords.PasswordHasher", cheap)


@pytest.fixture
def access(engine, settings):
    return Access(engine, settings)


@pytest.fixture
def people(access):
    """An admin, two runners and two coaches, as callers."""
    roles = {"anna": "admin", "ben": "runner", "dora": "runner", "cleo": "coach", "carl": "coach"}
    return {n: Caller(access.accounts.add(n, role, PASSWORD).id, role) for n, role in roles.items()}
