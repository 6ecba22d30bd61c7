from .beside_reference import BesideReference, beside_reference
from .clips import Event, ReportedClip, Steps, reported_clip
from .clocks import TOLERANCE_S
from .errors import LabError, TooFewClips
from .page import study_html
from .plates import Plates
from .references import Reference, read_reference
from .repeatability import Repeatability, Repeated, repeatability
from .reported_clips import ReportedClips, read_reported_clips
from .reproduction import ChangedMeasure, ComparedFile, Reproduction, reproduction
from .step_numbers import StepNumber, step_numbers
from .study import Study, study, study_document, write_study

__all__ = [
    "TOLERANCE_S",
    "BesideReference",
    "ChangedMeasure",
    "ComparedFile",
    "Event",
    "LabError",
    "Plates",
    "Reference",
    "Repeatability",
    "Repeated",
    "ReportedClip",
    "ReportedClips",
    "Reproduction",
    "StepNumber",
    "Steps",
    "Study",
    "TooFewClips",
    "beside_reference",
    "read_reference",
    "read_reported_clips",
    "repeatability",
    "reported_clip",
    "reproduction",
    "step_numbers",
    "study",
    "study_document",
    "study_html",
    "write_study",
]
