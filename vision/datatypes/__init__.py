"""The nouns, in the order in which the data flows.

Conventions, which hold everywhere:

- Time is seconds from the container's presentation timestamps, exact; never index / fps.
  Spans are half-open, [start, end).
- Pixels: x right, y down, upright frame; pixel i covers [i, i + 1]. Metres: X forward in the running
  direction, Y up. Foot-ground quantities stand in the belt frame (Y normal to the belt), trunk and shank
  angles in the gravity frame.
- The unit ends the name: `cadence_spm`, `contact_time_s`, `trunk_lean_deg`, `position_px`.
- Angles: positive = forward, toes up, foot ahead, flexed.
- Unknown is NaN in arrays and None with `why_missing` in results; never 0, never a guess.
- An interval is 95 %.
- Types are frozen and stages are pure: a new value out, the input untouched.
- Array shapes: n frames, k landmarks of the skeleton.
"""

from vision.datatypes.corrected import (
    Correction,
    EventAdded,
    EventMoved,
    EventRemoved,
    FactsCorrected,
    FlagDismissed,
    LandmarkHidden,
    LandmarkMoved,
    LegsExchanged,
    Revision,
    StepLeftOut,
)
from vision.datatypes.gait import GaitEvent, GaitEvents, Step
from vision.datatypes.observed import (
    BackgroundMotion,
    Footage,
    Landmarks,
    Network,
    PersonPlace,
    Region,
    Regions,
    Track,
    VideoInfo,
)
from vision.datatypes.pictures import Frame, Picture, Window
from vision.datatypes.reported import (
    Analysis,
    Curve,
    Estimate,
    Evidence,
    Finding,
    Flag,
    KeyFrame,
    Measures,
    Metric,
    Provenance,
    Quality,
    StepMeasures,
)
from vision.datatypes.scenes import ASSUMED_VERTICAL, Passage, Scale, Scene, Vertical
from vision.datatypes.sources import SKELETON_KEY, SOURCE_KEY, LandmarksSource, Markers
from vision.datatypes.spacing import SAME_RATE, frame_spacing_s
from vision.datatypes.stretches import Continuous, Observed, Reason
from vision.datatypes.words import (
    EVENT_KINDS,
    KEY_FRAME_TITLES,
    SIDES,
    Activity,
    Bools,
    Camera,
    EventKind,
    Floats,
    Image,
    KeyFrameKind,
    Leg,
    Level,
    ScaleSource,
    Side,
    TimeBase,
    Verdict,
    VerticalSource,
    View,
    other_side,
)

__all__ = [
    "ASSUMED_VERTICAL",
    "EVENT_KINDS",
    "KEY_FRAME_TITLES",
    "SAME_RATE",
    "SIDES",
    "SKELETON_KEY",
    "SOURCE_KEY",
    "Activity",
    "Analysis",
    "BackgroundMotion",
    "Bools",
    "Camera",
    "Continuous",
    "Correction",
    "Curve",
    "Estimate",
    "EventAdded",
    "EventKind",
    "EventMoved",
    "EventRemoved",
    "Evidence",
    "FactsCorrected",
    "Finding",
    "Flag",
    "FlagDismissed",
    "Floats",
    "Footage",
    "Frame",
    "GaitEvent",
    "GaitEvents",
    "Image",
    "KeyFrame",
    "KeyFrameKind",
    "LandmarkHidden",
    "LandmarkMoved",
    "Landmarks",
    "LandmarksSource",
    "Leg",
    "LegsExchanged",
    "Level",
    "Markers",
    "Measures",
    "Metric",
    "Network",
    "Observed",
    "Passage",
    "PersonPlace",
    "Picture",
    "Provenance",
    "Quality",
    "Reason",
    "Region",
    "Regions",
    "Revision",
    "Scale",
    "ScaleSource",
    "Scene",
    "Side",
    "Step",
    "StepLeftOut",
    "StepMeasures",
    "TimeBase",
    "Track",
    "Verdict",
    "Vertical",
    "VerticalSource",
    "VideoInfo",
    "View",
    "Window",
    "frame_spacing_s",
    "other_side",
]
