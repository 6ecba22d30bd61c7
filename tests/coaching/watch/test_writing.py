import json
from xml.etree import ElementTree

import numpy as np
import pytest
import recorded

from coaching import run_lines, summarise_run, write_watch

RNG = np.random.default_rng(9)
RUNS = {
    "long": recorded.varied(5400, RNG, late=-8.0),
    "short": recorded.steady(120),
    "without cadence": recorded.steady(300, cadence=np.nan),
    "without speed": recorded.steady(2700, speed=np.nan),
    "a walk": recorded.steady(300, cadence=115, speed=1.4),
}
SUMMARIES = {
    name: summarise_run(recorded.recording(columns, file=f"{name}.fit")) for name, columns in RUNS.items()
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("watch") / "new"
    write_watch(list(SUMMARIES.values()), folder)
    return folder


def test_the_document_is_json_of_every_run(written):
    document = json.loads((written / "watch.json").read_text(), parse_constant=lambda name: pytest.fail(name))
    assert (document["schema_version"], document["kind"]) == (1, "watch")
    runs = {run["file"].removesuffix(".fit"): run for run in document["runs"]}
    assert set(runs) == set(RUNS)
    assert runs["long"]["cadence_spm"]["percentiles"]["50"] == pytest.approx(161, abs=3)
    assert runs["long"]["drift"]["cadence_spm"]["change"]["value"] < 0
    assert runs["without cadence"]["cadence_spm"] is None and runs["short"]["drift"] == {}
    assert runs["a walk"]["walking_s"] == 300 and runs["a walk"]["cadence_spm"] is None


def test_the_page_is_whole_and_loads_nothing(written):
    page = (written / "watch.html").read_text()
    body = page[page.index("<body>") : page.index("</body>") + len("</body>")]
    drawn = ElementTree.fromstring(body)
    assert len(drawn.findall(".//section")) == len(RUNS)
    assert len(drawn.findall(".//circle")) > 150 and drawn.findall(".//rect")
    assert "://" not in page and "<script" not in page and "nan" not in body


def test_a_file_name_cannot_write_into_the_page(tmp_path):
    run = summarise_run(recorded.recording(RUNS["short"], file="<script>x</script>.fit", device="<b>"))
    write_watch([run], tmp_path)
    page = (tmp_path / "watch.html").read_text()
    assert "<script" not in page and "<b>" not in page


@pytest.mark.parametrize("name", RUNS)
def test_every_run_is_told_in_words(name):
    told = dict(run_lines(SUMMARIES[name]))
    assert told["recorded"] == "FIT, garmin fr945, running"
    assert not [text for text in told.values() if "nan" in text or "None" in text]
    if name == "long":
        assert told["running"] == "1 h 30 min" and "late less early: cadence" in told
