"""Landmarks that come back exactly from the project's own files."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import builders
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vision.datatypes import SKELETON_KEY, Landmarks, LandmarksSource, Track, Vertical
from vision.errors import UnreadableLandmarks
from vision.exports import write_landmarks
from vision.imports.parquet import read_landmarks, read_landmarks_source
from vision.skeletons import BLAZEPOSE_33

K = len(BLAZEPOSE_33.landmarks)

positions = st.floats(-1e6, 1e6) | st.just(np.nan)


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    n = draw(st.integers(1, 4))
    instants = draw(st.lists(st.floats(0, 1e5), min_size=n, max_size=n, unique=True))
    shape = (n, K, 2)
    return Track(
        skeleton=BLAZEPOSE_33,
        time_s=np.array(sorted(instants)),
        position_px=draw(arrays(np.float64, shape, elements=positions)),
        raw_px=draw(arrays(np.float64, shape, elements=positions)),
        confidence=draw(arrays(np.float64, shape[:2], elements=st.floats(0, 1))),
        exchanged=draw(arrays(np.bool_, n)),
    )


@given(track=tracks())
@settings(deadline=None, max_examples=30)
def test_the_round_trip_is_exact(track: Track, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("landmarks") / "landmarks.parquet"
    write_landmarks(track, path)
    back = read_landmarks(path)
    assert back.skeleton is BLAZEPOSE_33
    np.testing.assert_array_equal(back.time_s, track.time_s)
    np.testing.assert_array_equal(back.position_px, track.raw_px)
    np.testing.assert_array_equal(back.confidence, track.confidence)


@pytest.fixture
def table(tmp_path: Path) -> pl.DataFrame:
    write_landmarks(builders.track(5), tmp_path / "own.parquet")
    return pl.read_parquet(tmp_path / "own.parquet")


def read_back(table: pl.DataFrame, folder: Path, skeleton: str = "blazepose_33") -> Landmarks:
    path = folder / "changed.parquet"
    table.write_parquet(path, metadata={SKELETON_KEY: skeleton})
    return read_landmarks(path)


def test_the_order_of_the_rows_does_not_matter(table: pl.DataFrame, tmp_path: Path) -> None:
    back = read_back(table.sample(fraction=1, shuffle=True, seed=3), tmp_path)
    np.testing.assert_array_equal(back.position_px, builders.track(5).raw_px)


def test_a_file_of_another_tracker_needs_no_raw_columns(table: pl.DataFrame, tmp_path: Path) -> None:
    plain = table.select("frame", "time_s", pl.col("landmark").cast(pl.String), "x_px", "y_px", "confidence")
    blind = plain.with_columns(
        pl.when(pl.col("frame") == 2).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("x_px", "y_px", "confidence")
    )
    back = read_back(blind, tmp_path)
    expected = builders.track(5).position_px
    np.testing.assert_array_equal(back.position_px[[0, 1, 3, 4]], expected[[0, 1, 3, 4]])
    assert np.isnan(back.position_px[2]).all()
    assert (back.confidence[2] == 0).all()


def first_row(column: str, value: object) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Puts `value` into the first row of a column."""

    def changed(table: pl.DataFrame) -> pl.DataFrame:
        cells = table[column].to_list()
        return table.with_columns(pl.Series(column, [value, *cells[1:]], strict=False))

    return changed


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda t: t.drop("time_s", "confidence"), "it lacks the column time_s, confidence."),
        (lambda t: t.with_columns(raw_x_px=pl.lit("a")), "the column raw_x_px does not hold numbers."),
        (lambda t: t.clear(), "it has no rows."),
        (first_row("time_s", None), "time_s must be known in every row."),
        (first_row("time_s", np.nan), "time_s must be known in every row."),
        (first_row("time_s", 0.5), "time_s must be one time per frame"),
        (lambda t: t.with_columns(time_s=-pl.col("time_s")), "time_s must be one time per frame"),
        (lambda t: t.with_columns(time_s=pl.lit(1.0)), "time_s must be one time per frame"),
        (lambda t: first_row("landmark", "tail")(t.cast({"landmark": pl.String})), "tail is no landmark of"),
        (lambda t: first_row("landmark", None)(t.cast({"landmark": pl.String})), "is no landmark of"),
        (lambda t: t.slice(1), "every frame needs each of the 33 landmarks"),
        (lambda t: pl.concat([t, t.head(1)]), "every frame needs each of the 33 landmarks"),
        (first_row("frame", None), "every frame needs each of the 33 landmarks"),
        (first_row("raw_x_px", np.inf), "a position is infinite"),
        (first_row("confidence", 1.5), "confidence must lie between 0 and 1"),
        (first_row("confidence", None), "confidence must lie between 0 and 1"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_refused_in_a_plain_sentence(
    spoil: Callable[[pl.DataFrame], pl.DataFrame], sentence: str, table: pl.DataFrame, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableLandmarks) as refused:
        read_back(spoil(table), tmp_path)
    assert str(refused.value).startswith("changed.parquet cannot be used: ")
    assert sentence in str(refused.value)


def test_an_unknown_skeleton_is_refused(table: pl.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(UnreadableLandmarks, match=r"names the skeleton 'octopus'.*blazepose_33"):
        read_back(table, tmp_path, skeleton="octopus")


def test_files_that_are_no_parquet_are_refused(tmp_path: Path) -> None:
    write_landmarks(builders.track(5), tmp_path / "own.parquet")
    whole = (tmp_path / "own.parquet").read_bytes()
    for name, content in (("text", b"time_s,x_px\n"), ("empty", b""), ("cut", whole[: len(whole) // 2])):
        path = tmp_path / f"{name}.parquet"
        path.write_bytes(content)
        with pytest.raises(UnreadableLandmarks, match=rf"{name}.parquet is no Parquet file or is damaged"):
            read_landmarks(path)
    for path in (tmp_path / "absent.parquet", tmp_path):
        with pytest.raises(UnreadableLandmarks, match="cannot be opened"):
            read_landmarks(path)


def test_a_landmark_file_names_the_clip_and_the_network_it_came_from(tmp_path: Path) -> None:
    track = builders.track(6)
    source = LandmarksSource(
        builders.video_info(),
        "moving",
        Vertical("lines", sd_deg=0.4, lean_deg=2.0, origin_px=(480.0, 270.0), lines=3),
        builders.provenance().network,
    )
    write_landmarks(track, tmp_path / "own.parquet", source=source)
    again = read_landmarks_source(tmp_path / "own.parquet")
    assert replace(again, video=source.video) == source
    told, source = again.video, source.video
    assert (told.file, told.sha256, told.width) == (source.file, source.sha256, source.width)
    assert told.frames == 6
    assert told.container_fps == pytest.approx(1 / (track.time_s[1] - track.time_s[0]))
    assert told.duration_s == pytest.approx(6 / told.container_fps)


def test_a_landmark_file_that_names_no_clip_says_so(tmp_path: Path) -> None:
    write_landmarks(builders.track(6), tmp_path / "other.parquet")
    with pytest.raises(UnreadableLandmarks, match="does not say which clip"):
        read_landmarks_source(tmp_path / "other.parquet")
