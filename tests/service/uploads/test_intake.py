import asyncio
import errno
import hashlib
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from admitting import record
from sqlalchemy import update

from service.analyses import Analyses
from service.database import connect, migrate
from service.limited import TooMany
from service.problems import Problem
from service.settings import Settings
from service.tables import uploads
from service.uploads import intake as intake_module
from service.uploads.checksums import Checksum
from service.uploads.intake import Intake

MIB = 1 << 20


@pytest.fixture
def intake(settings, engine):
    intake = Intake(settings, engine)
    intake.open()
    return intake


@pytest.fixture
def sqlite_intake(tmp_path):
    def sqlite_intake(**known):
        settings = Settings(data=tmp_path, **known)
        engine = connect(settings.database_url)
        migrate(engine)
        intake = Intake(settings, engine)
        intake.open()
        return intake

    return sqlite_intake


def create(intake, length=12, owner="me"):
    return intake.create(owner, length=length, metadata="", file_name="a.mp4").id


async def pieces(*data):
    for piece in data:
        yield piece


def append(intake, id, *data, offset=0, checksum=None, owner="me"):
    return asyncio.run(intake.append(id, owner, pieces(*data), offset=offset, checksum=checksum))


def test_pieces_add_up_to_the_whole(intake):
    id = create(intake)
    assert append(intake, id, b"abc", b"def").received == 6
    assert append(intake, id, b"ghi", b"jkl", offset=6).received == 12
    whole = intake.finished(id, "me", told=None)
    assert whole.sha256 == hashlib.sha256(b"abcdefghijkl").hexdigest()
    assert intake.spool.path(id).read_bytes() == b"abcdefghijkl"


def test_bytes_that_a_crash_left_behind_the_offset_are_cut_off(intake):
    id = create(intake)
    append(intake, id, b"abcdef")
    with intake.spool.path(id).open("ab") as file:
        file.write(b"written but never synced, and more than the whole")
    assert intake.read(id, "me").received == 6
    append(intake, id, b"ghijkl", offset=6)
    assert intake.spool.path(id).read_bytes() == b"abcdefghijkl"


def test_bytes_that_the_disk_lost_are_asked_for_again(intake):
    id = create(intake)
    append(intake, id, b"abcdef")
    os.truncate(intake.spool.path(id), 4)
    assert intake.read(id, "me").received == 4
    intake.spool.remove(id)
    assert intake.read(id, "me").received == 0


def test_a_full_disk_loses_nothing_that_came_before(intake, monkeypatch):
    id, write = create(intake, length=3 * MIB), os.write

    def write_some(file, data):
        if os.fstat(file).st_size >= MIB + 100:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, data[: max(MIB + 100 - os.fstat(file).st_size, 0)])

    data = os.urandom(3 * MIB)
    monkeypatch.setattr("service.uploads.spool.os.write", write_some)
    with pytest.raises(OSError, match="No space"):
        append(intake, id, data[:MIB], data[MIB:])
    monkeypatch.undo()
    received = intake.read(id, "me").received
    assert received == MIB + 100
    append(intake, id, data[received:], offset=received)
    assert intake.finished(id, "me", told=hashlib.sha256(data).hexdigest())


def test_what_could_not_be_synced_does_not_count_even_if_a_second_sync_works(intake, monkeypatch):
    id, calls = create(intake), []

    def fail_once(_):
        calls.append(1)
        if len(calls) == 1:
            raise OSError(errno.EIO, "Input/output error")

    append(intake, id, b"abc")
    monkeypatch.setattr("service.uploads.spool.os.fsync", fail_once)
    with pytest.raises(OSError, match="Input"):
        append(intake, id, b"def", offset=3)
    assert intake.read(id, "me").received == 3
    assert append(intake, id, b"DEFGHIJKL", offset=3).received == 12
    assert intake.spool.path(id).read_bytes() == b"abcDEFGHIJKL"


