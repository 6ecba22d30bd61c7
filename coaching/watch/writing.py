"""Runs -> watch.json and watch.html."""

import json
from collections.abc import Sequence
from pathlib import Path

from jinja2 import PackageLoader

from coaching.watch.figure import Histogram, Scatter, histogram, scatter
from coaching.watch.summary import RunSummary, watch_document
from coaching.watch.words import run_lines
from vision import report_style, report_templates, write_whole


def write_watch(runs: Sequence[RunSummary], folder: str | Path) -> None:
    """watch.json, and watch.html as one page that needs nothing else, in `folder`. Raises OSError."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    document = json.dumps(watch_document(runs), allow_nan=False, ensure_ascii=False, indent=1)
    write_whole(place / "watch.json", document)
    page = report_templates(PackageLoader("coaching.watch")).get_template("watch.html.jinja")
    shown = [(run.recording, list(run_lines(run)), _histogram(run), _scatter(run)) for run in runs]
    write_whole(place / "watch.html", page.render(runs=shown, style=report_style()))


def _histogram(run: RunSummary) -> Histogram | None:
    return histogram(run.cadence.bins, run.cadence.percentiles["50"]) if run.cadence else None


def _scatter(run: RunSummary) -> Scatter | None:
    return scatter(run.run, run.cadence_against_speed)
