"""Evidence frames, and what hangs in them."""

from dataclasses import replace

import cv2
from drawn import draw_evidence
from pixels import color_distance
from rendered_truth import needs_rendered

from vision.datatypes import (
    Evidence,
    Finding,
    Flag,
)
from vision.overlay import evidence
from vision.overlay.canvas import NEAR


@needs_rendered
def test_evidence_is_every_named_frame_flags_first(truth, tmp_path, monkeypatch):
    analysis, video = truth("dev01")
    seen = tuple(Evidence(i / 60, i) for i in (50, 7, 120))
    finding = Finding("f", "cadence_spm", "look", "", "", evidence=seen)
    flag = Flag("1", 3.0, 180, None, "far_leg_hidden", "", "", 1.0)
    behind = Flag("2", 1.0, 60, None, "hidden_landmark", "", "", 2.0, "rear")
    named = replace(analysis, findings=(finding,), flags=(behind, flag))
    assert draw_evidence(named, video, tmp_path / "all") == (7, 50, 120, 180)
    names = sorted(path.name for path in (tmp_path / "all").iterdir())
    assert names == ["000007.jpg", "000050.jpg", "000120.jpg", "000180.jpg"]
    monkeypatch.setattr(evidence, "MOST_FRAMES", 2)
    assert draw_evidence(named, video, tmp_path / "few") == (50, 180)
    picture = cv2.imread(str(tmp_path / "all" / "000050.jpg"))[..., ::-1]
    assert color_distance(picture, analysis.track.point("right_knee")[50], NEAR) < 40
