import hashlib
import os

import pytest
from faults_uploads import kill_during_upload


@pytest.mark.slow
def test_an_upload_whose_both_sides_are_killed_ends_whole(tmp_path):
    clip = tmp_path / "clip"
    clip.write_bytes(os.urandom(24 << 20))
    kills, sha256 = kill_during_upload(clip, tmp_path / "data", kills=4, seed=1)
    assert [kill.side for kill in kills] == ["client", "server"] * 2
    assert sha256 == hashlib.sha256(clip.read_bytes()).hexdigest()
