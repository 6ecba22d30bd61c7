"""Runners for tests of coaching: reports of theirs, and baselines without one."""

import copy
from datetime import date
from functools import cache

import builders

from coaching import Baseline, PlanSettings, cadence_band
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
