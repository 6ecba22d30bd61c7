import subprocess
import sys

import pytest
from serving import wait_until
from sqlalchemy import text

from service.locks import locked, only_one


def test_one_at_a_time(tmp_path):
    path = tmp_path / "workers" / "a.lock"
    with locked(path), pytest.raises(BlockingIOError), locked(path):
        pass
    with locked(path):
        pass


def test_a_lock_ends_with_its_process(tmp_path):
    path = tmp_path / "a.lock"
    code = "import sys, time\nfrom pathlib import Path\nfrom service.locks import locked\n"
    code += f"with locked(Path({str(path)!r})):\n    print(1, flush=True)\n    time.sleep(600)"
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert holder.stdout.readline()
    assert not _is_free(path)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    wait_until(lambda: _is_free(path))


def _is_free(path):
    try:
        with locked(path):
            return True
    except BlockingIOError:
        return False


def test_a_name_is_one_processs_in_all_of_a_database(engine, tmp_path, monkeypatch):
    monkeypatch.setattr("service.locks._LINGER_S", 0.1)
    with only_one(engine, tmp_path / "a.lock", "box") as claim:
        assert claim.is_held()
        with only_one(engine, tmp_path / "b.lock", "another"):
            pass
        other_folder = tmp_path / ("b.lock" if engine.dialect.name == "postgresql" else "a.lock")
        with pytest.raises(BlockingIOError), only_one(engine, other_folder, "box"):
            pass
    with only_one(engine, tmp_path / "b.lock", "box"):
        pass


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_claim_is_taken_anew_when_the_database_was_away_unless_another_was_quicker(
    engine, tmp_path, monkeypatch
):
    monkeypatch.setattr("service.locks._LINGER_S", 0.1)
    with only_one(engine, tmp_path / "a.lock", "box") as claim:
        _cut_off_all(engine)
        assert claim.is_held()
        _cut_off_all(engine)
        with only_one(engine, tmp_path / "b.lock", "box"):
            assert not claim.is_held()
        assert claim.is_held()


def _cut_off_all(engine):
    """As a restart of the server does."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with engine.connect() as connection:
        connection.execute(text(f"{others} AND datname = current_database()"))
