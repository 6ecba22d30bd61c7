"""Running-form analysis from video: `analyze` and the stages behind it.

>>> from vision import analyze
>>> report = analyze("run.mp4", speed_mps=3.0)
>>> report.metrics["cadence_spm"].value, report.metrics["cadence_spm"].low
"""

from vision.clip_settings import LIMITS, Engine, Model, Precision, Settings, Sex, ViewSetting
from vision.comparison import (
    ComparedMetric,
    Comparison,
    Difference,
    compare,
    difference_text,
    read_report,
)
from vision.datatypes import (
    Analysis,
    Curve,
    Estimate,
    Evidence,
    Finding,
    Flag,
    Frame,
    GaitEvent,
    GaitEvents,
    KeyFrame,
    Landmarks,
    Measures,
    Metric,
    Network,
    Provenance,
    Quality,
    Reason,
    Scene,
    Step,
    Track,
    Vertical,
    VideoInfo,
)
from vision.errors import (
    CannotMeasure,
    InvalidSetting,
    MidstanceError,
    NetworksUnavailable,
    OverLimit,
    UnreadableLandmarks,
    UnreadableReport,
    UnreadableVideo,
)
from vision.exports import LandmarksSource, read_landmarks, read_landmarks_source
from vision.landmarks import make_estimator
from vision.networks import missing_networks, network, network_folder
from vision.numbers import estimate_text, metric_text
from vision.outputs import write_outputs
from vision.pairing import combine
from vision.pipeline import analyze, analyze_landmarks
from vision.progress import Progress
from vision.scene import read_scene
from vision.stages import detect_events, make_track, measure
from vision.survey import Survey, survey_video
from vision.video import open_video

__all__ = [
    "LIMITS",
    "Analysis",
    "CannotMeasure",
    "ComparedMetric",
    "Comparison",
    "Curve",
    "Difference",
    "Engine",
    "Estimate",
    "Evidence",
    "Finding",
    "Flag",
    "Frame",
    "GaitEvent",
    "GaitEvents",
    "InvalidSetting",
    "KeyFrame",
    "Landmarks",
    "LandmarksSource",
    "Measures",
    "Metric",
    "MidstanceError",
    "Model",
    "Network",
    "NetworksUnavailable",
    "OverLimit",
    "Precision",
    "Progress",
    "Provenance",
    "Quality",
    "Reason",
    "Scene",
    "Settings",
    "Sex",
    "Step",
    "Survey",
    "Track",
    "UnreadableLandmarks",
    "UnreadableReport",
    "UnreadableVideo",
    "Vertical",
    "VideoInfo",
    "ViewSetting",
    "analyze",
    "analyze_landmarks",
    "combine",
    "compare",
    "detect_events",
    "difference_text",
    "estimate_text",
    "make_estimator",
    "make_track",
    "measure",
    "metric_text",
    "missing_networks",
    "network",
    "network_folder",
    "open_video",
    "read_landmarks",
    "read_landmarks_source",
    "read_report",
    "read_scene",
    "survey_video",
    "write_outputs",
]
