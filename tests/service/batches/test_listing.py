import os
from pathlib import Path

import pytest

from service.batches.listing import NothingThere, each_once, list_clips


@pytest.fixture
def make(tmp_path, monkeypatch):
    """Makes empty files in the working folder."""
    monkeypatch.chdir(tmp_path)

    def make(*files):
        for file in map(Path, files):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()

    return make


def names(*paths, out="out"):
    return [clip.name for clip in each_once(list_clips(paths, {}, out=Path(out)))]


def test_folders_are_searched_through_in_order_and_paths_stay_in_theirs(make):
    make("b/2.mp4", "b/1/late.MOV", "b/notes.txt", "a.mp4")
    assert names("b", "a.mp4") == ["b/1/late.MOV", "b/2.mp4", "a.mp4"]


@pytest.mark.parametrize("path", ["clips", "clips/*", "clips/**/*"])
def test_a_hidden_file_is_a_clip_only_where_it_is_named(make, path):
    make("clips/run.mp4", "clips/._run.mp4", "clips/.old.mp4")  # ._ as macOS puts beside a file on a stick
    assert names(path) == ["clips/run.mp4"]
    assert names("clips/.old.mp4") == ["clips/.old.mp4"]


@pytest.mark.parametrize("path", ["clips", "clips/**/*.mp4", "."])
def test_what_lies_in_a_hidden_folder_is_a_clip_only_where_the_folder_is_named(make, path):
    make("clips/run.mp4", "clips/.Trashes/a.mp4", "clips/.Trashes/501/b.mp4")
    assert names(path) == ["clips/run.mp4"]
    inside = ["clips/.Trashes/501/b.mp4", "clips/.Trashes/a.mp4"]
    assert names("clips/.Trashes") == names("clips/.Trashes/**/*.mp4") == inside


@pytest.mark.parametrize("path", ["pipe.mp4", "pipe.csv", "*.mp4", "."])
def test_a_pipe_is_no_clip_and_nobody_waits_for_it(make, path):
    make("notes.txt")
    os.mkfifo("pipe.mp4")
    os.mkfifo("pipe.csv")
    with pytest.raises(NothingThere):
        names(path)


def test_a_folder_of_hidden_files_has_no_clip(make):
    make("clips/._run.mp4")
    with pytest.raises(NothingThere, match="There is no video in clips;"):
        names("clips")


@pytest.mark.parametrize("again", ["run.mp4", "folder/../run.mp4", "*.mp4", ".", "link.mp4", "list.csv"])
def test_a_clip_that_is_listed_twice_is_one_as_it_was_called_first(make, again):
    make("run.mp4", "folder/notes.txt")
    Path("link.mp4").symlink_to("run.mp4")
    Path("list.csv").write_text("file\nrun.mp4\n")
    assert names("run.mp4", again) == ["run.mp4"]


def test_a_clip_with_other_settings_or_of_another_runner_is_another(make):
    make("run.mp4")
    Path("list.csv").write_text("file,speed_mps,athlete\nrun.mp4,3,\nrun.mp4,4,\nrun.mp4,4,Ann\n")
    clips = each_once(list_clips(["run.mp4", "list.csv"], {"speed_mps": 3}, out=Path("out")))
    assert [(clip.settings.speed_mps, clip.athlete) for clip in clips] == [(3, None), (4, None), (4, "Ann")]


@pytest.mark.parametrize("path", ["clips", "clips/**/*.mp4"])
@pytest.mark.parametrize("out", ["clips/out", "folder/../clips/out", "link"])
def test_reports_inside_a_searched_folder_are_no_clips_and_their_neighbours_are(make, path, out):
    make(
        "clips/run.mp4", "clips/outdoors/hill.mp4", "clips/out/reports/run/annotated.mp4", "folder/notes.txt"
    )
    Path("link").symlink_to("clips/out")
    assert names(path, out=out) == ["clips/outdoors/hill.mp4", "clips/run.mp4"]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("", "One of the paths is empty"),
        ("empty", "There is no video in empty"),
        ("gone", "There is no clip gone; check the path."),
        ("empty/**/*.mov", "There is no clip empty"),
        ("out", "out is where reports go"),
        ("out/reports", "name another --out."),
    ],
)
def test_a_path_without_clips_is_told(make, path, why):
    make("empty/notes.txt", "out/reports/annotated.mp4", "beside.mp4")
    with pytest.raises(NothingThere, match=why):
        names(path)
