from .adapting import Decision
from .baseline import MOST_REPORTS, Baseline, CadenceBand, baseline_of, cadence_band
from .calendars import plan_calendar
from .click_track import LONGEST_H, write_click_track
from .clicks import FASTEST_SPM, SLOWEST_SPM, Click, clicks, length_s
from .cues import faded, ladder, steady
from .datatypes import Effort, Segment, Session, SessionKind
from .documents import DOCUMENT, plan_document, plan_of, plan_text, read_plan
from .errors import CoachingError, InvalidEntry, UnreadablePlan, UnreadableWatchFile, UnusableReport
from .log import LOG_LIMITS, Entry, PainReport, PainSite, Recheck, SelfCheck, recheck_of
from .outputs import CALENDAR, PAGE, write_plan
from .page import plan_html
from .page_view import LatestDecision, LogRow, PageView, SessionRow, StopRule, WeekView, page_view
from .plan import Plan, Week, logged, make_plan, newest_week, require_loggable
from .settings import PLAN_LIMITS, WEEKDAYS, Pain, PlanSettings, Weekday, spread_days
from .tones import ACCENTS, SOUNDS, TURNS, Accent, Every, clicked_feet
from .warrant import Advice, advise
from .watch.importing import read_recording
from .watch.recording import Recording, WatchLimits
from .watch.summary import RunSummary, summarise_run, watch_document
from .watch.words import run_lines
from .watch.writing import write_watch
from .weeks import LAST_STAGE, week_of

__all__ = [
    "ACCENTS",
    "CALENDAR",
    "DOCUMENT",
    "FASTEST_SPM",
    "LAST_STAGE",
    "LOG_LIMITS",
    "LONGEST_H",
    "MOST_REPORTS",
    "PAGE",
    "PLAN_LIMITS",
    "SLOWEST_SPM",
    "SOUNDS",
    "TURNS",
    "WEEKDAYS",
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
    "LatestDecision",
    "LogRow",
    "PageView",
    "Pain",
    "PainReport",
    "PainSite",
    "Plan",
    "PlanSettings",
    "Recheck",
    "Recording",
    "RunSummary",
    "Segment",
    "SelfCheck",
    "Session",
    "SessionKind",
    "SessionRow",
    "StopRule",
    "UnreadablePlan",
    "UnreadableWatchFile",
    "UnusableReport",
    "WatchLimits",
    "Week",
    "WeekView",
    "Weekday",
    "advise",
    "baseline_of",
    "cadence_band",
    "clicked_feet",
    "clicks",
    "faded",
    "ladder",
    "length_s",
    "logged",
    "make_plan",
    "newest_week",
    "page_view",
    "plan_calendar",
    "plan_document",
    "plan_html",
    "plan_of",
    "plan_text",
    "read_plan",
    "read_recording",
    "recheck_of",
    "require_loggable",
    "run_lines",
    "spread_days",
    "steady",
    "summarise_run",
    "watch_document",
    "week_of",
    "write_click_track",
    "write_plan",
    "write_watch",
]
