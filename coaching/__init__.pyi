from .baseline import Baseline, CadenceBand, baseline_of, cadence_band
from .datatypes import Effort, Segment, Session, SessionKind
from .errors import CoachingError, InvalidEntry, UnreadablePlan, UnreadableWatchFile, UnusableReport
from .plan import Plan, Week, make_plan
from .settings import PLAN_LIMITS, Pain, PlanSettings, Weekday, spread_days
from .warrant import Advice, advise

__all__ = [
    "PLAN_LIMITS",
    "Advice",
    "Baseline",
    "CadenceBand",
    "CoachingError",
    "Effort",
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
    "make_plan",
    "spread_days",
]
