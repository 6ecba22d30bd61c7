"""What the log of one week says, before any rule judges it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from coaching.baseline import Baseline
from coaching.datatypes import Session
from coaching.log import Entry, PainSite, Recheck
from coaching.settings import PlanSettings
from coaching.weeks import OWN_CADENCE, week_of

USUAL_RUNS = 3
"""So many first runs tell how an easy run feels to one who did not say."""

CARED_FOR: frozenset[PainSite] = frozenset({"knee", "hip"})


@dataclass(frozen=True, kw_only=True)
class WeekFacts:
    """One week as it was planned and as it was logged; `log` is all entries up to its end, in order of day.

    `is_over` says that it can be told what was missed: a later week has entries, or all is done.
    """

    number: int
    stage: int
    target_spm: float
    sessions: tuple[Session, ...]
    log: tuple[Entry, ...]
    later_entries: bool
    baseline: Baseline
    settings: PlanSettings

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Those of this week."""
        return tuple(entry for entry in self.log if week_of(entry.day, self.settings) == self.number)

    @cached_property
    def is_over(self) -> bool:
        return self.later_entries or (bool(self.required) and min(self.shares) >= 1)

    @cached_property
    def required(self) -> tuple[Session, ...]:
        """The sessions that count: those at a cadence, or all runs of a week at the runner's own."""
        return tuple(
            session
            for session in self.sessions
            if not session.optional
            and session.kind != "video_check"
            and (self.stage == OWN_CADENCE or any(segment.cadence_spm for segment in session.segments))
        )

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """How much of each required session was done, or of one that stands in its place that day."""
        return tuple(
            max((self._share(entry) for entry in self.entries if entry.session in self._stand_ins(session)),
                default=0.0)
            for session in self.required
        )  # fmt: skip

    def _stand_ins(self, session: Session) -> set[str]:
        return {
            other.id
            for other in self.sessions
            if other.id == session.id or (other.day == session.day and other.optional and other.speed_mps)
        }

    def _share(self, entry: Entry) -> float:
        """All of it where nothing else was said."""
        if entry.done_share is not None:
            return entry.done_share
        planned = self._planned_min(entry)
        return 1.0 if entry.minutes is None else entry.minutes / planned

    def _planned_min(self, entry: Entry) -> float:
        return self._lengths_min.get(entry.session or "", self.settings.easy_min)

    @cached_property
    def _lengths_min(self) -> dict[str, float]:
        return {s.id: sum(part.duration_s for part in s.segments) / 60 for s in self.sessions}

    @cached_property
    def most_share(self) -> float:
        """Of all sessions of this week, how much at most was done of one."""
        return max((self._share(entry) for entry in self.entries if entry.session), default=0.0)

    @cached_property
    def minutes(self) -> float:
        """Of running, as logged; what stands beside a run does not count."""
        beside = {session.id for session in self.sessions if session.kind in ("drills", "recovery")}
        return sum(
            entry.minutes if entry.minutes is not None else self._share(entry) * self._planned_min(entry)
            for entry in self.entries
            if entry.session not in beside and (entry.session or entry.minutes)
        )

    @cached_property
    def planned_minutes(self) -> float:
        return sum(
            segment.duration_s / 60
            for session in self.sessions
            if not session.optional
            for segment in session.segments
        )

    @cached_property
    def sessions_ahead(self) -> tuple[str, ...]:
        """Sessions of a later week that were done in this one."""
        return tuple(
            entry.session
            for entry in self.entries
            if entry.session and int(entry.session[1:].partition("-")[0]) > self.number
        )

    @cached_property
    def done_twice(self) -> tuple[str, ...]:
        """Sessions that this week's entries name more than once."""
        named = [entry.session for entry in self.entries if entry.session]
        return tuple(sorted({session for session in named if named.count(session) > 1}))

    @cached_property
    def worst_pain(self) -> float:
        return max((entry.worst_pain for entry in self.entries), default=0.0)

    @cached_property
    def new_pain(self) -> tuple[str, ...]:
        """Places that hurt in this week and never before."""
        before = [entry for entry in self.log if entry not in self.entries]
        known: set[PainSite] = {r.site for entry in before for r in entry.pain if r.score >= 1}
        if self.settings.pain == "knee_or_hip_under_care":
            known |= CARED_FOR
        now = {r.site for entry in self.entries for r in entry.pain if r.score >= 1}
        return tuple(sorted(now - known))

    @cached_property
    def usual_effort(self) -> float | None:
        """As the runner said, else the median of the first runs."""
        if self.settings.usual_effort is not None:
            return self.settings.usual_effort
        told = [entry.effort for entry in self.log if entry.session and entry.effort is not None]
        first = told[:USUAL_RUNS]
        return median(first) if len(first) == USUAL_RUNS else None

    def efforts_over(self, more: float) -> int:
        """How many easy runs of the week felt harder than usual by `more` points or beyond."""
        usual = self.usual_effort
        if usual is None:
            return 0
        comparable = {s.id for s in self.sessions if not s.optional and s.kind != "long_run"}
        felt = [entry.effort for entry in self.entries if entry.session in comparable]
        return sum(effort is not None and effort >= usual + more for effort in felt)

    @cached_property
    def tense(self) -> int:
        """How many runs of the week felt tense."""
        return sum(entry.check.is_tense for entry in self.entries)

    @cached_property
    def recheck(self) -> Recheck | None:
        """The last video of the week."""
        return next((entry.recheck for entry in reversed(self.entries) if entry.recheck), None)


def facts_log(log: Sequence[Entry], number: int, settings: PlanSettings) -> tuple[Entry, ...]:
    """The entries up to the end of a week, in order of day."""
    known = [entry for entry in log if week_of(entry.day, settings) <= number]
    return tuple(sorted(known, key=lambda entry: entry.day))
