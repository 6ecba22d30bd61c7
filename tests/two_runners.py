"""A clip with two people who run side by side, made of the two sample clips."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from vision.video import open_video

SAMPLES = Path(__file__).parents[1] / "sample_videos"
WIDTH, HEIGHT, FPS, FRAMES = 1280, 540, 30, 240
LEFT, RIGHT = (320, 270), (960, 270)
"""Points on the bodies of both, at any time."""
SAMPLE_SPM = (184.2, 168.3)  # of the left and the right one, as the manifest has it
_COLUMNS = slice(160, 800)  # of either clip, 640 around the runner


def two_runners(path: Path) -> Path:
    """8 s at 30 frames a second: on the left `treadmill_forefoot_30fps`, on the right the other sample."""
    left = open_video(SAMPLES / "treadmill_forefoot_30fps.mp4").frames()
    right = open_video(SAMPLES / "treadmill_right_60fps.mp4").sample(range(0, 2 * FRAMES, 2))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": "18", "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.time_base = stream.time_base = Fraction(1, FPS)
        for number, (one, other) in enumerate(zip(left, right, strict=True)):
            both = np.hstack([one.image[:, _COLUMNS], other.image[:, _COLUMNS]])
            frame = av.VideoFrame.from_ndarray(both, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
