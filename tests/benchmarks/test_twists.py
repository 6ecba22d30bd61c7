"""Pictures as another way of holding the camera would have shown them."""

from dataclasses import replace

import numpy as np
import pytest
from rooms import SIZE, SOURCE, Room
from twists import FOCAL_LENGTH, Twist, cropped, lean_under, mapped, shown, twisted


def test_a_twist_shows_what_a_camera_held_so_would_show_but_for_the_crop():
    points = np.array([(right, up, 5.0) for right in (-1.0, 1.0) for up in (0.2, 1.8)])
    level = Room((), focal_px=FOCAL_LENGTH * SIZE[0])
    held = replace(level, roll_deg=4.0, pitch_deg=-8.0)
    turned = mapped(twisted(SOURCE, Twist("", roll_deg=4.0, pitch_deg=-8.0)), level.in_picture(points))
    away = held.in_picture(points) - np.divide(SIZE, 2)
    zoom = np.linalg.norm(turned[0] - turned[3]) / np.linalg.norm(away[0] - away[3])
    assert zoom > 1
    assert turned - turned.mean(axis=0) == pytest.approx(zoom * (away - away.mean(axis=0)), abs=1e-6)


def test_the_crop_leaves_no_empty_corner():
    white = np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)
    twist = Twist("", roll_deg=-5.0, pitch_deg=10.0)
    assert shown(white, twisted(SOURCE, twist), twist)[3:-3, 3:-3].min() == 255
    with pytest.raises(ValueError, match="too far"):
        cropped(np.diag([0.1, 0.1, 1.0]), *SIZE)


def test_leans_follow_the_picture():
    turned = twisted(SOURCE, Twist("", roll_deg=3.0))
    room = Room(())
    low, high = mapped(turned, room.in_picture([(0.0, 0.5, 4.0), (0.0, 1.5, 4.0)]))
    lean_deg = np.degrees(np.arctan2(high[0] - low[0], low[1] - high[1]))
    assert lean_under(turned, room.in_picture((0.0, 1.0, 4.0)), 0.0) == pytest.approx(lean_deg)
    assert lean_deg == pytest.approx(3.0)
