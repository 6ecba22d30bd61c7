import gzip
import json
import time
from dataclasses import fields
from datetime import UTC, datetime

import numpy as np
import pytest
import recorded
from fit_tool.profile.profile_type import Sport
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching import (
    Recording,
    UnreadableWatchFile,
    WatchLimits,
    read_recording,
    summarise_run,
    watch_document,
)

WRITERS = {"fit": recorded.fit_file, "tcx": recorded.tcx_file, "gpx": recorded.gpx_file}
TEN_HOURS_S = 36_000
SECONDS = 10.0
RUN = recorded.steady(
    120,
    speed=np.linspace(2.8, 3.2, 120),
    cadence=np.linspace(160, 172, 120).round(),
    heart_rate_bpm=np.linspace(130, 150, 120).round(),
    distance_m=np.cumsum(np.linspace(2.8, 3.2, 120)),
    contact_time_s=0.251,
    vertical_oscillation_m=0.083,
)
FILES = {kind: write(RUN) for kind, write in WRITERS.items()}
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 9))
    + b"]><gpx>&a8;</gpx>"
)
FETCHING = b'<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/x.dtd"><gpx/>'


@pytest.fixture
def reading(tmp_path):
    """Puts bytes into a file and reads it."""

    def read(content, name="run.fit", **limits):
        file = tmp_path / name
        file.write_bytes(content)
        return read_recording(file, limits=WatchLimits(**limits))

    return read


def test_a_fit_file_gives_back_what_was_recorded(reading):
    read = reading(FILES["fit"])
    assert (read.kind, read.device, read.sport) == ("fit", "garmin fr945", "running")
    assert read.started_at == datetime(2026, 5, 1, 6, tzinfo=UTC)
    for name, values in RUN.items():
        np.testing.assert_allclose(getattr(read, name), values, rtol=2e-3, err_msg=name)
    assert read.sources["cadence_spm"] == "cadence and fractional_cadence"
    assert [notice.code for notice in read.notices] == ["cadence_doubled"]


@pytest.mark.parametrize(("kind", "columns"), [("tcx", ("distance_m", "speed_mps")), ("gpx", ("speed_mps",))])
def test_a_markup_file_gives_back_what_was_recorded(reading, kind, columns):
    read = reading(FILES[kind])
    assert (read.kind, read.sport.lower()) == (kind, "running")
    for name in ("time_s", "cadence_spm", "heart_rate_bpm"):
        np.testing.assert_allclose(getattr(read, name), RUN[name], rtol=1e-3, err_msg=name)
    for name in columns:
        np.testing.assert_allclose(getattr(read, name), RUN[name], rtol=0.02, err_msg=name)
    assert np.isnan(read.contact_time_s).all() and "contact_time_s" not in read.sources


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_is_known_by_what_is_in_it(reading, kind):
    assert reading(FILES[kind], "run.txt").kind == kind


@pytest.mark.parametrize("kind", WRITERS)
def test_nothing_tells_where_the_run_was_nor_whose_watch_it_is(reading, kind):
    read = reading(FILES[kind])
    told = json.dumps(watch_document([summarise_run(read)]))
    whole = told + repr([getattr(read, field.name) for field in fields(Recording)])
    assert str(recorded.LATITUDE_DEG) not in whole and str(recorded.LONGITUDE_DEG) not in whole
    assert "3987654321" not in whole and "latitude" not in whole


