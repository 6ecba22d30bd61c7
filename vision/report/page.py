"""Analysis -> report.html: one file that needs neither network nor script."""

import base64
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from vision import numbers
from vision.datatypes import Analysis, Estimate, Finding, Flag, KeyFrame, Leg, Metric, Side
from vision.files import write_whole
from vision.report import text
from vision.report.catalogue import ENTRIES, GROUPS, Entry, Group
from vision.report.charts import Band, Chart, Line, band, charts
from vision.report.document import why_missing
from vision.report.single_steps import SingleSteps, single_steps

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

HEADLINES = 3
FLAGS = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """One number ready to be shown."""

    value: str
    sign: str
    interval: str
    n: int


@dataclass(frozen=True, slots=True)
class Column:
    """The numbers of one leg: near or far where that is known, otherwise left or right."""

    leg: Leg | None
    side: Side | None

    @property
    def title(self) -> str:
        """As a column is headed."""
        return leg_title(self.leg, self.side)

    def of(self, metric: Metric) -> Estimate | None:
        """The estimate of this leg; that of its side where only sides were measured."""
        by_leg = {"near": metric.near, "far": metric.far, None: None}[self.leg]
        return by_leg or {"left": metric.left, "right": metric.right, None: None}[self.side]


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
class Picture:
    """A key frame with its picture as a data URI."""

    frame: KeyFrame
    uri: str


