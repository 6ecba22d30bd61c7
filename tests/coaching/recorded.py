"""Runs as a watch records them, and the files that it makes of them."""

import struct
from datetime import UTC, datetime
from xml.etree import ElementTree

import gpxpy.gpx
import numpy as np
from fit_tool.fit_file_builder import FitFileBuilder
from fit_tool.profile.messages.file_id_message import FileIdMessage
from fit_tool.profile.messages.record_message import RecordMessage
from fit_tool.profile.messages.session_message import SessionMessage
from fit_tool.profile.profile_type import FileType, Manufacturer, Sport
from fitdecode.utils import compute_crc
from scipy.signal import lfilter

from coaching import Recording

START_S = 1_777_615_200  # 1 May 2026, 06:00 UTC
LATITUDE_DEG, LONGITUDE_DEG = 46.0512, 7.1234
HEADER_BYTES = 12  # of the FIT files that are made here
M_PER_DEG = np.pi / 180 * 6_371_009.0


def steady(seconds=600, *, speed=3.0, cadence=168.0, **columns):
    """Columns of an even run at one record a second; numbers hold throughout, arrays give each record's."""
    time = np.arange(seconds, dtype=np.float64)
    given = {"speed_mps": speed, "cadence_spm": cadence, **columns}
    whole = {name: np.broadcast_to(np.float64(each), time.shape).copy() for name, each in given.items()}
    return {"time_s": time, **whole}


def varied(seconds, rng, *, slope=6.0, late=0.0):
    """Speed and cadence that wander for minutes; `slope` is in spm per m/s, `late` what cadence rises by."""
    speed = 3.0 + wander(seconds, rng, sd=0.25, over_s=240)
    cadence = 165 + slope * (speed - 3.0) + wander(seconds, rng, sd=1.5, over_s=90)
    return steady(seconds, speed=speed, cadence=cadence + np.linspace(0, late, seconds))


def wander(seconds, rng, *, sd, over_s):
    """Noise that forgets itself over `over_s`: an autoregressive process of order one."""
    kept = np.exp(-1 / over_s)
    noise = rng.normal(0, sd * np.sqrt(1 - kept**2), seconds)
    return lfilter([1.0], [1.0, -kept], noise, zi=[kept * rng.normal(0, sd)])[0]


def recording(columns, **about):
    """The Recording of such columns."""
    names = ("heart_rate_bpm", "contact_time_s", "vertical_oscillation_m", "distance_m")
    unknown = dict.fromkeys(("speed_mps", "cadence_spm", *names), np.full(len(columns["time_s"]), np.nan))
    given = {"file": "run.fit", "kind": "fit", "device": "garmin fr945", "sport": "running"}
    given |= {"started_at": datetime.fromtimestamp(START_S, UTC), "sources": {}, "notices": ()}
    return Recording(**{**given, **unknown, **columns, **about})


def fit_file(columns, *, strides=True, sessions=((Sport.RUNNING, None),)):
    """A FIT file's bytes; a session is a sport and the second when it ends, None for the last record."""
    made = FitFileBuilder(auto_define=True)
    about = FileIdMessage()
    about.type, about.manufacturer, about.product = FileType.ACTIVITY, Manufacturer.GARMIN.value, 3113
    about.serial_number = 3_987_654_321
    made.add(about)
    for i in range(len(columns["time_s"])):
        made.add(_record({name: float(values[i]) for name, values in columns.items()}, strides))
    start = 0.0
    for sport, end in sessions:
        session = SessionMessage()
        session.sport, session.start_time = sport, _ms(start)
        start = columns["time_s"][-1] + 1 if end is None else end
        session.timestamp = _ms(start)
        made.add(session)
    return made.build().to_bytes()


