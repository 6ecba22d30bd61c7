"""What report.json says, as pages show it: rows, tiles, bands, charts, and what is withheld."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vision import numbers
from vision.datatypes import KEY_FRAME_TITLES, Curve, Estimate, Leg, Side
from vision.report import text
from vision.report.catalogue import ENTRIES, GROUPS, Entry
from vision.report.charts import Band, Chart, Line, band, charts
from vision.report.single_steps import SingleSteps, single_steps
from vision.typed_json import typed, whole_report

TILES = (
    ("cadence_spm",),
    ("contact_time_s",),
    ("foot_hip_distance_m", "foot_hip_distance_pct_leg"),
    ("trunk_lean_mean_deg",),
    ("vertical_oscillation_m", "vertical_oscillation_pct_leg"),
)
"""The big numbers; a second measure stands in for the first where that is missing."""

TILES_FROM_BEHIND = (
    ("cadence_spm",),
    ("lateral_trunk_lean_deg",),
    ("step_width_m", "crossover"),
    ("vertical_oscillation_m", "vertical_oscillation_pct_leg"),
)

MADE_OF = {
    "step_length_m": "step_time_s",
    "vertical_ratio_pct": "vertical_oscillation_m",
    "leg_stiffness_kn_m": "contact_time_s",
    "vertical_stiffness_kn_m": "contact_time_s",
    "symmetry_angle_pct": "contact_time_s",
    "symmetry_angle_flight_time_pct": "flight_time_s",
    "symmetry_angle_foot_hip_distance_pct": "foot_hip_distance_m",
    "stride_time_cv_pct": "stride_time_s",
    "drift_per_10min": "cadence_spm",
}
"""Measures that no single frame shows, by the one that they are worked out from."""

HEADLINES = 3
INSTANTS = tuple(KEY_FRAME_TITLES)

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """One number ready to be shown, with the frames that show it."""

    value: str
    sign: str
    interval: str
    n: int
    shown_by: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """The numbers of one leg: near or far where that is known, otherwise left or right."""

    leg: Leg | None
    side: Side

    @property
    def title(self) -> str:
        """As a column is headed."""
        return leg_title(self.leg, self.side)

    def of(self, metric: Json) -> Json | None:
        """The estimate of this leg; that of its side where only sides were measured."""
        found: Json | None = (metric[self.leg] if self.leg else None) or metric[self.side]
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: its numbers, its typical range and what was found."""

    name: str
    title: str
    definition: str
    overall: Reading
    legs: tuple[Reading | None, ...]
    band: Band | None
    typical: str
    level: str | None
    why_missing: str | None
    corrected: bool


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The measured rows of one group."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """The measures that one reason left without a value."""

    reason: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyFrameRow:
    """The key frames of one leg in order of time within the step."""

    column: Column
    frames: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything that a page shows beside what it takes from the document as it stands there."""

    date: str
    headlines: tuple[Json, ...]
    tiles: tuple[Row, ...]
    key_frames: tuple[KeyFrameRow, ...]
    from_behind: tuple[KeyFrameRow, ...]
    groups: tuple[RowGroup, ...]
    charts: tuple[Chart, ...]
    legend: tuple[Line, ...]
    flags: tuple[Json, ...]
    corrected: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    single_steps: SingleSteps
    columns: tuple[Column, ...]


def report_view(document: Json) -> ReportView:
    """The document as report.json has it, ready to be shown. Raises UnreadableReport."""
    with whole_report():
        return _view(document)


def leg_title(leg: Leg | None, side: Side | None) -> str:
    """ "Near leg (right)", "Near leg" or "Right leg", by what is known."""
    if leg and side:
        return f"{leg.capitalize()} leg ({side})"
    return f"{(leg or side or 'either').capitalize()} leg"


def measure_title(name: str) -> str:
    """As the report names a measure."""
    return ENTRIES[name].title


def _view(document: Json) -> ReportView:
    columns, drawn = _columns(document["quality"]), charts(map(curve_of, document["curves"]))
    rows = {name: _row(document, entry, columns) for name, entry in ENTRIES.items()}
    rear, frames = document.get("rear_clip"), document.get("key_frames", ())
    return ReportView(
        date=text.date_text(document["provenance"]["created_at"]),
        headlines=tuple(each for each in document["findings"] if each["headline"])[:HEADLINES],
        tiles=tuple(_tiles(document, rows)),
        key_frames=_key_frames([each for each in frames if not each.get("clip")], columns),
        from_behind=_key_frames([f for f in frames if f.get("clip")], _columns(rear["quality"]))
        if rear
        else (),
        groups=tuple(_groups(rows)),
        charts=drawn,
        legend=tuple({(line.leg, line.side): line for chart in drawn for line in chart.lines}.values()),
        flags=tuple(flag for flag in document["flags"] if not flag.get("dismissed")),
        corrected=tuple(row.title for row in rows.values() if row.corrected),
        withheld=_withheld(rows),
        single_steps=single_steps(document["steps"], document["withheld"], document["events"]),
        columns=columns,
    )


