"""report.json: the contract, the schema, and what an unknown looks like."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import builders
import numpy as np
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from strategies import analyses

import vision
from vision import datatypes as d
from vision.report import report_json, write_json
from vision.report.catalogue import ENTRIES
from vision.skeletons import BLAZEPOSE_33

SCHEMA = json.loads((Path(vision.__file__).parent / "schemas/report-1.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


@given(analyses)
@settings(deadline=None)
def test_any_analysis_gives_a_valid_document_without_nan(analysis: d.Analysis) -> None:
    document = report_json(analysis)
    VALIDATOR.validate(document)
    text = json.dumps(document, allow_nan=False)
    assert json.loads(text) == document
    assert all(document["metrics"][name]["unit"] == entry.unit for name, entry in ENTRIES.items())


# ---- the contract ----------------------------------------------------------------------------------


def test_the_schema_itself_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "build", [builders.analysis, builders.analysis_without_scale, builders.refused_analysis]
)
def test_documents_follow_the_schema(build: Callable[[], d.Analysis]) -> None:
    VALIDATOR.validate(report_json(build()))


def test_the_keys_are_those_of_the_contract() -> None:
    document = report_json(builders.analysis())
    assert list(document) == [
        "schema_version", "source", "quality", "scale", "vertical", "events", "steps", "withheld", "metrics",
        "curves", "findings", "flags", "provenance",
    ]  # fmt: skip
    assert document["schema_version"] == 1
    assert document["source"]["capture_fps"] == 60.0
    assert document["source"]["time_base"] == "true"
    assert document["quality"]["view"] == "side"
    assert document["scale"] == {"m_per_px": 0.00446, "source": "height", "interval": [0.00437, 0.00455]}
    assert document["vertical"]["source"] == "assumed"
    assert document["vertical"]["interval"] == pytest.approx([-4.9, 4.9])


def test_an_up_that_is_unknown_has_no_number() -> None:
    leaning = replace(builders.scene(), vertical=d.Vertical("tilted", 2.5, lines=7))
    document = report_json(replace(builders.analysis(), scene=leaning))
    assert document["vertical"] == {"source": "tilted", "lean_deg": None, "interval": None, "lines": 7}
    VALIDATOR.validate(document)


def test_the_schema_asks_for_exactly_the_metrics_of_the_catalogue() -> None:
    assert SCHEMA["$defs"]["metrics"]["required"] == list(ENTRIES)


def test_the_documentation_names_every_key() -> None:
    page = (Path(__file__).parents[2] / "docs/report.md").read_text("utf-8")
    keys = re.findall(r"^\| `(\w+)` \|", page.split("Rules that hold")[0], re.MULTILINE)
    assert ["schema_version", *keys] == list(report_json(builders.analysis()))
    assert (Path(__file__).parents[2] / "docs" / re.findall(r"\((\S+schema\.json)\)", page)[0]).is_file()


def test_numbers_arrive_unchanged() -> None:
    analysis = builders.analysis()
    cadence = report_json(analysis)["metrics"]["cadence_spm"]
    assert (cadence["value"], cadence["n"], cadence["unit"]) == (168.3, 22, "spm")
    assert cadence["near"] == cadence["right"] != cadence["left"] == cadence["far"]
    assert cadence["evidence"] == [{"time_s": 0.733, "frame": 44}, {"time_s": 1.45, "frame": 87}]
    assert report_json(analysis)["metrics"]["foot_strike_pattern"]["category"] == "rearfoot"


def test_steps_carry_their_measures_and_null_for_unknown_ones() -> None:
    near, far = report_json(builders.analysis())["steps"][:2]
    assert near["contact_time_s"] == pytest.approx(0.2455)
    assert (near["foot_strike_angle_deg"], far["foot_strike_angle_deg"]) == (11.8, None)
    assert (far["side"], far["leg"]) == ("left", "far")


def test_curves_hold_both_legs_and_null_where_unknown() -> None:
    analysis = builders.analysis()
    first = analysis.measures.curves[0]
    mean = first.mean.copy()
    mean[3] = np.nan
    changed = replace(analysis, measures=replace(analysis.measures, curves=(replace(first, mean=mean),)))
    curve = report_json(changed)["curves"][0]
    assert curve["mean"][3] is None
    assert curve["mean"][4] == mean[4]
    assert (curve["name"], curve["unit"], curve["leg"]) == ("knee_flexion_deg", "deg", "near")


def test_a_missing_metric_is_present_and_says_why() -> None:
    metrics = report_json(builders.analysis())["metrics"]
    assert metrics["pelvic_drop_deg"]["why_missing"] == "it can be seen only from behind"
    assert metrics["shoulder_elevation_pct"]["why_missing"] == "it was not measured in this clip"
    assert all((m["value"] is None and not m["category"]) == bool(m["why_missing"]) for m in metrics.values())


def test_a_refused_clip_keeps_its_reasons_and_has_no_numbers() -> None:
    document = report_json(builders.refused_analysis())
    assert document["quality"]["verdict"] == "refused"
    assert document["quality"]["reasons"][0]["code"] == "no_runner"
    assert {m["value"] for m in document["metrics"].values()} == {None}
    assert all("refused" in m["why_missing"] for m in document["metrics"].values())
    assert document["scale"] == {"m_per_px": None, "source": None, "interval": None}


def test_a_value_that_is_nan_counts_as_missing() -> None:
    analysis = builders.analysis()
    broken = replace(analysis.metrics["cadence_spm"], overall=d.Estimate(np.nan, 167.0, 169.0, 22))
    measures = replace(analysis.measures, metrics={"cadence_spm": broken})
    cadence = report_json(replace(analysis, measures=measures))["metrics"]["cadence_spm"]
    assert (cadence["value"], cadence["low"], cadence["high"]) == (None, None, None)
    assert cadence["why_missing"] == "it was not measured in this clip"


def change(document: dict[str, Any], path: str, value: object) -> None:
    *parents, last = path.split(".")
    for name in parents:
        document = document[int(name)] if isinstance(document, list) else document[name]
    document[last] = value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema_version", 2),
        ("extra", 1),
        ("source.fps", 60),
        ("source.width", 960.5),
        ("quality.verdict", "fine"),
        ("quality.coverage", 1.2),
        ("quality.near_side", "near"),
        ("scale.source", None),
        ("vertical.source", "guessed"),
        ("vertical.interval", [0.4]),
        ("scale.interval", [0.004]),
        ("events.0.kind", "heel_strike"),
        ("events.0.frame", -1),
        ("steps.0.contact_time_s", "0.25"),
        ("metrics.cadence_spm.unit", "s"),
        ("metrics.leg_stiffness_kn_m.unit", "m"),
        ("metrics.step_length_m.unit", "kN/m"),
        ("metrics.cadence_spm.value", None),
        ("metrics.cadence_spm.why_missing", "Too dark."),
        ("metrics.pelvic_drop_deg.why_missing", None),
        ("metrics.cadence_spm.left.value", None),
        ("metrics.cadence_spm.median", 168.0),
        ("findings.0.level", "fault"),
        ("flags.0.side", "near"),
        ("provenance.settings", []),
    ],
)
def test_the_schema_catches_mistakes(path: str, value: object) -> None:
    document = report_json(builders.analysis())
    change(document, path, value)
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize("key", ["cadence_spm", "crossover", "drift_per_10min"])
def test_the_schema_misses_an_absent_metric(key: str) -> None:
    document = report_json(builders.analysis())
    del document["metrics"][key]
    assert not VALIDATOR.is_valid(document)


# ---- the file --------------------------------------------------------------------------------------


def test_the_file_holds_the_document(tmp_path: Path) -> None:
    analysis = builders.analysis()
    write_json(analysis, tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == report_json(analysis)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_a_failed_write_leaves_the_old_report_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_json(builders.analysis(), path)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("report.json", "old")]


def test_a_file_name_that_is_no_unicode_still_gives_readable_json(tmp_path: Path) -> None:
    analysis = builders.analysis()
    odd = replace(analysis, source=replace(analysis.source, file="run\udcff.mp4"))
    write_json(odd, tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["source"]["file"] == "run?.mp4"


def test_of_the_track_only_the_share_of_exchanged_legs_enters_the_document() -> None:
    empty = d.Track(
        BLAZEPOSE_33,
        np.empty(0),
        np.empty((0, 33, 2)),
        np.empty((0, 33, 2)),
        np.empty((0, 33)),
        np.empty(0, bool),
    )
    full, without = report_json(builders.analysis()), report_json(replace(builders.analysis(), track=empty))
    assert full["quality"].pop("legs_exchanged") == builders.track().exchanged.mean()
    assert full == without
