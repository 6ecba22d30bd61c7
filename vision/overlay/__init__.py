"""Pictures that show the numbers: the annotated video, key frames and evidence frames."""

from vision.overlay.annotated import AnnotatedVideo
from vision.overlay.drawing import Some, draw
from vision.overlay.evidence import EvidenceFrames
from vision.overlay.faceless import Faceless
from vision.overlay.figure import Figures
from vision.overlay.key_frames import KeyFrames

__all__ = ["AnnotatedVideo", "EvidenceFrames", "Faceless", "Figures", "KeyFrames", "Some", "draw"]
