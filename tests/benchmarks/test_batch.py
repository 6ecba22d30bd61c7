import json

import polars as pl
import pytest
from batch import _left_over, _wrong
from batch_clips import MadeClip

DARK = MadeClip("dark.mp4", frozenset({"dark", "no_person"}))


@pytest.mark.parametrize(
    ("verdict", "reason", "said"),
    [
        ("refused", "no_person few_steps", []),
        ("refused", "few_steps", ["dark.mp4 is refused (few_steps)"]),
        ("failed", "dark", ["dark.mp4 is failed (dark)"]),
        ("done", None, ["dark.mp4 is done (None)"]),
    ],
)
def test_a_bad_clip_must_be_refused_for_one_of_its_reasons(verdict, reason, said):
    assert list(_wrong([DARK], {"dark.mp4": {"verdict": verdict, "reason": reason}})) == said


def test_every_clip_must_have_a_row():
    good = MadeClip("good.mp4", cadence_spm=168.3)
    assert list(_wrong([good, DARK], {})) == ["good.mp4 has no row", "dark.mp4 has no row"]
    assert not list(_wrong([good], {"good.mp4": {"verdict": "done", "reason": None}}))


@pytest.fixture
def out(tmp_path):
    ends = "".join(json.dumps({"key": key}) + "\n" for key in "ab")
    (tmp_path / "journal.jsonl").write_text(ends)
    return tmp_path


LEDGER = pl.DataFrame({"file": ["a.mp4", "b.mp4"]})


def test_a_batch_that_ended_well_leaves_nothing(out):
    assert not list(_left_over(LEDGER, out, 2))


def test_rows_ends_and_folders_that_should_not_be_are_told(out):
    with (out / "journal.jsonl").open("a") as journal:
        journal.write('{"key": "a"}\n')
    (out / "reports" / ".partial-c").mkdir(parents=True)
    assert list(_left_over(LEDGER, out, 3)) == [
        "the ledger has 2 rows",
        "a clip was done twice",
        "1 unfinished folders are left",
    ]
