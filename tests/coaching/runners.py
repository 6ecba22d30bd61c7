"""Runners for tests of coaching: reports of theirs, baselines without one, and what they log."""

import copy
from datetime import date, timedelta
from functools import cache

import builders

from coaching import (
    Baseline,
    Entry,
    PainReport,
    PlanSettings,
    Recheck,
    cadence_band,
    logged,
    newest_week,
)
from vision import Estimate
from vision.report import report_json

START = date(2026, 11, 30)  # a Monday


def estimate(value, half, n=40):
    return Estimate(value, value - half, value + half, n)


@cache
def _document():
    return report_json(builders.analysis())


def report(cadence_spm=160.0, half_spm=0.5, *, shank_deg=6.0, speed_mps=3.0, height_cm=178.0, clip="a"):
    """A report of a clip from the side; `clip` tells one file from another."""
    document = copy.deepcopy(_document())
    document["source"] |= {"sha256": clip * 64, "file": f"{clip}.mp4"}
    document["provenance"]["settings"] |= {"speed_mps": speed_mps, "height_cm": height_cm}
    for name, value, half in (
        ("cadence_spm", cadence_spm, half_spm),
        ("shank_angle_deg", shank_deg, 1.0),
    ):
        document["metrics"][name] |= {"value": value, "low": value - half, "high": value + half}
    document["metrics"]["foot_strike_pattern"] = {"category": "rearfoot", "value": None}
    return document


def baseline(
    cadence_spm=155.0, half_spm=0.5, *, shank=None, speed_mps=3.0, height_cm=181.0, rearfoot=True, clips=2
):
    return Baseline(
        speed_mps=speed_mps,
        height_cm=height_cm,
        clips=clips,
        cadence=estimate(cadence_spm, half_spm),
        shank=shank or estimate(6.0, 1.0),
        rearfoot=rearfoot,
        typical=cadence_band(speed_mps, height_cm),
    )


def settings(**said):
    return PlanSettings(**{"start": START, **said})


def required(plan, number):
    """The runs of a week that are to be done."""
    return [
        session
        for session in plan.weeks[number - 1].sessions
        if not session.optional and session.kind != "video_check"
    ]


def done(plan, number, **said):
    """The plan with all runs of a week logged; `said` is of the last of them."""
    *first, last = required(plan, number)
    for session in first:
        plan = logged(plan, Entry(day=session.day, session=session.id))
    return logged(plan, Entry(day=last.day, session=last.id, **said))


def calf(score):
    return (PainReport(site="calf", score=score),)


def rule(plan):
    """By which the newest week was decided, and how."""
    decision = newest_week(plan).decision
    return decision.rule, decision.action


def session(plan, id):
    return next(each for each in plan.sessions if each.id == id)


def with_done(plan, *ids, late=0, **said):
    """The plan with these sessions logged, so many days after their own."""
    for id in ids:
        day = session(plan, id).day + timedelta(days=late)
        plan = logged(plan, Entry(day=day, session=id, **said))
    return plan


def filmed(plan, number, cadence_spm, half=0.5):
    """The plan with the video of a week logged."""
    check = next(s for s in plan.weeks[number - 1].sessions if s.kind == "video_check")
    seen = Recheck(speed_mps=3.0, cadence=estimate(cadence_spm, half))
    return logged(plan, Entry(day=check.day, session=check.id, recheck=seen))


def at_last(plan):
    """The plan with all runs of its eight weeks logged."""
    for number in range(1, 9):
        plan = done(plan, number)
    return plan
