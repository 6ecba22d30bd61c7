import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from serving import PATIENCE_S, is_alive, wait_until

TESTS = Path(__file__).parents[1]
COMMAND = """
import works
from service.cli import main
from service.commands import batch

if __name__ == "__main__":
    batch.analyze_upload = works.take_a_while
    batch.bring_networks = lambda: None
    main()
"""


@pytest.fixture
def clips(tmp_path):
    folder = tmp_path / "clips"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.mp4").write_bytes(bytes([number]))
    (folder / "refused.mp4").write_bytes(b"r")
    return folder


@pytest.fixture
def start(tmp_path, clips):
    script = tmp_path / "command.py"
    script.write_text(COMMAND)

    def start():
        paths = os.pathsep.join([str(TESTS), str(TESTS.parents[1]), os.environ.get("PYTHONPATH", "")])
        arguments = ["batch", str(clips), "--out", str(tmp_path / "out"), "--workers", "2"]
        return subprocess.Popen(
            [sys.executable, str(script), *arguments],
            env=os.environ | {"PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def ends(out):
    journal = out / "journal.jsonl"
    return [json.loads(line)["key"] for line in journal.read_text().splitlines()] if journal.exists() else []


def begun(clips):
    """The processes that have begun, by clip."""
    return {file.stem: file.read_text().split() for file in clips.glob("*.begun")}


@pytest.mark.slow
def test_killed_processes_and_a_killed_parent_cost_nothing_but_what_was_under_way(start, clips, tmp_path):
    out = tmp_path / "out"
    first = start()
    wait_until(lambda: any(begun(clips).values()))
    victim, (pid,) = next((clip, pids) for clip, pids in begun(clips).items() if pids)
    os.kill(int(pid), signal.SIGKILL)
    wait_until(lambda: len(begun(clips)[victim]) == 2)  # done anew
    wait_until(lambda: len(ends(out)) >= 2)
    first.kill()
    first.communicate()
    ended = ends(out)
    wait_until(lambda: not any(is_alive(int(pid)) for pids in begun(clips).values() for pid in pids))
    before = sum(map(len, begun(clips).values()))

    second = start()
    told = second.communicate()[0]
    assert second.returncode == 0, told
    assert f"{len(ended)} clips have ended before; {6 - len(ended)} are left." in told
    assert told.splitlines()[-1].startswith("6 clips: 0 done, 5 limited, 1 refused, 0 failed.")
    assert ends(out)[: len(ended)] == ended
    assert len(set(ends(out))) == len(ends(out)) == 6
    assert sum(map(len, begun(clips).values())) == before + 6 - len(ended)
    ledger = pl.read_parquet(out / "ledger.parquet")
    assert ledger["verdict"].to_list() == ["limited"] * 5 + ["refused"]
    assert all((out / report / "report.html").is_file() for report in ledger["report"])
    assert not list(out.rglob(".partial-*"))

    told = start().communicate()[0]
    assert told.splitlines()[0] == "Nothing to do: all 6 clips have ended before."
    assert len(ends(out)) == 6


@pytest.mark.slow
def test_an_interrupt_ends_soon_with_one_line_and_leaves_nothing_running(start, clips, tmp_path):
    first = start()
    wait_until(lambda: any(begun(clips).values()))
    first.send_signal(signal.SIGINT)
    told = first.communicate(timeout=PATIENCE_S)[0]
    lines = [line for line in told.splitlines() if " of 6: " not in line]
    assert (first.returncode, len(lines)) == (130, 1), told
    assert lines[0].startswith("midstance: Stopped. The same command goes on from here;")
    assert len(ends(tmp_path / "out")) <= 2
    assert not any(is_alive(int(pid)) for pids in begun(clips).values() for pid in pids)

    told = start().communicate()[0]
    assert told.splitlines()[-1].startswith("6 clips: 0 done, 5 limited, 1 refused, 0 failed.")
    assert len(ends(tmp_path / "out")) == 6


@pytest.mark.slow
def test_a_second_batch_in_one_folder_says_so_and_harms_nothing(start, tmp_path):
    both = [start(), start()]
    said = [(command.communicate()[0], command.returncode) for command in both]
    told = {code: text for text, code in said}
    out = tmp_path / "out"
    assert told[2] == f"midstance: Another batch works in {out}; wait for its end, or name another.\n"
    assert told[0].splitlines()[-1].startswith("6 clips: 0 done, 5 limited, 1 refused, 0 failed.")
    assert len(ends(out)) == 6
