"""Video files in and out: `open_video` reads, `VideoWriter` writes."""

from vision.video.reading import Video, open_video
from vision.video.writing import VideoWriter

__all__ = ["Video", "VideoWriter", "open_video"]
