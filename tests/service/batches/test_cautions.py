from pathlib import Path

import pytest

from service.batches.cautions import cautions
from service.batches.listing import each_once, list_clips
from service.batches.running import work_list

BEN = "a.mp4 is given to Ann and Ben: see whose it is, and mend the list."
COPY = "a.mp4 and copy.mp4 are one clip, which is given to Ann and Ben: see whose it is, and mend the list."
THREE = "a.mp4 is given to Ann, Ben and Cat: see whose it is, and mend the list."


@pytest.fixture
def told(tmp_path, monkeypatch):
    """The cautions of a manifest of some rows; a.mp4 and copy.mp4 hold the same."""
    monkeypatch.chdir(tmp_path)
    for name, content in (("a.mp4", b"a"), ("copy.mp4", b"a"), ("b.mp4", b"b")):
        Path(name).write_bytes(content)

    def told(*rows):
        names = "file,athlete,height_cm,person_x_px,person_y_px,person_time_s"
        Path("list.csv").write_text("\n".join((names, *rows)))
        listed = list_clips(["list.csv"], {}, out=Path("out"))
        clips = each_once(listed)
        return list(cautions(listed, clips, work_list(clips, at_a_time=1)))

    return told


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["a.mp4,Ann", "a.mp4,Ben"], [BEN]),
        (["a.mp4,Ann,170", "a.mp4,Ben,180"], [BEN]),
        (["a.mp4,Ann", "copy.mp4,Ben"], [COPY]),
        (["a.mp4,Ann", "a.mp4,Ben", "a.mp4,Cat"], [THREE]),
        (["a.mp4,Ann", "b.mp4,Ben"], []),
        (["a.mp4,Ann", "copy.mp4,Ann", "a.mp4,"], []),
        (["a.mp4,Ann,,100,200,1", "a.mp4,Ben,,900,200,1"], []),
        (["gone.mp4,Ann", "gone.mp4,Ben"], []),
        (["a.mp4,Ann", "a.mp4,Ann"], ["1 clip was listed twice, and counts once."]),
        (["a.mp4,Ann", "a.mp4,Ann", "./a.mp4,Ann"], ["2 clips were listed twice, and count once."]),
    ],
)
def test_a_clip_of_two_athletes_and_rows_that_are_there_twice_are_told(told, rows, said):
    assert told(*rows) == said
