"""report.html: what it says, what it withholds, and how it behaves in a browser."""
# ruff: noqa: RUF001  the page writes true dashes and minus signs

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import builders
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from playwright.sync_api import Browser, sync_playwright
from strategies import analyses

from tests.vision.synthetic_runner import Runner, analysis_of
from vision.datatypes import (
    ASSUMED_VERTICAL,
    Analysis,
    Curve,
    Estimate,
    Finding,
    KeyFrame,
    Metric,
    ScaleSource,
    Vertical,
)
from vision.numbers import interval_text, span, typical_text, value_text
from vision.report import write_html
from vision.report.catalogue import GROUPS
from vision.report.charts import band, charts
from vision.report.text import date_text
from vision.report.view import TILES, TILES_FROM_BEHIND

CHROMIUM = Path("/usr/bin/chromium")
BUILDERS = [builders.analysis, builders.analysis_without_scale, builders.refused_analysis]


class Text(HTMLParser):
    """The words of a page in reading order, and its tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if not self.tags or self.tags[-1][0] != "style":
            self.words.append(data)

    def __str__(self) -> str:
        return " ".join("".join(self.words).split())


def key_frames(folder: Path) -> list[KeyFrame]:
    (folder / "frames").mkdir()
    frames = []
    for leg, side in reversed(builders.LEGS):
        for kind in ("toe_off", "midstance", "initial_contact"):
            name = f"frames/{leg}_{kind}.jpg"
            cv2.imwrite(str(folder / name), np.full((540, 960, 3), 90, np.uint8))
            frames.append(KeyFrame(leg, side, kind, 1.25, 75, name))
    return frames


def page(folder: Path, analysis: Analysis, *, with_frames: bool = False) -> Text:
    write_html(analysis, key_frames(folder) if with_frames else [], folder / "report.html")
    return Text((folder / "report.html").read_text("utf-8"))


# ---- words and numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "estimate", "value", "interval"),
    [
        ("spm", Estimate(168.2, 167.4, 168.9, 22), "168.2", "167.4–168.9"),
        ("s", Estimate(0.2455, 0.2294, 0.2617, 22), "246", "229–262"),
        ("m", Estimate(0.2008, 0.1738, 0.2278, 22), "20.1", "17.4–22.8"),
        ("deg", Estimate(-0.04, -2.94, 2.86, 22), "0.0", "−2.9 to 2.9"),
        ("deg", Estimate(-3.2, -5.0, -1.4, 22), "−3.2", "−5.0 to −1.4"),
        ("", Estimate(0.344, 0.322, 0.366, 22), "0.34", "0.32–0.37"),
        ("deg", Estimate(7.0, None, None, 3), "7.0", ""),
        ("deg", Estimate(None, None, None, 0), "not measured", ""),
    ],
)  # fmt: skip
def test_numbers_are_written_for_people(unit: str, estimate: Estimate, value: str, interval: str) -> None:
    assert (value_text(estimate, unit), interval_text(estimate, unit)) == (value, interval)


def test_ranges_may_be_open() -> None:
    assert typical_text(161.2, None, "spm") == "above 161.2"
    assert typical_text(None, 5.5, "deg") == "below 5.5"
    assert typical_text(0.05, 0.1, "m") == "5–10"
    assert typical_text(-2.5, 2.5, "%") == "−2.5 to 2.5"
    assert span(None, None, 1) == ""


def test_dates_are_written_out_in_utc() -> None:
    assert date_text("2026-11-22T15:03:00+01:00") == "22 November 2026, 14:03 UTC"
    assert date_text("yesterday") == "yesterday"


# ---- what the page says ----------------------------------------------------------------------------


def test_sections_stand_in_their_order(tmp_path: Path) -> None:
    write_html(builders.analysis(), key_frames(tmp_path), tmp_path / "report.html")
    html = (tmp_path / "report.html").read_text("utf-8")
    headings = re.findall(r"<h2 id=\"(\w+)\"", html)
    assert headings == ["summary", "frames", "measures", "curves", "findings", "flags", "steps", "how"]


def test_the_page_says_what_was_measured(tmp_path: Path) -> None:
    words = str(page(tmp_path, builders.analysis()))
    assert "Measured easy run <3 & shoes.mp4 22 November 2026, 14:03 UTC" in words
    assert "Cadence 168.3 spm (167.6–169.0) typical range above 161.2 typical" in words
    assert "Contact time 246 ms (229–262) typical range 223–303" in words
    assert "Foot strike pattern" in words
    assert "rearfoot" in words
    assert "Near leg (right)" in words
    assert "4.46 mm per pixel (4.37–4.55), from the runner's height" in words
    assert "22, 11 near leg, 11 far leg" in words
    assert "The far foot is hidden behind the near leg while it lands." in words


def test_every_measured_metric_is_in_the_table_and_every_other_one_among_the_withheld(tmp_path: Path) -> None:
    words = str(page(tmp_path, builders.analysis()))
    table, withheld = words.split("What is withheld, and why")
    for group in GROUPS:
        for entry in group.entries:
            measured = entry.name in builders.MEASURED or entry.name == "foot_strike_pattern"
            assert (f"{entry.title} {entry.definition}" in table) == measured, entry.name
            assert bool(re.search(f"{entry.title}[,:]", withheld)) != measured, entry.name
    assert (
        "Pelvic drop, Sideways trunk lean, Step width, Crossover: It can be seen only from behind."
        in withheld
    )


def test_at_most_three_headlines_are_shown(tmp_path: Path) -> None:
    analysis = builders.analysis()
    many = replace(analysis, findings=tuple(replace(f, headline=True) for f in analysis.findings))
    write_html(many, [], tmp_path / "report.html")
    html = (tmp_path / "report.html").read_text("utf-8")
    assert html.count('<p class="message">') == 3


def test_only_the_first_flags_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    analysis = builders.analysis()
    many = tuple(replace(analysis.flags[0], frame=1000 + i) for i in range(20))
    words = str(page(tmp_path, replace(analysis, flags=many)))
    assert "frame 1007" in words
    assert "frame 1008" not in words
    assert "report.json lists 12 more" in words


def test_the_legend_names_every_leg_that_some_chart_shows(tmp_path: Path) -> None:
    analysis = builders.analysis()
    measures = replace(analysis.measures, curves=(builders.curves()[0], *builders.curves()[3:]))
    words = str(page(tmp_path, replace(analysis, measures=measures)))
    assert "flexed. Near leg (right) Far leg (left) Knee flexion" in words


def test_without_findings_the_page_says_that_nothing_was_compared(tmp_path: Path) -> None:
    words = str(page(tmp_path, replace(builders.analysis(), findings=(), flags=())))
    assert "No measure of this clip could be compared with a typical range." in words
    assert "No frame needs a second look." in words
    assert "Findings and their sources" not in words


@pytest.mark.parametrize("source", get_args(ScaleSource))
def test_the_page_says_where_the_scale_comes_from(source: ScaleSource, tmp_path: Path) -> None:
    scene = builders.scene()
    assert scene.scale is not None
    analysis = replace(builders.analysis(), scene=replace(scene, scale=replace(scene.scale, source=source)))
    assert "mm per pixel (4.37–4.55), from the " in str(page(tmp_path, analysis))


def test_without_a_scale_the_page_shows_shares_of_leg_length(tmp_path: Path) -> None:
    words = str(page(tmp_path, builders.analysis_without_scale()))
    assert "Measured with limits" in words
    assert "state the runner's height or the belt speed" in words
    assert "Foot ahead of the hip, of leg length 22.8 %" in words
    assert "Near leg (" not in words
    table = words.partition("All measures")[2].partition("Over the stride")[0]
    assert " %" in table
    assert " cm" not in table


def test_side_values_serve_where_the_legs_have_none(tmp_path: Path) -> None:
    analysis = builders.analysis()
    cadence = analysis.metrics["cadence_spm"]
    sides = replace(cadence, near=None, far=None, right=Estimate(171.0, 170.0, 172.0, 11), left=None)
    measures = replace(analysis.measures, metrics={"cadence_spm": sides})
    html = page(tmp_path, replace(analysis, measures=measures))
    assert "171.0 (170.0–172.0)" in str(html)


def test_from_behind_the_columns_are_left_and_right(tmp_path: Path) -> None:
    analysis = builders.analysis()
    assert analysis.scene
    drop = Metric("pelvic_drop_deg", "deg", *(Estimate(v, v - 1, v + 1, 22) for v in (5.0, 4.0, 6.0)))
    from_behind = replace(
        analysis,
        scene=replace(analysis.scene, view="rear", near_side=None),
        measures=replace(analysis.measures, metrics={drop.name: drop}, curves=()),
    )
    words = str(page(tmp_path, from_behind))
    assert "Left leg Right leg Steps" in words
    assert "5.0° (4.0–6.0) – 4.0 (3.0–5.0) 6.0 (5.0–7.0) 22" in words
    assert "from behind, running to the right" in words


@pytest.mark.parametrize(
    "tiles, view", [(TILES, {}), (TILES_FROM_BEHIND, {"yaw_deg": 90.0, "parallax": 0.0})]
)
def test_every_tile_can_have_a_number(tiles: tuple[tuple[str, ...], ...], view: dict[str, float]) -> None:
    metrics = analysis_of(replace(Runner(duration_s=8.0), **view)).metrics
    assert [names for names in tiles if all(metrics[name].value is None for name in names)] == []


def test_a_refused_clip_says_why_and_how_to_film_again(tmp_path: Path) -> None:
    words = str(page(tmp_path, builders.refused_analysis()))
    assert "Nobody could be followed for two whole strides" in words
    assert "How to film it again" in words
    assert "All measures" not in words


@pytest.mark.parametrize("build", BUILDERS)
def test_wording_stays_with_typical(build: Callable[[], Analysis], tmp_path: Path) -> None:
    words = str(page(tmp_path, build())).lower()
    forbidden = (
        "fault",
        "injur",
        "incorrect",
        "inefficient",
        "heel strike",
        "touchdown",
        "abnormal",
        "nan",
        "none:",
    )
    assert [word for word in forbidden if word in words.replace("none: lengths", "")] == []


@given(analysis=analyses)
@settings(deadline=None, max_examples=30)
def test_any_analysis_gives_a_page(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> None:
    words = str(page(tmp_path_factory.mktemp("any"), analysis))
    assert ("How it was measured" in words) != (analysis.quality.verdict == "refused")
    assert not re.search(r"\b(nan|inf)\b", words)


# ---- one self-contained, safe file -----------------------------------------------------------------


def test_pictures_are_embedded_in_order(tmp_path: Path) -> None:
    text = page(tmp_path, builders.analysis(), with_frames=True)
    images = [attributes for tag, attributes in text.tags if tag == "img"]
    assert len(images) == 6
    assert all((image["src"] or "").startswith("data:image/jpeg;base64,/9j/") for image in images)
    assert [(image["alt"] or "").split(",")[0] for image in images] == [
        f"{leg} leg ({side}) at {kind}"
        for leg, side in (("Near", "right"), ("Far", "left"))
        for kind in ("initial contact", "midstance", "toe-off")
    ]


@pytest.mark.parametrize("build", BUILDERS)
def test_nothing_is_loaded_and_nothing_runs(build: Callable[[], Analysis], tmp_path: Path) -> None:
    text = page(tmp_path, build(), with_frames=True)
    addresses = [a[key] or "" for _, a in text.tags for key in ("src", "href") if key in a]
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert not {"script", "iframe", "object"} & {tag for tag, _ in text.tags}
    assert "@import" not in (html := (tmp_path / "report.html").read_text("utf-8"))
    assert "url(" not in html


def test_text_from_outside_is_escaped(tmp_path: Path) -> None:
    attack = '"><script>alert(1)</script>'
    analysis = builders.analysis()
    hostile = replace(
        analysis,
        source=replace(analysis.source, file=attack),
        findings=(Finding(attack, "cadence_spm", "look", attack, attack, headline=True),),
        flags=(replace(analysis.flags[0], message=attack, effect=attack),),
        provenance=replace(analysis.provenance, settings={attack: attack}),
        measures=replace(
            analysis.measures,
            metrics={attack: Metric(attack, attack, Estimate(1.0, None, None, 1))},
            curves=(replace(analysis.measures.curves[0], name=attack, unit=attack),),
        ),
    )
    text = page(tmp_path, hostile)
    assert "script" not in {tag for tag, _ in text.tags}
    assert str(text).count("alert(1)") >= 8


# ---- graphics --------------------------------------------------------------------------------------


def test_the_band_keeps_the_order_of_its_numbers() -> None:
    drawn = band(Estimate(9.9, 5.3, 14.5, 22), 0.0, 8.0)
    assert drawn is not None
    marks = [drawn.typical_start, drawn.interval_start, drawn.typical_end, drawn.value, drawn.interval_end]
    assert marks == sorted(marks)
    assert marks[0] > 0
    assert marks[-1] < 100
    per_unit = (drawn.typical_end - drawn.typical_start) / 8.0
    assert drawn.interval_end - drawn.interval_start == pytest.approx(9.2 * per_unit, abs=0.2)


def test_an_open_typical_range_reaches_the_edge() -> None:
    drawn = band(Estimate(168.0, 167.0, 169.0, 22), 161.0, None)
    assert drawn is not None
    assert drawn.typical_end == 100.0
    assert drawn.typical_start > 0.0


def test_there_is_no_band_without_value_or_typical_range() -> None:
    assert band(Estimate(None, None, None, 0), 0.0, 8.0) is None
    assert band(Estimate(3.0, 2.0, 4.0, 5), None, None) is None


def test_a_chart_leaves_gaps_where_the_curve_is_unknown() -> None:
    mean = np.array([0.0, 10.0, np.nan, 10.0, 0.0])
    curve = Curve(
        "knee_flexion_deg", "deg", "near", None, np.linspace(0, 100, 5), mean, np.full(5, 2.0), np.nan
    )
    (chart,) = charts([curve])
    (line,) = chart.lines
    assert line.mean.count("M") == 2
    assert line.spread.count("Z") == 2
    assert "nan" not in line.mean + line.spread
    assert line.toe_off_x is None


def test_an_unknown_spread_is_left_out_and_not_drawn_as_none() -> None:
    x, mean = np.linspace(0, 100, 6), np.full(6, 10.0)
    sd = np.array([2.0, 2.0, np.nan, np.nan, 3.0, 3.0])
    (chart,) = charts([Curve("knee_flexion_deg", "deg", "near", "right", x, mean, sd, 35.0)])
    (line,) = chart.lines
    assert line.mean.count("M") == 1
    assert line.spread.count("Z") == 2
    (unknown,) = charts(
        [Curve("knee_flexion_deg", "deg", "near", "right", x, mean, np.full(6, np.nan), 35.0)]
    )
    assert unknown.lines[0].spread == ""


def test_a_chart_draws_higher_values_higher_up() -> None:
    curve = Curve(
        "hip_height_m", "m", "far", "left", np.array([0.0, 100.0]), np.array([0.8, 0.9]), np.zeros(2), 35.0
    )
    (chart,) = charts([curve])
    (x0, y0), (x1, y1) = re.findall(r"([\d.]+),([\d.]+)", chart.lines[0].mean)
    assert float(x0) < float(x1)
    assert float(y0) > float(y1)
    assert chart.unit == "cm"
    labels = [float(tick.label) for tick in chart.ticks]
    assert labels == sorted(labels)
    assert 80 <= labels[0] < labels[-1] <= 90


def test_flat_and_empty_curves_are_no_trouble() -> None:
    x = np.linspace(0, 100, 3)
    flat = Curve("trunk_lean_deg", "deg", "near", None, x, np.full(3, 5.0), np.zeros(3), 35.0)
    empty = Curve("elbow_angle_deg", "deg", "near", None, x, np.full(3, np.nan), np.zeros(3), 35.0)
    assert [chart.title for chart in charts([flat, empty])] == ["Trunk lean"]


# ---- in a browser ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield browser
        browser.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("build", BUILDERS)
def test_a_browser_shows_it_quietly(
    build: Callable[[], Analysis], width: int, chromium: Browser, tmp_path: Path
) -> None:
    page(tmp_path, build(), with_frames=True)
    complaints: list[str] = []
    requests: list[str] = []
    context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=True)
    tab = context.new_page()
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda request: requests.append(request.url))
    address = (tmp_path / "report.html").as_uri()
    tab.goto(address)
    wide = tab.evaluate("document.documentElement.scrollWidth")
    drawn = tab.evaluate("[...document.images].every(i => i.naturalWidth === 960)")
    context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith("data:")] == [address]
    assert wide <= width
    assert drawn


def test_long_numbers_and_names_do_not_widen_the_page(chromium: Browser, tmp_path: Path) -> None:
    analysis = builders.analysis()
    long = Estimate(123456789.0, -123456789.0, 1234567890.0, 123456)
    metrics = {name: replace(m, overall=long, near=long, far=long) for name, m in analysis.metrics.items()}
    stretched = replace(
        analysis,
        source=replace(analysis.source, file="x" * 200 + ".mp4"),
        measures=replace(analysis.measures, metrics=metrics),
    )
    page(tmp_path, stretched)
    tab = chromium.new_page(viewport={"width": 360, "height": 800})
    tab.goto((tmp_path / "report.html").as_uri())
    wide = tab.evaluate("document.documentElement.scrollWidth")
    tab.close()
    assert wide <= 360


LOW_CONTRAST = """() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = color => rgb(color).slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = node => {
    for (let at = node; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (rgb(color)[3] !== 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll("body *")]
    .filter(node => [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
    .map(node => {
      const style = getComputedStyle(node);
      const ink = light(node instanceof SVGElement ? style.fill : style.color), paper = light(ground(node));
      return [(Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05), node.tagName];
    })
    .filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_the_contrast_of_wcag_aa(scheme: str, chromium: Browser, tmp_path: Path) -> None:
    page(tmp_path, builders.analysis())
    context = chromium.new_context(color_scheme=scheme)
    tab = context.new_page()
    tab.goto((tmp_path / "report.html").as_uri())
    found = json.loads(tab.evaluate(f"JSON.stringify(({LOW_CONTRAST})())"))
    nodes = tab.evaluate("document.querySelectorAll('body *').length")
    context.close()
    assert nodes > 300
    assert found == []


def test_it_prints_on_a4_without_cutting_cards(chromium: Browser, tmp_path: Path) -> None:
    page(tmp_path, builders.analysis(), with_frames=True)
    tab = chromium.new_page()
    tab.goto((tmp_path / "report.html").as_uri())
    tab.emulate_media(media="print", color_scheme="dark")
    tile = "getComputedStyle(document.querySelector('.tile'))"
    assert tab.evaluate(f"{tile}.breakInside") == "avoid"
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    pdf = tab.pdf(prefer_css_page_size=True)
    tab.close()
    boxes = {tuple(round(float(v)) for v in box.split()) for box in re.findall(rb"/MediaBox \[(.*?)\]", pdf)}
    assert boxes == {(0, 0, 595, 842)}


@pytest.mark.parametrize(
    ("vertical", "said"),
    [
        (
            Vertical("lines", 0.4, lean_deg=-1.25, lines=9),
            "leans 1.2° to the left of the picture's at the runner (± 0.8°), told by 9 straight lines",
        ),
        (Vertical("lines", 0.4, lean_deg=3.0, lines=9), "leans 3.0° to the right"),
        (ASSUMED_VERTICAL, "that of the picture, as nothing in the background shows which way is up (± 4.9"),
        (Vertical("askew", 5.0), "that of the picture, as upright and level lines of the background are not"),
        (Vertical("tilted", 2.5), "unknown: the background leans too far"),
    ],
)  # fmt: skip
def test_the_page_says_which_vertical_was_used(tmp_path: Path, vertical: Vertical, said: str) -> None:
    leaning = replace(builders.scene(), vertical=vertical)
    words = str(page(tmp_path, replace(builders.analysis(), scene=leaning)))
    assert f"Vertical {said}" in words
