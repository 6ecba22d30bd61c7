"""From week to week: what the log of one makes of the next."""

from dataclasses import dataclass, replace

from coaching.baseline import usual_cadence
from coaching.boundaries import (
    AGAIN_WEEKS,
    DONE_SOURCE,
    KEPT_SOURCE,
    KEPT_WITHIN_SPM,
    MOST_PAIN,
    PAIN_SOURCE,
    UNTIL_CALM,
)
from coaching.datatypes import Action, RuleCode
from coaching.facts import WeekFacts
from coaching.rules import RULES, Rule, done_enough
from coaching.targets import CAP, target_spm
from coaching.weeks import FADING, FIRST_STAGE, LAST_STAGE, OWN_CADENCE

STABLE_WEEKS = 2
PROGRAMME = "Weeks of intervals, blocks, half of the easy running, and fading cues: convention, see the plan."
STEP_SOURCE = f"Next step only after two stable weeks: convention. {KEPT_SOURCE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What follows a week, by which rule, and why."""

    action: Action
    rule: RuleCode
    message: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a runner stands before a week; the weeks that went before it in a row are counted."""

    target_spm: float
    stage: int = FIRST_STAGE
    after_pause: int = FIRST_STAGE
    missed: int = 0
    stable: int = 0


def decide(state: State, facts: WeekFacts) -> Decision:
    """What follows the week: the first rule that applies, or the next of the programme."""
    for rule in RULES:
        message = rule.applies(facts)
        if message is not None:
            return _sharpened(state, rule, message, facts)
    if state.stage == LAST_STAGE:
        return _after_last(state, facts)
    nothing = "Nothing speaks" if facts.is_over else "So far nothing speaks"
    return _decision("step_on", "programme", f"{nothing} against the next week.", PROGRAMME)


def _sharpened(state: State, rule: Rule, message: str, facts: WeekFacts) -> Decision:
    """The rule, more careful where it is not the first time."""
    if rule.code in ("severe_pain", "pain") and state.stage == OWN_CADENCE:
        return _decision("hold", rule.code, message, rule.source)
    if rule.code == "pain" and facts.worst_pain_within(AGAIN_WEEKS) > MOST_PAIN:
        again = f"It is the second time in {AGAIN_WEEKS} weeks"
        why = f"{message} {again}: {UNTIL_CALM}"
        return _decision("pause", "pain_lasts", why, PAIN_SOURCE)
    if rule.code == "missed" and state.missed:
        why = f"{message} The week before was missed too."
        return _decision("step_back", "missed_twice", why, DONE_SOURCE)
    return _decision(rule.action, rule.code, message, rule.source)


def _after_last(state: State, facts: WeekFacts) -> Decision:
    """What follows the last stage: the video decides."""
    if facts.recheck is None:
        why = "The last video decides what follows: film it, and log it with its report."
        return _decision("hold" if facts.is_past else "await_video", "not_filmed", why, KEPT_SOURCE)
    if not done_enough(facts):
        why = "The video is there; the runs of the week decide with it: log them."
        return _decision("await_runs", "not_run_yet", why, DONE_SOURCE)
    if not _is_next_warranted(state, facts):
        why = "The target is kept without the metronome, and no further step is suggested."
        return _decision("finish", "kept", why, KEPT_SOURCE)
    if state.stable + 1 < STABLE_WEEKS:
        why = "The target is kept; one more stable week comes before the next step."
        return _decision("hold", "not_stable", why, STEP_SOURCE)
    why = "Two stable weeks, the target kept, and cadence still below what is typical: the next step."
    return _decision("next_step", "kept", why, STEP_SOURCE)


def _is_next_warranted(state: State, facts: WeekFacts) -> bool:
    """Whether there is a further step, and what is kept lies at the target and still below the mean.

    That is asked as it was at first: of the runner from run to run, not of the clip.
    """
    assert facts.recheck is not None and facts.baseline.typical is not None
    kept, typical = usual_cadence([facts.recheck.cadence]), facts.baseline.typical
    if kept.value is None or kept.high is None or kept.value > state.target_spm + KEPT_WITHIN_SPM:
        return False
    further = target_spm(facts.baseline, CAP) - state.target_spm
    return further > KEPT_WITHIN_SPM and kept.high < typical.mean_spm - typical.mean_half_width_spm


def following(state: State, decision: Decision, facts: WeekFacts) -> State:
    """Where the runner stands after the week."""
    calm = decision.action == "step_on" or decision.rule in ("not_stable", "not_filmed")
    counted = replace(
        state,
        missed=state.missed + 1 if decision.rule in ("missed", "missed_twice") else 0,
        stable=state.stable + 1 if calm else 0,
    )
    match decision.action:
        case "step_on" if state.stage == OWN_CADENCE:
            return replace(counted, stage=state.after_pause)
        case "step_on":
            return replace(counted, stage=state.stage + 1)
        case "step_back":
            return replace(counted, stage=max(OWN_CADENCE, state.stage - 1), after_pause=FIRST_STAGE)
        case "pause":
            return replace(counted, stage=OWN_CADENCE, after_pause=max(FIRST_STAGE, state.stage - 1))
        case "fade_again":
            return replace(counted, stage=FADING)
        case "next_step":
            return State(target_spm=target_spm(facts.baseline, CAP))
        case _:
            return counted


def _decision(action: Action, rule: RuleCode, message: str, source: str) -> Decision:
    return Decision(action=action, rule=rule, message=message, source=source)
