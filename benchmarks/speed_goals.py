"""How fast clips are to be analysed, and what stands between that and what is measured."""

from speed_clips import Shape

MEDIAPIPE_MIN = {"landmarks, heavy, f32": 2.2, "landmarks, heavy, f16": 3.5, "landmarks, full, f32": 2.0}
"""Frames per MediaPipe's frame in the same time."""

LEAST_MAX = {"landmarks, heavy, f32": 1.2}
"""Time over that of decoding and the bare network one after the other."""

LENGTH_MAX = {(1080, 30): 1.0, (1080, 60): 1.3, (1080, 240): 2.0}
"""Time of `midstance analyze` over the clip's length, by height and rate."""

TEXT = """\
Bold misses its goal: 2.2, 3.5 and 2 times MediaPipe's frames (heavy in f32 and in f16, full in f32); heavy
in f32 within 1.2 times what decoding and the bare network take one after the other, about the least that
landmarks can take; 1080p30 in its own length, 1080p60 in 1.3 times and 1080p240 in twice its length.

Between that least and landmarks stand the first look, with a network of its own, at five moments a second;
cutting out the runner; and telling cuts, freezes and blur from the pictures. Between landmarks and an
analysis stand decoding once more, as pictures show what is known only at the end; drawing and encoding
them; and some 4.5 s of processor time that every clip takes, whatever its length.
"""


def beside_mediapipe(name: str, ratio: float) -> str:
    """Bold where it is below the row's goal."""
    return _judged(ratio, ratio >= MEDIAPIPE_MIN.get(name, 0.0))


def beside_least(name: str, ratio: float) -> str:
    """Bold where it is above the row's goal."""
    return _judged(ratio, ratio <= LEAST_MAX.get(name, float("inf")))


def beside_length(shape: Shape, wall_s: float) -> str:
    """Time over length, bold where it is above the goal of clips of that kind."""
    ratio = wall_s / shape.seconds
    return _judged(ratio, ratio <= LENGTH_MAX.get((shape.height, shape.fps), float("inf")))


def _judged(ratio: float, reached: bool) -> str:
    return f"{ratio:.2f}" if reached else f"**{ratio:.2f}**"
