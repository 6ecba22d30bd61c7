from .baseline import Baseline, CadenceBand, baseline_of, cadence_band
from .click_track import LONGEST_H, write_click_track
from .clicks import FASTEST_SPM, SLOWEST_SPM, Click, clicks, length_s
from .cues import faded, ladder, steady
from .datatypes import Effort, Segment, Session, SessionKind
from .errors import CoachingError, InvalidEntry, UnreadablePlan, UnreadableWatchFile, UnusableReport
from .plan import Plan, Week, make_plan
from .settings import PLAN_LIMITS, Pain, PlanSettings, Weekday, spread_days
from .tones import ACCENTS, SOUNDS, Accent, Every, clicked_feet
from .warrant import Advice, advise

__all__ = [
    "ACCENTS",
    "FASTEST_SPM",
    "LONGEST_H",
    "PLAN_LIMITS",
    "SLOWEST_SPM",
    "SOUNDS",
    "Accent",
    "Advice",
    "Baseline",
    "CadenceBand",
    "Click",
    "CoachingError",
    "Effort",
    "Every",
    "InvalidEntry",
    "Pain",
    "Plan",
    "PlanSettings",
    "Segment",
    "Session",
    "SessionKind",
    "UnreadablePlan",
    "UnreadableWatchFile",
    "UnusableReport",
    "Week",
    "Weekday",
    "advise",
    "baseline_of",
    "cadence_band",
    "clicked_feet",
    "clicks",
    "faded",
    "ladder",
    "length_s",
    "make_plan",
    "spread_days",
    "steady",
    "write_click_track",
]