def _record(row, strides):
    record = RecordMessage()
    record.timestamp = _ms(row["time_s"])
    counted = row.get("cadence_spm", np.nan) / (2 if strides else 1)
    if np.isfinite(counted):
        record.cadence, record.fractional_cadence = int(counted), round(counted % 1 * 128) / 128
    fields = {"speed_mps": "enhanced_speed", "heart_rate_bpm": "heart_rate", "distance_m": "distance"}
    for name, field in fields.items():
        if np.isfinite(row.get(name, np.nan)):
            setattr(record, field, row[name])
    for name, field in {
        "contact_time_s": "stance_time",
        "vertical_oscillation_m": "vertical_oscillation",
    }.items():
        if np.isfinite(row.get(name, np.nan)):
            setattr(record, field, 1000 * row[name])
    return record


def _ms(time_s):
    return int(1000 * (START_S + time_s))


def made_whole(content):
    """A FIT file of bytes that were changed or cut, with the length and checksum of a whole one."""
    header, body = bytearray(content[:HEADER_BYTES]), bytes(content[HEADER_BYTES:-2])
    header[4:8] = struct.pack("<I", len(body))
    whole = bytes(header) + body
    return whole + struct.pack("<H", compute_crc(whole))


def tcx_file(columns, *, sport="Running", strides=True, speed_factor=1.0):
    """A TCX file's bytes, as Garmin's sites write it."""
    points = "".join(
        f"<Trackpoint><Time>{_written(row['time_s'])}</Time><Position>"
        f"<LatitudeDegrees>{LATITUDE_DEG}</LatitudeDegrees><LongitudeDegrees>{LONGITUDE_DEG}</LongitudeDegrees>"
        f"</Position>{_tagged('DistanceMeters', row.get('distance_m'))}"
        f"<HeartRateBpm>{_tagged('Value', row.get('heart_rate_bpm'))}</HeartRateBpm><Extensions><ns3:TPX>"
        f"{_tagged('ns3:Speed', row.get('speed_mps'), speed_factor)}"
        f"{_tagged('ns3:RunCadence', row.get('cadence_spm'), 0.5 if strides else 1)}"
        "</ns3:TPX></Extensions></Trackpoint>\n"
        for row in _rows(columns)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase '
        'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" '
        'xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><Activities>'
        f'<Activity Sport="{sport}"><Lap><Track>{points}</Track></Lap>'
        "<Creator><Name>Forerunner 945</Name><UnitId>3987654321</UnitId></Creator>"
        "</Activity></Activities></TrainingCenterDatabase>\n"
    ).encode()


def gpx_file(columns, *, sport="running", strides=True):
    """A GPX file's bytes: positions along a meridian and the cadence and heart rate of Garmin's extension."""
    made = gpxpy.gpx.GPX()
    made.creator = "Garmin Connect"
    made.nsmap["ext"] = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
    track, segment = gpxpy.gpx.GPXTrack(), gpxpy.gpx.GPXTrackSegment()
    track.type = sport
    made.tracks.append(track)
    track.segments.append(segment)
    way = np.concatenate([[0.0], np.cumsum(columns["speed_mps"][:-1] * np.diff(columns["time_s"]))])
    for row, north in zip(_rows(columns), way / M_PER_DEG, strict=True):
        time = datetime.fromtimestamp(START_S + row["time_s"], UTC)
        point = gpxpy.gpx.GPXTrackPoint(LATITUDE_DEG + north, LONGITUDE_DEG, time=time)
        extension = ElementTree.Element(f"{{{made.nsmap['ext']}}}TrackPointExtension")
        for name, column, factor in (
            ("hr", "heart_rate_bpm", 1),
            ("cad", "cadence_spm", 0.5 if strides else 1),
        ):
            if np.isfinite(row.get(column, np.nan)):
                element = ElementTree.SubElement(extension, f"{{{made.nsmap['ext']}}}{name}")
                element.text = f"{row[column] * factor:g}"
        point.extensions.append(extension)
        segment.points.append(point)
    return made.to_xml().encode()


def _rows(columns):
    return (
        {name: float(values[i]) for name, values in columns.items()} for i in range(len(columns["time_s"]))
    )


def _written(time_s):
    return datetime.fromtimestamp(START_S + time_s, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _tagged(name, value, factor=1.0):
    return "" if value is None or not np.isfinite(value) else f"<{name}>{value * factor:.3f}</{name}>"