def test_a_long_piece_counts_while_it_comes(intake, monkeypatch):
    monkeypatch.setattr(intake_module, "_SETTLE_EVERY", 2 * MIB)
    id, seen = create(intake, length=5 * MIB), []

    async def watched():
        for _ in range(5):
            yield bytes(MIB)
            seen.append(intake.ledger.read(id, "me").received // MIB)

    asyncio.run(intake.append(id, "me", watched(), offset=0, checksum=None))
    assert seen == [0, 2, 2, 4, 4]


def test_a_piece_with_a_checksum_counts_whole_or_not_at_all(intake):
    id, right = create(intake), Checksum("sha256", hashlib.sha256(b"abcdef").digest())
    with pytest.raises(Problem, match="what the checksum belongs to"):
        append(intake, id, b"abcdeX", checksum=right)
    assert intake.read(id, "me").received == 0
    assert append(intake, id, b"abc", b"def", checksum=right).received == 6


def test_of_two_pieces_at_once_one_is_turned_away(intake):
    id = create(intake)

    async def slowly():
        yield b"abc"
        with pytest.raises(Problem) as caught:
            await intake.append(id, "me", pieces(b"xyz"), offset=0, checksum=None)
        assert caught.value.status_code == 423
        with pytest.raises(Problem):
            intake.delete(id, "me")
        yield b"def"

    asyncio.run(intake.append(id, "me", slowly(), offset=0, checksum=None))
    assert intake.spool.path(id).read_bytes() == b"abcdef"


def test_after_a_wrong_checksum_the_clip_that_is_sent_anew_is_the_one_that_counts(intake):
    id = create(intake, length=3)
    append(intake, id, b"abc")
    intake.finished(id, "me", told=None)
    right = hashlib.sha256(b"xyz").hexdigest()
    with pytest.raises(Problem, match="send it again"):
        intake.finished(id, "me", told=right)
    append(intake, id, b"xyz")
    assert intake.finished(id, "me", told=right).sha256 == right
    assert intake.read(id, "me").sha256 == right


def test_a_wrong_checksum_takes_nothing_from_an_upload_that_an_analysis_took(intake, engine):
    id = create(intake, length=3)
    append(intake, id, b"abc")
    whole = intake.finished(id, "me", told=None)
    with engine.begin() as connection:
        Analyses(engine).add(connection, record("01", owner="me"), "job")
        intake.ledger.take(connection, id, "01")
    with pytest.raises(Problem, match="has taken"):
        intake.finished(id, "me", told=hashlib.sha256(b"xyz").hexdigest())
    assert intake.ledger.analysis_of(whole.sha256, "me") == "01"
    assert intake.ledger.read(id, "me").received == 3


def test_an_upload_is_its_owners(intake):
    id = create(intake)
    for act in (intake.read, intake.delete):
        with pytest.raises(Problem) as caught:
            act(id, "you")
        assert caught.value.status_code == 404
    with pytest.raises(Problem, match="no such upload"):
        append(intake, id, b"abc", owner="you")
    assert intake.read(id, "me").received == 0


def test_uploads_whose_time_is_over_are_removed(intake, engine):
    over, going_on = create(intake), create(intake)
    append(intake, over, b"abc")
    with engine.begin() as connection:
        past = datetime.now(UTC) - timedelta(seconds=1)
        connection.execute(update(uploads).values(expires_at=past))
    append_again = pytest.raises(Problem, match="its time is over")
    with append_again:
        append(intake, over, b"def", offset=3)
    intake.ledger.advance(going_on, 0)
    intake.sweep()
    assert intake.ledger.waiting() == {going_on}
    assert not intake.spool.path(over).exists()


def test_at_the_start_only_what_is_surely_of_no_use_is_swept(intake):
    id = create(intake)
    append(intake, id, b"abc")
    strange, old, passing = (intake.spool.root / name for name in ("0a", "0b", ".0c"))
    for file in (strange, old, passing):
        file.touch()
    os.utime(old, (0, 0))
    intake.open()
    assert sorted(path.name for path in intake.spool.root.iterdir()) == sorted([id, "0a"])


def test_nobody_has_more_than_his_share(sqlite_intake):
    intake = sqlite_intake(quota_mib=2, unfinished_uploads=2)
    first = create(intake, length=2 * MIB)
    with pytest.raises(Problem, match="more than 2 MiB"):
        create(intake, length=1)
    create(intake, length=2 * MIB, owner="you")
    intake.delete(first, "me")
    create(intake, length=MIB)
    create(intake, length=MIB // 2)
    with pytest.raises(TooMany, match="at most 2 uploads"):
        create(intake, length=1)
    with intake.room.reserved("they", 2 * MIB), pytest.raises(Problem, match="2 MiB"):
        create(intake, length=1, owner="they")
    create(intake, length=1, owner="they")


def test_a_disk_that_would_be_full_is_not_begun_with(sqlite_intake, monkeypatch):
    intake = sqlite_intake(free_space_mib=100)
    usage = type("Usage", (), {"free": 103 * MIB})
    monkeypatch.setattr("service.uploads.room.shutil.disk_usage", lambda _: usage)
    id = create(intake, length=2 * MIB)
    with pytest.raises(Problem) as caught:
        create(intake, length=2 * MIB)
    assert caught.value.status_code == 507
    append(intake, id, bytes(2 * MIB))
    create(intake, length=2 * MIB)


def test_a_kill_during_a_piece_leaves_a_true_offset(tmp_path):
    settings = Settings(data=tmp_path)
    engine = connect(settings.database_url)
    migrate(engine)
    intake = Intake(settings, engine)
    intake.open()
    data = bytes(range(256)) * 4096 * 64
    id = create(intake, length=len(data))
    with subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path), id]) as server:
        end = time.monotonic() + 60
        while intake.spool.size(id) < 20 * MIB and time.monotonic() < end:
            time.sleep(0.002)
        server.send_signal(signal.SIGKILL)
    received = intake.read(id, "me").received
    assert 16 * MIB <= received <= intake.spool.size(id) < len(data)
    append(intake, id, data[received:], offset=received)
    intake.finished(id, "me", told=hashlib.sha256(data).hexdigest())


SERVER = """
import asyncio, sys
from pathlib import Path
from service.database import connect
from service.settings import Settings
from service.uploads.intake import Intake

async def body():
    for i in range(64):
        yield bytes(range(256)) * 4096
        await asyncio.sleep(0.002 if i < 18 else 0.1)

settings = Settings(data=Path(sys.argv[1]))
intake = Intake(settings, connect(settings.database_url))
asyncio.run(intake.append(sys.argv[2], "me", body(), offset=0, checksum=None))
"""