@pytest.mark.parametrize("before", [b"\n   ", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
@pytest.mark.parametrize("kind", ["tcx", "gpx"])
def test_what_an_export_puts_before_the_first_tag_does_no_harm(reading, kind, before):
    assert reading(before + FILES[kind]).cadence_spm == pytest.approx(reading(FILES[kind]).cadence_spm)


def test_positions_make_a_speed_only_where_nothing_else_does(reading):
    speed = reading(FILES["gpx"]).speed_mps
    np.testing.assert_allclose(speed[5:-5], RUN["speed_mps"][5:-5], rtol=2e-3)
    assert reading(FILES["gpx"]).sources["speed_mps"] == "change of the position"
    without = {name: values for name, values in RUN.items() if name != "speed_mps"}
    by_distance = reading(recorded.tcx_file(without))  # which stands still, by its positions
    assert by_distance.sources["speed_mps"] == "change of the distance"
    np.testing.assert_allclose(by_distance.speed_mps[5:-5], RUN["speed_mps"][5:-5], rtol=5e-3)


def test_speed_in_kmh_is_told_by_the_distance(reading):
    read = reading(recorded.tcx_file(RUN, speed_factor=3.6))
    np.testing.assert_allclose(read.speed_mps, RUN["speed_mps"], rtol=1e-3)
    assert "speed_in_kmh" in [notice.code for notice in read.notices]


def test_speed_that_contradicts_the_distance_is_left(reading):
    read = reading(recorded.tcx_file(RUN, speed_factor=1.5))
    np.testing.assert_allclose(read.speed_mps[5:-5], RUN["speed_mps"][5:-5], rtol=0.01)
    assert "speed_contradicts_distance" in [notice.code for notice in read.notices]


def test_of_a_triathlon_only_the_run_is_taken(reading):
    cadence = np.where(np.arange(300) < 150, 180.0, 168.0)  # 90 turns of the crank, then 84 strides
    speed = np.where(np.arange(300) < 150, 9.0, 3.0)
    columns = recorded.steady(300, speed=speed, cadence=cadence)
    read = reading(recorded.fit_file(columns, sessions=((Sport.CYCLING, 150), (Sport.RUNNING, None))))
    assert len(read.time_s) == 150 and (read.speed_mps == 3.0).all() and read.sport == "running"


def test_of_two_activities_only_the_run_is_taken(reading):
    ride, run = recorded.tcx_file(RUN, sport="Biking"), recorded.tcx_file(RUN)
    activity = ride[ride.index(b"<Activity ") : ride.index(b"</Activity>") + len(b"</Activity>")]
    earlier = activity.replace(b"2026-05-01", b"2026-04-30")
    both = reading(run.replace(b"<Activities>", b"<Activities>" + earlier))
    assert len(both.time_s) == len(RUN["time_s"]) and both.sport == "Running"


def test_a_ride_that_is_not_named_is_refused_and_a_fast_run_that_is_read(reading):
    fast = recorded.steady(300, speed=6.0, cadence=180)  # or 90 turns of a crank
    with pytest.raises(UnreadableWatchFile, match="does not say that it is a run"):
        reading(recorded.gpx_file(fast, sport=None))
    assert (reading(recorded.gpx_file(fast, sport="running")).cadence_spm == 180).all()


def test_records_that_go_back_in_time_and_values_that_cannot_be_are_left_out(reading):
    columns = {name: values.copy() for name, values in RUN.items()}
    columns["time_s"][60] = 10.0
    columns["time_s"][3] = 1e9  # or one would be later than all that follow
    columns["heart_rate_bpm"][30] = 254.0
    read = reading(recorded.tcx_file(columns))
    assert len(read.time_s) == 118 and (np.diff(read.time_s) > 0).all()
    assert np.isnan(read.heart_rate_bpm[29])
    assert {"records_left_out", "values_left_out"} <= {notice.code for notice in read.notices}


def test_no_cadence_is_unknown_who_runs_and_zero_who_stands(reading):
    columns = recorded.steady(120)
    columns["cadence_spm"][:20] = 0.0
    columns["speed_mps"][:10] = 0.0
    cadence = reading(recorded.tcx_file(columns)).cadence_spm
    assert (cadence[:10] == 0).all() and np.isnan(cadence[10:20]).all() and (cadence[20:] == 168).all()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b"\0" * 2000, "neither FIT, TCX nor GPX"),
        (b"Dear diary, today I ran.", "neither FIT, TCX nor GPX"),
        (b"<html><body>Log in</body></html>", "neither FIT, TCX nor GPX"),
        (b'<?xml version="1.0" encoding="klingon"?><gpx/>', "neither FIT, TCX nor GPX"),
        (b"PK\x03\x04rest", "is a ZIP archive; unpack it"),
        (gzip.compress(FILES["fit"]), "is packed with gzip; unpack it"),
        (b"<gpx>" * 1000, "is damaged or not complete"),
        (BOMB, "declares a document type"),
        (FETCHING, "declares a document type"),
        (FILES["fit"][:40], "is damaged or not complete"),
        (FILES["fit"][:-900], "is damaged or not complete"),
        (FILES["fit"][:500] + b"\xff" + FILES["fit"][501:], "is damaged or not complete"),
        (FILES["tcx"][:-200], "is damaged or not complete"),
        (FILES["gpx"][: len(FILES["gpx"]) // 2], "is damaged or not complete"),
        (b"<gpx><trk><trkseg/></trk></gpx>", "holds no records of a run"),
        (b'<gpx><rte><rtept lat="1" lon="2"/></rte></gpx>', "holds no records of a run"),
        (b'<gpx><trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk></gpx>', "holds no times"),
        (b"<TrainingCenterDatabase/>", "holds no records of a run"),
        (recorded.fit_file(RUN, sessions=((Sport.CYCLING, None),)), "records cycling, not running"),
        (recorded.tcx_file(RUN, sport="Biking"), "records biking, not running"),
        (recorded.gpx_file(RUN, sport="open_water_swimming"), "records open water swimming, not running"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(reading, content, complaint):
    with pytest.raises(UnreadableWatchFile, match=complaint) as caught:
        reading(content)
    told = str(caught.value)
    assert told.startswith("run.fit ") and told.endswith(".") and "\n" not in told and told.count(". ") == 0


@pytest.mark.parametrize(
    ("kind", "limits", "complaint"),
    [
        ("fit", {"fit_bytes": 1000}, "more than 0 MiB"),
        ("tcx", {"xml_bytes": 1000}, "more than 0 MiB"),
        ("fit", {"records": 100}, "more than 100 messages"),
        ("tcx", {"records": 100}, "more than 100 points"),
        ("gpx", {"records": 100}, "more than 100 points"),
    ],
)
def test_more_than_the_limits_is_refused(reading, kind, limits, complaint):
    with pytest.raises(UnreadableWatchFile, match=complaint):
        reading(FILES[kind], **limits)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UnreadableWatchFile, match=r"nothing.fit cannot be opened \(No such file"):
        read_recording(tmp_path / "nothing.fit")
    with pytest.raises(UnreadableWatchFile, match="cannot be opened"):
        read_recording(tmp_path)


@pytest.mark.parametrize("kind", WRITERS)
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_changed_bytes_make_a_recording_or_a_complaint(kind, data, tmp_path_factory):
    whole = FILES[kind]
    content = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        content[place] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(whole)) | st.just(len(whole)))]
    if kind == "fit" and data.draw(st.booleans()):
        content = recorded.made_whole(content)
    file = tmp_path_factory.getbasetemp() / f"changed.{kind}"
    file.write_bytes(content)
    try:
        read = read_recording(file)
    except UnreadableWatchFile as error:
        assert str(error).startswith("changed.")
    else:
        assert (np.diff(read.time_s) > 0).all()
        summarise_run(read)


@pytest.mark.parametrize(
    "kind", ["tcx", *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("gpx", "fit"))]
)
def test_ten_hours_are_read_in_seconds(reading, kind):
    content = WRITERS[kind](recorded.steady(TEN_HOURS_S, distance_m=3.0 * np.arange(TEN_HOURS_S)))
    start = time.process_time()
    read = reading(content)
    assert time.process_time() - start < SECONDS
    assert len(read.time_s) == TEN_HOURS_S and np.nanmedian(read.cadence_spm) == 168