@dataclass(frozen=True, slots=True)
class PictureRow:
    """The key frames of one leg in order of time within the step."""

    column: Column
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the template shows besides the analysis itself."""

    date: str
    headlines: tuple[Finding, ...]
    tiles: tuple[Row, ...]
    pictures: tuple[PictureRow, ...]
    from_behind: tuple[PictureRow, ...]
    groups: tuple[RowGroup, ...]
    charts: tuple[Chart, ...]
    legend: tuple[Line, ...]
    flags: tuple[Flag, ...]
    corrected: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    single_steps: SingleSteps
    columns: tuple[Column, ...]


def write_html(
    analysis: Analysis,
    key_frames: Sequence[KeyFrame],
    path: str | Path,
    *,
    from_behind: Sequence[KeyFrame] = (),
) -> None:
    """Write the page to `path`; the pictures of the key frames are read from beside it and embedded.

    `from_behind` are those of a clip from behind that was combined with this one.

    A refused clip gives a page that says why, and how to film again. Raises OSError.
    """
    template = "refused" if analysis.quality.verdict == "refused" else "report"
    page = _page(analysis, key_frames, from_behind, Path(path).parent)
    html = environment().get_template(f"{template}.html.jinja").render(analysis=analysis, page=page)
    write_whole(path, html)


@cache
def environment() -> Environment:
    """The templates of all pages."""
    made = Environment(
        loader=PackageLoader("vision.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "clips": numbers.clips_text,
        "number": numbers.number,
        "instant": text.instant_text,
        "typical": numbers.typical_text,
        "measure_title": _title,
        "sentence": text.sentence,
        "setting": text.setting_text,
    }
    made.globals["leg_title"] = leg_title
    made.tests["known"] = numbers.known
    return made


def _page(
    analysis: Analysis, key_frames: Sequence[KeyFrame], from_behind: Sequence[KeyFrame], folder: Path
) -> Page:
    columns, drawn = _columns(analysis), charts(analysis.measures.curves)
    groups = (_row_group(analysis, group, columns) for group in GROUPS)
    return Page(
        date=text.date_text(analysis.provenance.created_at),
        headlines=tuple(finding for finding in analysis.findings if finding.headline)[:HEADLINES],
        tiles=tuple(_tile(analysis, names) for names in _tiles(analysis)),
        pictures=_pictures(key_frames, folder, columns),
        from_behind=_pictures(from_behind, folder, _columns(analysis.rear)) if analysis.rear else (),
        groups=tuple(group for group in groups if group.rows),
        charts=drawn,
        legend=tuple({(line.leg, line.side): line for chart in drawn for line in chart.lines}.values()),
        flags=tuple(flag for flag in analysis.flags if not flag.dismissed)[:FLAGS],
        corrected=_corrected(analysis),
        withheld=_withheld(analysis),
        single_steps=single_steps(analysis.measures),
        columns=columns,
    )


def leg_title(leg: Leg | None, side: Side | None) -> str:
    """ "Near leg (right)", "Near leg" or "Right leg", by what is known."""
    if leg and side:
        return f"{leg.capitalize()} leg ({side})"
    return f"{(leg or side or 'either').capitalize()} leg"


def _columns(analysis: Analysis) -> tuple[Column, ...]:
    scene = analysis.scene
    return tuple(Column(scene.leg_of(side), side) for side in scene.sides) if scene else ()


def _title(name: str) -> str:
    return ENTRIES[name].title


def _corrected(analysis: Analysis) -> tuple[str, ...]:
    """The titles of the measures that corrections changed."""
    changed = analysis.revision.changed if analysis.revision else frozenset()
    return tuple(entry.title for name, entry in ENTRIES.items() if name in changed)


def _tiles(analysis: Analysis) -> tuple[tuple[str, ...], ...]:
    return TILES_FROM_BEHIND if analysis.scene and analysis.scene.view == "rear" else TILES


def _tile(analysis: Analysis, names: tuple[str, ...]) -> Row:
    name = next((name for name in names if why_missing(analysis, name) is None), names[0])
    return _row(analysis, ENTRIES[name], ())


def _row_group(analysis: Analysis, group: Group, columns: tuple[Column, ...]) -> RowGroup:
    measured = [entry for entry in group.entries if why_missing(analysis, entry.name) is None]
    return RowGroup(group.title, tuple(_row(analysis, entry, columns) for entry in measured))


def _row(analysis: Analysis, entry: Entry, columns: tuple[Column, ...]) -> Row:
    metric = analysis.metrics.get(entry.name) or Metric(entry.name, entry.unit, Estimate(None, None, None, 0))
    finding = next((f for f in analysis.findings if f.metric == entry.name), None)
    return Row(
        name=entry.name,
        title=entry.title,
        definition=entry.definition,
        overall=_reading(metric.overall, metric),
        legs=tuple(_leg_reading(column.of(metric), metric) for column in columns),
        band=band(metric.overall, finding),
        typical=numbers.typical_text(finding.low, finding.high, metric.unit) if finding else "",
        level=finding.level if finding else None,
        why_missing=why_missing(analysis, entry.name),
    )


def _reading(estimate: Estimate, metric: Metric) -> Reading:
    if metric.category and estimate is metric.overall:
        probability = estimate.value
        sure = probability is not None and 0 <= probability <= 1
        likely = f", {probability:.0%} likely" if sure else ""
        return Reading(metric.category + likely, "", "", estimate.n)
    return Reading(
        value=numbers.value_text(estimate, metric.unit),
        sign=numbers.display_of(metric.unit).sign,
        interval=numbers.interval_text(estimate, metric.unit),
        n=estimate.n,
    )


def _leg_reading(estimate: Estimate | None, metric: Metric) -> Reading | None:
    return _reading(estimate, metric) if estimate and numbers.known(estimate.value) else None


def _withheld(analysis: Analysis) -> tuple[Withheld, ...]:
    titles: dict[str, list[str]] = {}
    for name in ENTRIES:
        reason = why_missing(analysis, name)
        if reason is not None:
            titles.setdefault(reason, []).append(_title(name))
    return tuple(Withheld(reason, tuple(names)) for reason, names in titles.items())


def _pictures(
    key_frames: Sequence[KeyFrame], folder: Path, columns: Sequence[Column]
) -> tuple[PictureRow, ...]:
    order = ("initial_contact", "midstance", "toe_off")
    pictures = [Picture(frame, _data_uri(folder / frame.file)) for frame in key_frames]
    pictures.sort(key=lambda picture: order.index(picture.frame.kind))
    rows = (
        PictureRow(column, tuple(p for p in pictures if p.frame.side == column.side)) for column in columns
    )
    return tuple(row for row in rows if row.pictures)


def _data_uri(picture: Path) -> str:
    kind = mimetypes.types_map[picture.suffix.lower()]
    return f"data:{kind};base64,{base64.b64encode(picture.read_bytes()).decode('ascii')}"
