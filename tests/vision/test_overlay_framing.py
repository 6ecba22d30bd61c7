"""Which part of the picture the annotated video shows, and that all of the runner is in it."""

from dataclasses import replace

import numpy as np
import pytest
from pixels import color_distance
from rendered_truth import needs_rendered

from vision.datatypes import Analysis, Frame, Window
from vision.overlay.canvas import NEAR
from vision.overlay.figure import Figures
from vision.overlay.framing import LEAST_WIDTH, WORTH_IT, part_with_runner
from vision.overlay.picture import LONGEST_PART_PX, Overlay
from vision.overlay.strip import STRIP_TEXT_LINES
from vision.pictures import RgbPicture

TWICE = 2.0


def enlarged(analysis: Analysis, times: float = TWICE) -> Analysis:
    """As if filmed with so many times the pixels."""
    source, scene = analysis.source, analysis.scene
    joints = replace(analysis.joints, position_px=times * analysis.joints.position_px)
    return replace(
        analysis,
        source=replace(source, width=int(times * source.width), height=int(times * source.height)),
        scene=replace(
            scene,
            leg_length_px=times * scene.leg_length_px,
            trunk_length_px=times * scene.trunk_length_px,
            ground_y_px=times * scene.ground_y_px,
        ),
        joints=joints,
        com_px=times * analysis.com_px,
    )


def moved(analysis: Analysis, along_px: np.ndarray) -> Analysis:
    """The runner somewhere else in each frame, (n,) to the right."""
    away = np.column_stack([along_px, np.zeros_like(along_px)])
    joints = replace(analysis.joints, position_px=analysis.joints.position_px + away[:, None])
    return replace(analysis, joints=joints, com_px=analysis.com_px + away)


def part_of(analysis: Analysis) -> Window | None:
    return part_with_runner(analysis, Figures.of(analysis))


@needs_rendered
@pytest.mark.parametrize("name", ["dev01", "dev03", "dev04", "dev07"])
def test_all_of_the_runner_lies_in_the_part(truth, name):
    analysis = enlarged(truth(name)[0])
    part, trunk_px = part_of(analysis), analysis.scene.trunk_length_px
    low, high = (edge(analysis.joints.position_px, axis=(0, 1)) for edge in (np.nanmin, np.nanmax))
    assert part.left <= low[0] - 0.25 * trunk_px and part.top <= max(0, low[1] - 0.45 * trunk_px)
    assert part.left + part.width >= high[0] + 0.25 * trunk_px
    assert part.top + part.height >= min(analysis.source.height, high[1] + 0.25 * trunk_px)
    assert part.width * part.height <= WORTH_IT * analysis.source.width * analysis.source.height
    assert part.width >= 0.99 * LEAST_WIDTH * part.height
    assert not any(length % 2 for length in (part.left, part.top, part.width, part.height))


@needs_rendered
@pytest.mark.parametrize("way", ["left", "right"])
def test_there_is_room_for_words_where_the_foot_lands(truth, way):
    analysis = enlarged(truth("dev01")[0])
    analysis = replace(analysis, scene=replace(analysis.scene, direction=way))
    part = part_of(analysis)
    x = analysis.joints.position_px[..., 0]
    before, behind = np.nanmin(x) - part.left, part.left + part.width - np.nanmax(x)
    assert (before > behind) == (way == "left")


@needs_rendered
def test_who_passes_through_the_picture_is_shown_in_all_of_it(truth):
    analysis = enlarged(truth("dev01")[0])
    n, width = len(analysis.joints.time_s), analysis.source.width
    assert part_of(moved(analysis, np.linspace(-0.3 * width, 0.3 * width, n))) is None
    assert part_of(moved(analysis, np.linspace(-0.05 * width, 0.05 * width, n))) is not None


@needs_rendered
def test_a_part_follows_one_who_is_at_the_edge_of_the_picture(truth):
    analysis = enlarged(truth("dev01")[0])
    x = analysis.joints.position_px[..., 0]
    part = part_of(moved(analysis, np.full(len(x), analysis.source.width - np.nanmax(x) - 4.0)))
    assert part.left + part.width == analysis.source.width


@needs_rendered
def test_where_the_runner_is_unknown_for_long_all_is_shown(truth):
    analysis = enlarged(truth("dev01")[0])

    def unseen(share: float) -> Analysis:
        position_px = analysis.joints.position_px.copy()
        position_px[: int(share * len(position_px))] = np.nan
        return replace(analysis, joints=replace(analysis.joints, position_px=position_px))

    assert part_of(unseen(0.2)) is None
    assert part_of(unseen(0.02)) == part_of(analysis)


@needs_rendered
def test_of_a_small_picture_all_is_shown(truth):
    analysis, _ = truth("dev01")
    assert max(analysis.source.width, analysis.source.height) < 1000
    assert part_of(analysis) is None


@needs_rendered
def test_what_is_drawn_lies_on_the_runner_in_the_part_too(truth):
    analysis, video = truth("dev01")
    analysis = enlarged(analysis)
    part = part_of(analysis)
    overlay = Overlay.of(analysis, part=part, text_lines_below=STRIP_TEXT_LINES)
    assert overlay.height + STRIP_TEXT_LINES * overlay.text_px <= LONGEST_PART_PX
    image = np.empty((overlay.height, overlay.width, 3), np.uint8)
    picture = next(video.sample([43])).picture.scaled(analysis.source.width, analysis.source.height)
    overlay.draw(image, Frame(43, float(video.time_s[43]), RgbPicture(picture)))
    side = analysis.scene.side_of("near")
    for joint in ("hip", "knee"):  # over the ankle hangs what the shank is measured against
        in_part = analysis.joints.point(f"{side}_{joint}")[43] - (part.left, part.top)
        assert color_distance(image, in_part * overlay.scale, NEAR) < 12
    corner = picture[part.top + 8 : part.top + 24, part.left + 8 : part.left + 24].mean(axis=(0, 1))
    shown = image[6:12, 6:12].mean(axis=(0, 1))
    np.testing.assert_allclose(shown, corner, atol=6)