def _columns(quality: Json) -> tuple[Column, ...]:
    """The near leg first where it is known; none where no runner was found."""
    near: Side | None = quality["near_side"]
    if quality["view"] is None:
        return ()
    right, left = (Column(_leg_of("right", near), "right"), Column(_leg_of("left", near), "left"))
    return (right, left) if near == "right" else (left, right)


def _leg_of(side: Side, near: Side | None) -> Leg | None:
    if near is None:
        return None
    return "near" if side == near else "far"


def curve_of(told: Json) -> Curve:
    """A curve as the document has it."""
    pct, mean, sd = (np.array(told[name], dtype=np.float64) for name in ("stride_pct", "mean", "sd"))
    toe_off_pct = float("nan") if told["toe_off_pct"] is None else float(told["toe_off_pct"])
    return Curve(told["name"], told["unit"], told["leg"], told["side"], pct, mean, sd, toe_off_pct)


def _tiles(document: Json, rows: Mapping[str, Row]) -> Iterator[Row]:
    for names in TILES_FROM_BEHIND if document["quality"]["view"] == "rear" else TILES:
        yield next((rows[name] for name in names if rows[name].why_missing is None), rows[names[0]])


def _groups(rows: Mapping[str, Row]) -> Iterator[RowGroup]:
    for group in GROUPS:
        measured = tuple(rows[e.name] for e in group.entries if rows[e.name].why_missing is None)
        if measured:
            yield RowGroup(group.title, measured)


def _row(document: Json, entry: Entry, columns: Sequence[Column]) -> Row:
    metric: Json = document["metrics"][entry.name]
    finding = next((each for each in document["findings"] if each["metric"] == entry.name), None)
    overall, (low, high) = typed(Estimate, metric), _range(finding)
    seen = tuple(metric["evidence"] or _evidence_of_parts(document, entry.name))
    return Row(
        name=entry.name,
        title=entry.title,
        definition=entry.definition,
        overall=replace(_reading(overall, metric["unit"], metric["category"]), shown_by=seen),
        legs=tuple(_leg_reading(metric, column, seen) for column in columns),
        band=band(overall, low, high),
        typical=numbers.typical_text(low, high, metric["unit"]),
        level=finding["level"] if finding else None,
        why_missing=metric["why_missing"],
        corrected=bool(metric.get("corrected")),
    )


def _range(finding: Json | None) -> tuple[float | None, float | None]:
    return (finding["low"], finding["high"]) if finding else (None, None)


def _evidence_of_parts(document: Json, name: str) -> Sequence[Json]:
    evidence: Sequence[Json] = document["metrics"][MADE_OF[name]]["evidence"] if name in MADE_OF else ()
    return evidence


def _reading(estimate: Estimate, unit: str, category: str | None = None) -> Reading:
    if category:
        probability = estimate.value
        sure = probability is not None and 0 <= probability <= 1
        likely = f", {probability:.0%} likely" if sure else ""
        return Reading(category + likely, "", "", estimate.n)
    return Reading(
        value=numbers.value_text(estimate, unit),
        sign=numbers.display_of(unit).sign,
        interval=numbers.interval_text(estimate, unit),
        n=estimate.n,
    )


def _leg_reading(metric: Json, column: Column, seen: Sequence[Json]) -> Reading | None:
    told = column.of(metric)
    if told is None or told["value"] is None:
        return None
    own = tuple(each for each in seen if each.get("side") == column.side)
    return replace(_reading(typed(Estimate, told), metric["unit"]), shown_by=own)


def _withheld(rows: Mapping[str, Row]) -> tuple[Withheld, ...]:
    titles: dict[str, list[str]] = {}
    for row in rows.values():
        if row.why_missing is not None:
            titles.setdefault(row.why_missing, []).append(row.title)
    return tuple(Withheld(reason, tuple(names)) for reason, names in titles.items())


def _key_frames(frames: Sequence[Json], columns: Sequence[Column]) -> tuple[KeyFrameRow, ...]:
    ordered = sorted(frames, key=lambda frame: INSTANTS.index(frame["kind"]))
    rows = (KeyFrameRow(column, tuple(f for f in ordered if f["side"] == column.side)) for column in columns)
    return tuple(row for row in rows if row.frames)
