"""The rules by which a week is held, stepped back or stepped on, as one table with sources.

The first that applies decides; what is most careful stands first.
"""

from collections.abc import Callable
from dataclasses import dataclass

from coaching.boundaries import (
    AGAIN_WEEKS,
    CALM_PAIN,
    CALM_SOURCE,
    DONE_SOURCE,
    EASY_AT_MOST,
    EFFORT_MORE,
    EFFORT_SOURCE,
    ENOUGH_DONE,
    FORM_SOURCE,
    KEPT_SOURCE,
    KEPT_WITHIN_SPM,
    LASTING_SOURCE,
    LEAP_SOURCE,
    LONG_AT_MOST,
    MOST_MINUTES_SHARE,
    MOST_PAIN,
    MOST_SHARE,
    MOST_TOLERABLE_PAIN,
    OVERSHOT_SOURCE,
    PAIN_SOURCE,
    STAYS_WEEKS,
    TENSE_RUNS,
    UNTIL_CALM,
)
from coaching.datatypes import Action, RuleCode
from coaching.facts import WeekFacts
from coaching.targets import CAP, target_spm
from coaching.weeks import LAST_STAGE, OWN_CADENCE
from vision import difference, estimate_text


@dataclass(frozen=True, slots=True)
class Rule:
    """`when` says it for everybody; `applies` for one week, None where the rule does not apply to it."""

    code: RuleCode
    when: str
    action: Action
    applies: Callable[[WeekFacts], str | None]
    source: str


def _severe_pain(facts: WeekFacts) -> str | None:
    if facts.worst_pain <= MOST_TOLERABLE_PAIN:
        return None
    return f"{_stop(facts.worst_pain)} {UNTIL_CALM}"


def _stop(pain: float) -> str:
    return f"Pain of {pain:g} of 10 was logged: stop, and let a clinician look at it now."


def _pain(facts: WeekFacts) -> str | None:
    if facts.worst_pain <= MOST_PAIN:
        return None
    told = f"Pain of {facts.worst_pain:g} of 10 was logged"
    return f"{told}; if it lasts or comes back, let a clinician look at it."


def _not_calm(facts: WeekFacts) -> str | None:
    if facts.stage != OWN_CADENCE or not (facts.entries or facts.is_over):
        return None
    is_run = facts.is_over and done_enough(facts) and not _is_spared(facts)
    if is_run and facts.unknown_pain <= CALM_PAIN:
        return None
    before = facts.worst_pain_within(AGAIN_WEEKS)
    return f"{_stop(before)} {UNTIL_CALM}" if before > MOST_TOLERABLE_PAIN else UNTIL_CALM


def _eased(facts: WeekFacts) -> str | None:
    if not _is_spared(facts):
        return None
    return "After what hurt, most of the week is easier than planned: its stage comes again."


def _is_spared(facts: WeekFacts) -> bool:
    """Whether so much was eased that too little is left."""
    return facts.eased_share > 1 - ENOUGH_DONE + 1e-9


def _new_pain(facts: WeekFacts) -> str | None:
    if not facts.new_pain:
        return None
    return f"Something hurts that did not before ({', '.join(facts.new_pain)}): watch it for a week."


def _more_pain(facts: WeekFacts) -> str | None:
    if not facts.more_pain:
        return None
    return f"Something hurts more than when it last hurt ({', '.join(facts.more_pain)}): do not add to it."


def _pain_stays(facts: WeekFacts) -> str | None:
    if not (stays := facts.pain_for(STAYS_WEEKS)):
        return None
    told = f"The same place hurts in {STAYS_WEEKS} weeks in a row ({', '.join(stays)})"
    return f"{told}: let a clinician look at it."


def _effort_often(facts: WeekFacts) -> str | None:
    return _effort(facts, 2)


def _effort_once(facts: WeekFacts) -> str | None:
    return _effort(facts, 1)


def _effort(facts: WeekFacts, least: int) -> str | None:
    usual = facts.usual_effort
    runs = facts.harder_runs(more=EFFORT_MORE, easy=EASY_AT_MOST, long=LONG_AT_MOST)
    if runs < least:
        return None
    many = "A run" if runs == 1 else f"{runs} runs"
    bounds = f"above {EASY_AT_MOST:g} of 10, a long run above {LONG_AT_MOST:g}"
    own = "" if usual is None else f", or {EFFORT_MORE:g} points or more above your usual {usual:g}"
    return f"{many} felt harder than easy: {bounds}{own}."


def _form(facts: WeekFacts) -> str | None:
    if facts.tense < TENSE_RUNS:
        return None
    return f"Breath, shoulders or jaw were not easy in {facts.tense} runs."


def _ahead(facts: WeekFacts) -> str | None:
    if not facts.sessions_ahead:
        return None
    return f"Work of a later week was done already ({', '.join(facts.sessions_ahead)}): let it settle."


def _twice(facts: WeekFacts) -> str | None:
    return f"Done more than once: {', '.join(facts.done_twice)}." if facts.done_twice else None


