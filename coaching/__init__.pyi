from .adapting import Decision
from .baseline import Baseline, CadenceBand, baseline_of, cadence_band
from .click_track import LONGEST_H, write_click_track
from .clicks import FASTEST_SPM, SLOWEST_SPM, Click, clicks, length_s
from .cues import faded, ladder, steady
from .datatypes import Effort, Segment, Session, SessionKind
from .errors import CoachingError, InvalidEntry, UnreadablePlan, UnreadableWatchFile, UnusableReport
from .log import LOG_LIMITS, Entry, PainReport, PainSite, Recheck, SelfCheck, recheck_of
from .plan import Plan, Week, last_decision, logged, make_plan
from .settings import PLAN_LIMITS, Pain, PlanSettings, Weekday, spread_days
from .tones import ACCENTS, SOUNDS, TURNS, Accent, Every, clicked_feet
from .warrant import Advice, advise

__all__ = [
    "ACCENTS",
    "FASTEST_SPM",
    "LOG_LIMITS",
    "LONGEST_H",
    "PLAN_LIMITS",
    "SLOWEST_SPM",
    "SOUNDS",
    "TURNS",
    "Accent",
    "Advice",
    "Baseline",
    "CadenceBand",
    "Click",
    "CoachingError",
    "Decision",
    "Effort",
    "Entry",
    "Every",
    "InvalidEntry",
    "Pain",
    "PainReport",
    "PainSite",
    "Plan",
    "PlanSettings",
    "Recheck",
    "Segment",
    "SelfCheck",
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
    "last_decision",
    "length_s",
    "logged",
    "make_plan",
    "recheck_of",
    "spread_days",
    "steady",
    "write_click_track",
]
