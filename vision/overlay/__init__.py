"""Pictures that show the numbers: the annotated video, key frames and evidence frames."""

from vision.overlay.annotated import annotate_video
from vision.overlay.evidence import draw_evidence
from vision.overlay.key_frames import draw_key_frames

__all__ = ["annotate_video", "draw_evidence", "draw_key_frames"]
