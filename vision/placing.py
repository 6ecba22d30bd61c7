"""Tracks as a coach says: legs exchanged, and points put elsewhere with the curve led through them."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from vision.corrections import exchanged_frames, of_kind, placed_by_hand
from vision.datatypes import (
    Correction,
    Floats,
    LandmarkHidden,
    LandmarkMoved,
    Landmarks,
    Scene,
    Track,
    VideoInfo,
)
from vision.filtering import smooth_track
from vision.tracks import exchange_legs


def with_legs_exchanged(track: Track, corrections: Iterable[Correction]) -> Track:
    """The track with the legs that a coach exchanges; the very same where there are none.

    What the repair did in these frames is no longer in doubt.
    """
    frames = exchanged_frames(corrections, track)
    if not frames.any():
        return track
    seen = Landmarks(track.skeleton, track.time_s, track.raw_px, track.confidence)
    return smooth_track(exchange_legs(seen, frames), exchanged=track.exchanged & ~frames)


def with_landmarks_placed(
    joints: Track, track: Track, corrections: tuple[Correction, ...], scene: Scene, source: VideoInfo
) -> tuple[Track, Track]:
    """Joints and track with the landmarks that a coach moved or hid.

    In its own frame a landmark is where it was put; the smooth curve of those around it is led there as the
    smoothing leads it. The track, whose points lie beside the joints, moves along with them.
    """
    if not any(isinstance(each, LandmarkMoved | LandmarkHidden) for each in corrections):
        return joints, track
    placed = placed_by_hand(joints, corrections, scene, source)
    placed = replace(placed, position_px=_led_there(joints, placed))
    for moved in of_kind(corrections, LandmarkMoved):
        placed.position_px[moved.frame, placed.skeleton.index(moved.landmark)] = (moved.x_px, moved.y_px)
    moved_along = replace(
        track,
        raw_px=_along(track.raw_px, joints.raw_px, placed.raw_px),
        position_px=_along(track.position_px, joints.position_px, placed.position_px),
        confidence=placed.confidence,
    )
    return placed, moved_along


def _led_there(joints: Track, placed: Track) -> Floats:
    """Smooth positions (n, k, 2): as they were, plus what the placed points change in a smooth curve."""
    before, after = (_smoothed(each) for each in (joints, placed))
    return _along(joints.position_px, before, after)


def _smoothed(joints: Track) -> Floats:
    seen = Landmarks(joints.skeleton, joints.time_s, joints.raw_px, joints.confidence)
    return smooth_track(seen, exchanged=joints.exchanged).position_px


def _along(positions: Floats, before: Floats, after: Floats) -> Floats:
    """`positions` moved as from `before` to `after`; exactly `after` where there was nothing before."""
    same = (before == after) | (np.isnan(before) & np.isnan(after))
    moved = np.where(np.isfinite(positions + before), positions + (after - before), after)
    return np.where(same, positions, moved)
