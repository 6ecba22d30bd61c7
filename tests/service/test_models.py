import math
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from service.models import AnalysisSettings, Record, harmless_name
from vision import Reason


@pytest.mark.parametrize(
    "setting",
    [
        {"speed_mps": 0.4}, {"speed_mps": 12.1}, {"speed_mps": math.nan},
        {"height_cm": 99}, {"height_cm": 231}, {"mass_kg": 20}, {"incline_pct": -31}, {"incline_pct": 41},
        {"capture_fps": 19}, {"capture_fps": 1001}, {"view": "front"}, {"sex": "x"}, {"model": "huge"},
        {"engine": "openpose"}, {"speed": 3},
    ],
)  # fmt: skip
def test_a_setting_outside_its_range_is_refused(setting):
    with pytest.raises(ValidationError):
        AnalysisSettings(**setting)


def test_everything_may_be_left_out():
    settings = AnalysisSettings()
    assert settings.speed_mps is settings.height_cm is settings.capture_fps is settings.sex is None
    assert (settings.view, settings.model, settings.engine) == ("auto", "heavy", "blazepose")


def test_a_record_survives_being_written():
    record = Record(
        id="0", file_name="", settings=AnalysisSettings(), created_at=datetime.now(UTC),
        status="refused", reasons=(Reason("dark", "It is dark."),), reason="It is dark.",
    )  # fmt: skip
    assert Record.model_validate_json(record.model_dump_json()) == record


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("tuesday run.mp4", "tuesday run.mp4"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\run.mov", "run.mov"),
        ("a\x00b\n\x1b[31m.mp4", "ab[31m.mp4"),
        ("läuft \u202etxt.mp4", "läuft txt.mp4"),
        ("x" * 300, "x" * 100),
        ("folder/", "upload"),
        (None, "upload"),
    ],
)
def test_an_upload_keeps_its_own_name_without_what_could_do_harm(sent, kept):
    assert harmless_name(sent) == kept
