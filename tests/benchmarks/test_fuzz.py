import asyncio
from itertools import islice

import pytest
from fuzz import fuzz
from fuzz_files import fuzzed_files

from service.models import harmless_name
from service.settings import Settings
from service.uploads.checking import Checker

KINDS = 18


def test_the_files_are_the_same_for_a_seed():
    first, again = (list(fuzzed_files(KINDS, seed=3)) for _ in "ab")
    assert first == again
    assert len({file.kind for file in first}) == KINDS
    assert first != list(fuzzed_files(KINDS, seed=4))


def test_a_fuzzed_file_is_a_clip_or_is_told_what_it_is_in_one_sentence(tmp_path):
    checker = Checker(Settings(data=tmp_path, check_limit_s=30))
    file = tmp_path / "018e"

    async def look():
        for fuzzed in islice(fuzzed_files(2 * KINDS), 2 * KINDS):
            file.write_bytes(fuzzed.content)
            reason = await checker.fault_of(file, name=harmless_name(fuzzed.name))
            yield fuzzed, reason

    async def all_of_them():
        return [pair async for pair in look()]

    with checker.opened():
        found = asyncio.run(all_of_them())
    refused = [reason for _, reason in found if reason]
    assert 0 < len(refused) < len(found)
    assert {reason.code for reason in refused} <= {"unreadable_video", "over_limit"}
    assert all(reason.message.endswith(".") and "018e" not in reason.message for reason in refused)
    harmless = {"references to other files", "sound alone", "pictures", "bombs", "archives", "nonsense"}
    assert all(reason for fuzzed, reason in found if fuzzed.kind in harmless - {"archives"})


@pytest.mark.slow
def test_a_hundred_fuzzed_files_leave_the_server_as_it_was(tmp_path):
    fuzzed = fuzz(tmp_path, fuzzed_files(100, seed=2), at_once=2)
    assert {answer.status for answer in fuzzed.answers} <= {202, 400, 422}
    assert {answer.status for answer in fuzzed.answers if answer.kind == "nothing"} == {202}
    assert 0 < fuzzed.most_memory < 2 << 30
    assert fuzzed.health.answers_s
    assert fuzzed.health.failed == 0
    assert fuzzed.late_loops[1] > 0
    assert fuzzed.left == []
