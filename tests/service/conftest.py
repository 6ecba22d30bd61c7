from functools import partial

import pytest
from postgres_process import Postgres
from s3 import BucketServer
from serving import serving

from service.database import connect, migrate
from service.jobs import Jobs
from service.settings import Settings
from service.store import Store


@pytest.fixture
def serve(tmp_path):
    """`serving` with data that stays between calls of one test."""
    return partial(serving, tmp_path)


@pytest.fixture(scope="session")
def postgres():
    server = Postgres()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def bucket_server():
    server = BucketServer()
    yield server
    server.stop()


@pytest.fixture
def bucket(bucket_server, monkeypatch):
    """The address of an empty bucket, with the access to it in the environment."""
    for name, value in bucket_server.variables.items():
        monkeypatch.setenv(name, value)
    return bucket_server.new_bucket()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'midstance.db'}"
    return request.getfixturevalue("postgres").new_database()


@pytest.fixture
def engine(database):
    """Connections to a database with tables."""
    engine = connect(database)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def settings(tmp_path, database):
    return Settings(data=tmp_path, database=database)


@pytest.fixture
def store(settings):
    return Store(settings)


@pytest.fixture
def jobs(settings, store):
    jobs = Jobs(settings, store)
    with jobs.opened():
        yield jobs
