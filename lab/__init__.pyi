from .beside_reference import BesideReference, beside_reference
from .clips import Clip, Event, Steps, clip_of
from .clocks import TOLERANCE_S
from .errors import LabError, TooFewClips
from .gathering import Gathered, gather
from .page import study_html
from .plates import Plates
from .references import read_reference
from .repeatability import Repeatability, Repeated, repeatability
from .reproduction import ChangedMeasure, ComparedFile, Reproduction, reproduction
from .step_numbers import StepNumber, step_numbers
from .study import Study, study, study_document, write_study

__all__ = [
    "TOLERANCE_S",
    "BesideReference",
    "ChangedMeasure",
    "Clip",
    "ComparedFile",
    "Event",
    "Gathered",
    "LabError",
    "Plates",
    "Repeatability",
    "Repeated",
    "Reproduction",
    "StepNumber",
    "Steps",
    "Study",
    "TooFewClips",
    "beside_reference",
    "clip_of",
    "gather",
    "read_reference",
    "repeatability",
    "reproduction",
    "step_numbers",
    "study",
    "study_document",
    "study_html",
    "write_study",
]
