"""Backups as they are written; test_restore.py brings them back."""

import stat
import tarfile

import pytest
from admitting import admit, kept

from service.access.callers import LOCAL
from service.access.shares import Shares
from service.operations import backup
from service.operations.backup import back_up


def test_a_backup_is_written_as_a_whole_and_for_its_owner_alone(settings, store, jobs, tmp_path):
    admit(jobs)
    (kept(settings, admit(jobs)) / ".run").mkdir()
    target = tmp_path / "backup.tar"
    assert back_up(jobs.engine, store, target) == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with tarfile.open(target) as tar:
        names = tar.getnames()
    assert (names[0], names[-1]) == ("midstance.json", "checksums.json")
    assert sum(name.endswith("/video") for name in names) == 2
    assert not [name for name in names if "/." in name]
    with pytest.raises(FileExistsError):
        back_up(jobs.engine, store, target)
    assert [path.name for path in tmp_path.glob(".backup*")] == []


def test_what_is_corrected_meanwhile_is_not_left_out(store, jobs, tmp_path, monkeypatch):
    id, new = admit(jobs), tmp_path / "new"
    new.write_bytes(b"{}")
    fetch = store.blobs.fetch

    def correct(key, folder):
        store.blobs.put(new, f"{id}/revisions/1-0/report.json")
        return fetch(key, folder)

    monkeypatch.setattr(store.blobs, "fetch", correct)
    assert back_up(jobs.engine, store, tmp_path / "backup.tar") == 1


def test_the_rows_of_all_tables_are_of_one_instant(store, jobs, tmp_path, monkeypatch):
    read = backup._rows

    def read_beside_changes(connection, table):
        found = list(read(connection, table))
        if table.name == "analyses":
            Shares(jobs.engine).add(admit(jobs), LOCAL, days=1)
        return found

    monkeypatch.setattr(backup, "_rows", read_beside_changes)
    admit(jobs)
    assert back_up(jobs.engine, store, tmp_path / "backup.tar") == 1
    with tarfile.open(tmp_path / "backup.tar") as tar:
        assert tar.extractfile("rows/shares.jsonl").read() == b""


def test_what_is_deleted_meanwhile_is_left_out(settings, store, jobs, tmp_path):
    stays, deleted = admit(jobs), admit(jobs)
    (kept(settings, deleted) / "video").unlink()
    assert back_up(jobs.engine, store, tmp_path / "backup.tar") == 1
    with tarfile.open(tmp_path / "backup.tar") as tar:
        rows = tar.extractfile("rows/analyses.jsonl").read().decode()
    assert stays in rows
    assert deleted not in rows
