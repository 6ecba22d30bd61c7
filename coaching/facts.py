"""What the log of one week says, before any rule judges it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from coaching.baseline import Baseline
from coaching.datatypes import Session
from coaching.log import Entry, PainSite, Recheck
from coaching.session_ids import RUNS, Slot, parsed
from coaching.settings import PlanSettings
from coaching.weeks import OWN_CADENCE, week_of, week_start

LATE_DAYS = 2
"""So long after its week a session still counts for it: who runs Sunday's on Monday has missed nothing."""

USUAL_RUNS = 3
"""So many first runs tell how an easy run feels to one who did not say."""

CARED_FOR: frozenset[PainSite] = frozenset({"knee", "hip"})


@dataclass(frozen=True, kw_only=True)
class WeekFacts:
    """One week as it was planned and as it was logged; `log` is all entries up to it, in order of day.

    `sessions` are what became of those `as_planned` after what hurt.
    `is_past` says that a later week has entries, or that its days are over; `is_over` that it can be told
    what was missed, as it is past or all is done.
    """

    number: int
    stage: int
    target_spm: float
    as_planned: tuple[Session, ...]
    sessions: tuple[Session, ...]
    log: tuple[Entry, ...]
    is_past: bool
    baseline: Baseline
    settings: PlanSettings

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Those that count for this week."""
        return tuple(entry for entry in self.log if week_of_entry(entry, self.settings) == self.number)

    @cached_property
    def runs(self) -> tuple[Entry, ...]:
        """Those that are of running; filming, drills and recovery stand beside it."""
        return tuple(entry for entry in self.entries if _is_run(entry))

    @cached_property
    def is_over(self) -> bool:
        return self.is_past or (bool(self.required) and min(self.shares) >= 1)

    @cached_property
    def required(self) -> tuple[Session, ...]:
        """The sessions that count: those at a cadence, or all runs of a week at the runner's own."""
        return tuple(filter(self._counts, self.sessions))

    @cached_property
    def eased_share(self) -> float:
        """Of the sessions that would count, how many do not, as something hurt."""
        planned = sum(map(self._counts, self.as_planned))
        return 1 - len(self.required) / planned if planned else 0.0

    def _counts(self, session: Session) -> bool:
        if self.stage == OWN_CADENCE:
            return _is_planned_run(session) and session.kind != "recovery"
        return _is_planned_run(session) and any(segment.cadence_spm for segment in session.segments)

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """How much of each required session was done, or of what was done in its place; early counts too."""
        done = [entry for entry in self.log if _is_run(entry)]
        return tuple(
            max((self._share(entry) for entry in done if _place(entry) == _place_of(session)), default=0.0)
            for session in self.required
        )

    @cached_property
    def done(self) -> float:
        """How many of the required sessions were done; half of one is half."""
        return sum(min(1.0, share) for share in self.shares)

    def _share(self, entry: Entry) -> float:
        """All of it where nothing else was said."""
        if entry.done_share is not None:
            return entry.done_share
        planned = self._session_min(entry)
        return 1.0 if entry.minutes is None else entry.minutes / planned

    def _session_min(self, entry: Entry) -> float:
        usual = self.settings.long_run_min if _slot(entry) == "long" else None
        return self._lengths_min.get(entry.session or "", usual or self.settings.easy_min)

    @cached_property
    def _lengths_min(self) -> dict[str, float]:
        return {session.id: session.duration_s / 60 for session in self.sessions}

    @cached_property
    def most_share(self) -> float:
        """Of all runs of the plan that were done this week, how much at most was done of one."""
        return max((self._share_of_whole(entry) for entry in self.runs if entry.session), default=0.0)

    def _share_of_whole(self, entry: Entry) -> float:
        """As `_share`, but minutes are of the whole run, filming included."""
        if entry.done_share is not None or entry.minutes is None:
            return self._share(entry)
        return entry.minutes / self._whole_min(entry)

    def _whole_min(self, entry: Entry) -> float:
        planned = self._session_min(entry)
        return max(planned, self.settings.easy_min) if _slot(entry) == "run" else planned

    @cached_property
    def run_min(self) -> float:
        """Of running, as logged; a run and what stands in its place are two only where both have minutes."""
        places = dict.fromkeys(map(_place, self.runs))
        return sum(self._run_min_of([each for each in self.runs if _place(each) == p]) for p in places)

    def _run_min_of(self, entries: Sequence[Entry]) -> float:
        told = [entry.minutes for entry in entries if entry.minutes is not None]
        return sum(told) if told else max(self._share(entry) * self._whole_min(entry) for entry in entries)

    @cached_property
    def planned_min(self) -> float:
        return sum(
            session.duration_s / 60
            for session in self.sessions
            if _is_planned_run(session) or session.kind == "video_check"
        )

    @cached_property
    def sessions_ahead(self) -> tuple[str, ...]:
        """Runs of a later week that were done in this one."""
        named = [entry.session for entry in self.runs if entry.session]
        return tuple(session for session in named if parsed(session).week > self.number)

    @cached_property
    def done_twice(self) -> tuple[str, ...]:
        """Runs of the plan that this week's entries name more than once."""
        named = [entry.session for entry in self.runs if entry.session]
        return tuple(sorted({session for session in named if named.count(session) > 1}))

    @cached_property
    def worst_pain(self) -> float:
        return max((entry.worst_pain for entry in self.entries), default=0.0)

    @cached_property
    def _pains(self) -> dict[int, dict[PainSite, float]]:
        """By week how much each place hurt at most; what does not hurt is left out."""
        found: dict[int, dict[PainSite, float]] = {}
        for entry in self.log:
            week = found.setdefault(week_of_entry(entry, self.settings), {})
            for report in entry.pain:
                if report.score > 0:
                    week[report.site] = max(report.score, week.get(report.site, 0.0))
        return found

    def worst_pain_within(self, weeks: int) -> float:
        """In so many weeks before this one; 0 where nothing hurt."""
        before = range(self.number - weeks, self.number)
        return max((score for week in before for score in self._pains.get(week, {}).values()), default=0.0)

    @cached_property
    def unknown_pain(self) -> float:
        """The worst of this week of which no clinician knows; 0 where nothing hurt."""
        now = self._pains.get(self.number, {})
        return max((score for site, score in now.items() if site not in self._cared_for), default=0.0)

    @cached_property
    def _cared_for(self) -> frozenset[PainSite]:
        return CARED_FOR if self.settings.pain == "knee_or_hip_under_care" else frozenset()

    @cached_property
    def new_pain(self) -> tuple[str, ...]:
        """Places that hurt in this week and never before."""
        before = {site for week, sites in self._pains.items() if week < self.number for site in sites}
        return tuple(sorted(self._pains.get(self.number, {}).keys() - before - self._cared_for))

    @cached_property
    def more_pain(self) -> tuple[str, ...]:
        """Places that hurt more than when they last hurt, in this week or before."""
        last: dict[PainSite, float] = {}
        more: set[PainSite] = set()
        for entry in self.log:
            now = {report.site: report.score for report in entry.pain if report.score > 0}
            if week_of_entry(entry, self.settings) == self.number:
                more |= {site for site in now if now[site] > last.get(site, now[site])}
            last |= now
        return tuple(sorted(more))

    def pain_for(self, weeks: int) -> tuple[str, ...]:
        """Places that hurt in each of so many weeks up to this one, and of which no clinician knows."""
        row = [self._pains.get(self.number - ago, {}).keys() for ago in range(weeks)]
        return tuple(sorted(set.intersection(*map(set, row)) - self._cared_for))

    @cached_property
    def usual_effort(self) -> float | None:
        """As the runner said, else the median of the first easy runs."""
        if self.settings.usual_effort is not None:
            return self.settings.usual_effort
        told = [entry.effort for entry in self.log if _slot(entry) == "run" and entry.effort is not None]
        first = told[:USUAL_RUNS]
        return median(first) if len(first) == USUAL_RUNS else None

    def harder_runs(self, *, more: float, easy: float, long: float) -> int:
        """How many runs of the week felt harder than easy: a long one above `long`; another, also one that
        the plan does not have, above `easy`, or by `more` points or beyond above the usual."""
        usual = self.usual_effort
        runs = [(_slot(entry), entry.effort) for entry in self.runs if entry.effort is not None]
        return sum(
            effort > long
            if slot == "long"
            else slot != "instead" and (effort > easy or (usual is not None and effort >= usual + more))
            for slot, effort in runs
        )

    @cached_property
    def tense(self) -> int:
        """How many runs of the week felt tense."""
        return sum(entry.check.is_tense for entry in self.runs)

    @cached_property
    def recheck(self) -> Recheck | None:
        """The last video of the week."""
        return next((entry.recheck for entry in reversed(self.entries) if entry.recheck), None)


def facts_log(log: Sequence[Entry], number: int, settings: PlanSettings) -> tuple[Entry, ...]:
    """The entries that count for a week or an earlier one, in order of day."""
    known = [entry for entry in log if week_of_entry(entry, settings) <= number]
    return tuple(sorted(known, key=lambda entry: entry.day))


def week_of_entry(entry: Entry, settings: PlanSettings) -> int:
    """The week for which it counts: that of its day, or that of its session where it came a little late."""
    if entry.session is not None:
        named = parsed(entry.session).week
        if 0 <= (entry.day - week_start(named + 1, settings)).days < LATE_DAYS:
            return named
    return week_of(entry.day, settings)


def _slot(entry: Entry) -> Slot | None:
    return None if entry.session is None else parsed(entry.session).slot


def _place(entry: Entry) -> str | None:
    return None if entry.session is None else parsed(entry.session).place


def _place_of(session: Session) -> str:
    return parsed(session.id).place


def _is_run(entry: Entry) -> bool:
    return entry.minutes is not None if entry.session is None else _slot(entry) in RUNS


def _is_planned_run(session: Session) -> bool:
    return not session.optional and parsed(session.id).slot in RUNS
