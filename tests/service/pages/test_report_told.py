"""What the player is told of a clip, and what its page says of a video that was drawn before a correction."""

import pytest

from service.pages.report import elsewhere, played_clips, undrawn

SOURCE = {"container_fps": 50.0, "frames": 100}


def corrected(*kinds):
    return {"provenance": {"revision": {"number": 1, "corrections": [{"kind": kind} for kind in kinds]}}}


@pytest.mark.parametrize(("rate", "told"), [(50.0, 50.0), (None, None), (0, None)])
def test_a_rate_that_is_not_known_is_not_made_up(rate, told):
    document = {"source": SOURCE | {"container_fps": rate}, "events": [], "flags": []}
    (clip,) = played_clips(document, "/v1/analyses/1", "/v1/analyses/1")
    assert clip["fps"] == told


def test_only_corrections_of_what_is_drawn_are_said_of_the_video():
    assert undrawn({"provenance": {}}) == ()
    assert undrawn(corrected("flag_dismissed")) == ()
    assert undrawn(corrected("event_moved", "flag_dismissed", "event_added")) == ("contacts and toe-offs",)
    assert undrawn(corrected("legs_exchanged", "landmark_moved")) == ("landmarks", "left and right leg")


def test_what_a_file_for_other_tools_lacks_is_said():
    def lacking(m_per_px, view):
        told = elsewhere({"scale": {"m_per_px": m_per_px}, "quality": {"view": view}})
        return {each.name: each.lacks for each in told if each.lacks}

    assert lacking(0.002, "side") == lacking(0.002, "oblique") == {}
    assert lacking(None, "side") == dict.fromkeys(
        ("markers.c3d", "markers.trc"), "say the runner's height or speed"
    )
    assert set(lacking(0.002, "rear")) == {"angles.mot", "figures.zip"}
