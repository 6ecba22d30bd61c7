import shutil
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
def serve(tmp_path, sqlite_database):  # noqa: ARG001
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


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory):
    """A file with tables and nothing in them: to copy it is quicker than to make them."""
    file = tmp_path_factory.mktemp("tables") / "midstance.db"
    _make_tables(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_tables(postgres):
    """The same, a database of the server."""
    database = postgres.new_database()
    _make_tables(database)
    return database


def _make_tables(database):
    engine = connect(database)
    migrate(engine)
    engine.dispose()


@pytest.fixture
def sqlite_database(tmp_path, sqlite_tables):
    """The address of a database with tables where a server with this data folder has its own."""
    return f"sqlite:///{shutil.copy(sqlite_tables, tmp_path)}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    """The address of a database of either kind, with tables."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_database")
    server, tables = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_tables")
    database = server.new_database(tables)
    request.addfinalizer(lambda: server.drop(database))
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request, tmp_path):
    """The same without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'midstance.db'}"
    return request.getfixturevalue("postgres").new_database()


@pytest.fixture
def engine(database):
    """Connections to a database with tables."""
    engine = connect(database)
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
