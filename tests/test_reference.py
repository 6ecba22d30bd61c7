"""The reference of the Python API, as `python .ci/reference.py` writes it; warnings are errors here."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import coaching
import lab
import vision

SCRIPT = Path(__file__).parents[1] / ".ci" / "reference.py"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder, and the names without words."""
    spec = spec_from_file_location("reference", SCRIPT)
    reference = module_from_spec(spec)
    spec.loader.exec_module(reference)
    folder = tmp_path_factory.mktemp("site")
    return folder, reference.write(folder)


@pytest.mark.parametrize("door", [vision, coaching, lab], ids=lambda door: door.__name__)
def test_the_reference_has_every_public_name(door, written):
    page = (written[0] / f"{door.__name__}.html").read_text(encoding="utf-8")
    sections = set(re.findall(r'<section id="(\w+)">', page))
    assert set(door.__all__) <= sections


def test_every_public_name_has_a_docstring(written):
    assert written[1] == []


def test_shapes_and_constants_are_said(written):
    page = (written[0] / "vision.html").read_text(encoding="utf-8")
    assert "(n, k, 2), smoothed; NaN where unknown" in page
    assert "by its name in <code>" in page
    assert "NDArray[float64]" in page


def test_the_pages_ask_nobody_for_anything(written):
    for page in written[0].glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.findall(r"<(?:script|img|iframe)[^>]+src=[\"'](?:https?:)?//", text)
        assert not re.findall(r"<link[^>]+href=[\"'](?:https?:)?//", text)
        assert not re.findall(r"(?:url\(|@import |fetch\()[\"']?(?:https?:)?//", text)