def _too_much(facts: WeekFacts) -> str | None:
    if facts.most_share > MOST_SHARE:
        return f"Of one session {facts.most_share:.1f} times as much was done as planned."
    if facts.run_min > MOST_MINUTES_SHARE * facts.planned_min:
        return f"{facts.run_min:.0f} minutes were run where {facts.planned_min:.0f} were planned."
    return None


def _overshot(facts: WeekFacts) -> str | None:
    check = facts.recheck
    if check is None:
        return None
    most = target_spm(facts.baseline, CAP) if facts.stage == LAST_STAGE else facts.target_spm
    if check.spm <= most + KEPT_WITHIN_SPM:
        return None
    found = estimate_text(check.cadence, "spm")
    return f"The video shows {found}, above {most:.0f}, which is as far as this week goes: go no further."


def _missed(facts: WeekFacts) -> str | None:
    if not facts.is_over or not facts.required:
        return None
    if done_enough(facts):
        return None
    if not facts.entries:
        return "The week passed without an entry: log what you ran in it, or do it again."
    return f"Done: {facts.done:.2g} of {len(facts.required)} sessions."


def done_enough(facts: WeekFacts) -> bool:
    """Whether so much of the week is done that it counts as run."""
    return facts.done >= ENOUGH_DONE * len(facts.required) - 1e-9


def _not_kept(facts: WeekFacts) -> str | None:
    if facts.stage < LAST_STAGE or facts.recheck is None:
        return None
    if not done_enough(facts):
        return None
    told = f"Without the metronome the video shows {estimate_text(facts.recheck.cadence, 'spm')}"
    if facts.recheck.spm < facts.target_spm - KEPT_WITHIN_SPM:
        return f"{told}; the target is {facts.target_spm:.0f}."
    change = difference(facts.baseline.cadence, facts.recheck.cadence)
    if change.beyond_both and change.value is not None and change.value > 0:
        return None
    own = estimate_text(facts.baseline.cadence, "spm")
    return f"{told}, near the target, but that may be chance: from run to run you began with {own}."


RULES = (
    Rule(
        "severe_pain",
        f"Pain above {MOST_TOLERABLE_PAIN:g} of 10: stop, let a clinician look at it now, and run without"
        " cadence until a calm week.",
        "pause",
        _severe_pain,
        PAIN_SOURCE,
    ),
    Rule(
        "pain",
        f"Pain above {MOST_PAIN:g} of 10; where it comes back within {AGAIN_WEEKS} weeks a pause, until a"
        " calm week.",
        "step_back",
        _pain,
        PAIN_SOURCE,
    ),
    Rule(
        "not_calm",
        "A week without cadence is under way, or was not calm: calm is one with two of three runs done"
        f" and no pain above {CALM_PAIN:g} of 10 but what a clinician knows of. Rest is right too.",
        "hold",
        _not_calm,
        CALM_SOURCE,
    ),
    Rule(
        "effort_often",
        f"Two runs of a week feel harder than easy: above {EASY_AT_MOST:g} of 10, or harder than usual by"
        f" {EFFORT_MORE:g} points or more; a long run above {LONG_AT_MOST:g}.",
        "step_back",
        _effort_often,
        EFFORT_SOURCE,
    ),
    Rule("new_pain", "Something hurts a little that did not before.", "hold", _new_pain, PAIN_SOURCE),
    Rule("more_pain", "A place hurts more than when it last hurt.", "hold", _more_pain, LASTING_SOURCE),
    Rule(
        "pain_stays",
        f"The same place hurts in {STAYS_WEEKS} weeks in a row and no clinician knows of it: let one look.",
        "hold",
        _pain_stays,
        LASTING_SOURCE,
    ),
    Rule("effort", "One run feels harder like that.", "hold", _effort_once, EFFORT_SOURCE),
    Rule(
        "form",
        f"Breath, shoulders or jaw are not easy in {TENSE_RUNS} runs of a week.",
        "hold",
        _form,
        FORM_SOURCE,
    ),
    Rule(
        "eased",
        "Most of a week is easier than planned, after what hurt.",
        "hold",
        _eased,
        CALM_SOURCE,
    ),
    Rule("ahead", "Work of a later week is done already.", "hold", _ahead, LEAP_SOURCE),
    Rule("twice", "A session is done more than once.", "hold", _twice, LEAP_SOURCE),
    Rule(
        "too_much",
        f"More than {MOST_SHARE:g} times a session, or {MOST_MINUTES_SHARE:g} times the minutes of a week.",
        "hold",
        _too_much,
        LEAP_SOURCE,
    ),
    Rule(
        "overshot",
        f"The video shows more than {KEPT_WITHIN_SPM:g} steps a minute above the target, after the last week"
        " above the cap.",
        "hold",
        _overshot,
        OVERSHOT_SOURCE,
    ),
    Rule(
        "missed",
        "Less than two of three sessions done; in a second week on end a step back.",
        "hold",
        _missed,
        DONE_SOURCE,
    ),
    Rule(
        "not_kept",
        f"The last video shows {KEPT_WITHIN_SPM:g} steps a minute less than the target, or no sure change.",
        "fade_again",
        _not_kept,
        KEPT_SOURCE,
    ),
)
