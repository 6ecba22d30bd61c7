"""The charts over the stride as pictures."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import builders
import cv2
import numpy as np
import pytest

from vision.datatypes import Measures
from vision.errors import CannotExport
from vision.report.figures import write_figures

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("figures")
    write_figures(builders.analysis(), written)
    return written


def test_every_quantity_is_a_drawing_and_a_picture(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert {"knee_flexion.svg", "knee_flexion.png", "hip_height.svg"} <= names
    assert len(names) == 2 * len(builders.SHAPES)


def test_a_drawing_says_what_it_shows(folder: Path) -> None:
    words = " ".join(ElementTree.parse(folder / "knee_flexion.svg").getroot().itertext())
    for said in ("Knee flexion (°)", "Near leg (right)", "Far leg (left)", "toe-off", "100 %"):
        assert said in words


def test_a_drawing_has_mean_spread_and_toe_off_of_both_legs(folder: Path) -> None:
    root = ElementTree.parse(folder / "knee_flexion.svg").getroot()
    classes = [each.get("class") for each in root.iter() if each.tag != f"{SVG}text"]
    for kind in ("spread", "toe-off"):
        assert {f"{kind} near", f"{kind} far"} <= set(classes)
    assert classes.count("mean near") == 2  # and one in the legend


def test_a_drawing_needs_nothing_else(folder: Path) -> None:
    text = (folder / "knee_flexion.svg").read_text(encoding="utf-8")
    assert "var(" not in text
    assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]


def test_a_picture_shows_both_legs_in_their_colors(folder: Path) -> None:
    picture = cv2.imread(str(folder / "knee_flexion.png"))
    assert picture is not None and picture.shape[1] == 1920
    for color in ((0x00, 0x4A, 0xB8), (0xA5, 0x67, 0x00)):  # blue, green, red
        assert (np.abs(picture.astype(int) - color).max(axis=-1) < 8).sum() > 1000


def test_without_curves_there_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(CannotExport, match="no curves"):
        write_figures(replace(builders.analysis(), measures=Measures(metrics={})), tmp_path / "figures")
    assert not list(tmp_path.iterdir())
