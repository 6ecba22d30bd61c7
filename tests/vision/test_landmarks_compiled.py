"""Which arithmetic is chosen, and that a network is compiled once a machine."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from tests.vision.estimators import SAMPLE, frames_of, loaded, only_person, same_region
from vision.errors import InvalidSetting
from vision.landmarks import compiled, make_estimator
from vision.landmarks.compiled import Recipe, chosen_precision, computes_f16
from vision.landmarks.runtime import InferenceSession
from vision.networks import network

needs_f16 = pytest.mark.skipif(not computes_f16(), reason="this processor has no 16-bit arithmetic")


@pytest.fixture
def recipe(tmp_path):
    loaded("blazepose", "lite")
    path = tmp_path / "lite.tflite"
    shutil.copy(network("lite"), path)
    return Recipe(path, ("Identity", "Identity_1"), mean=0.0, scale=255.0, precision="f32")


@pytest.fixture
def piece():
    return np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8)


def outputs(recipe, piece):
    ((_, found),) = InferenceSession(recipe).run([(None, piece)])
    return found


def forbid_compiling(monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("compiled")

    monkeypatch.setattr(compiled.ov.Core, "compile_model", refuse)


def test_the_second_time_nothing_is_compiled(recipe, piece, monkeypatch):
    first = outputs(recipe, piece)
    forbid_compiling(monkeypatch)
    again = outputs(recipe, piece)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))


def test_another_precision_is_compiled_anew(recipe, piece, monkeypatch):
    outputs(recipe, piece)
    forbid_compiling(monkeypatch)
    with pytest.raises(AssertionError, match="compiled"):
        outputs(Recipe(recipe.path, recipe.outputs, 0.0, 255.0, "f16"), piece)


def test_a_damaged_copy_is_replaced(recipe, piece):
    first = outputs(recipe, piece)
    (kept,) = (recipe.path.parent / "compiled").glob("*.blob")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    again = outputs(recipe, piece)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert len(kept.read_bytes()) > 0.9 * len(whole)


def test_a_new_runtime_leaves_no_copies_of_the_old_one(recipe, piece, monkeypatch):
    other = Recipe(recipe.path, recipe.outputs, 0.0, 127.5, "f32")
    outputs(recipe, piece), outputs(other, piece)
    kept = set((recipe.path.parent / "compiled").iterdir())
    monkeypatch.setattr(compiled.ov, "get_version", lambda: "of tomorrow")
    outputs(recipe, piece)
    left = set((recipe.path.parent / "compiled").iterdir())
    assert len(kept) == len(left) == 2
    assert len(kept & left) == 1, "the copy that serves another purpose stays"


def test_a_folder_that_cannot_be_written_to_does_no_harm(recipe, piece):
    (recipe.path.parent / "compiled").write_text("in the way")
    assert np.isfinite(outputs(recipe, piece)[0]).all()


def test_pieces_taken_together_give_what_each_gives_alone(recipe):
    pieces = np.random.default_rng(1).integers(0, 256, (3, 256, 256, 3), dtype=np.uint8)
    single, double = (InferenceSession(replace(recipe, at_once=n)).run(enumerate(pieces)) for n in (1, 2))
    for (one, alone), (other, together) in zip(single, double, strict=True):
        assert one == other
        np.testing.assert_allclose(together[0], alone[0], atol=1e-2)


def test_a_processor_without_16_bit_arithmetic_computes_in_f32(monkeypatch):
    monkeypatch.setattr(compiled, "computes_f16", lambda: False)
    assert chosen_precision("auto") == "f32"
    with pytest.raises(InvalidSetting, match="choose the precision f32"):
        chosen_precision("f16")


def test_a_processor_with_it_computes_in_f16_unless_told_otherwise(monkeypatch):
    monkeypatch.setattr(compiled, "computes_f16", lambda: True)
    assert [chosen_precision(wanted) for wanted in ("auto", "f16", "f32")] == ["f16", "f16", "f32"]


@needs_f16
@pytest.mark.parametrize("model", ["heavy", "full"])
def test_f16_leaves_landmarks_where_f32_puts_them(model):
    """But for one in a hundred, whose heat map is just about clear enough to place it."""
    frames = frames_of(SAMPLE, every=11, count=10)
    exact, fast = (make_estimator(model=model, precision=precision) for precision in ("f32", "f16"))
    regions = same_region(frames, only_person(exact, frames[0]))
    found = [estimator.landmarks(frames, regions).position_px for estimator in (exact, fast)]
    apart = np.linalg.norm(found[0] - found[1], axis=-1)
    assert np.nanmedian(apart) < 0.1
    assert np.nanpercentile(apart, 95) < 0.5
