"""Two clips of one run, from the side and from behind, as one analysis."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from vision.datatypes import Analysis, Estimate, Flag, Metric, Reason
from vision.findings import find
from vision.flags import flag
from vision.intervals import Z95, missing
from vision.metrics import FROM_BEHIND

ELSEWHERE = "the clip from the side shows it"

CADENCE_WANDERS = 0.01
"""Standard deviation of the cadence between two stretches of one run, as a share; single strides vary by
less than 2.5 % in half an hour."""


def combine(side: Analysis, rear: Analysis) -> Analysis:
    """The side view's analysis with the measures that only the clip from behind shows.

    The evidence of those measures names the clip from behind. Where that clip cannot be used, or is not of
    the same run, the analysis is limited and says so. A refused side view stays refused.
    """
    if side.quality.verdict == "refused":
        return side
    doubt = _doubt(side, rear)
    reasons = side.quality.reasons + ((doubt,) if doubt else ())
    quality = replace(side.quality, verdict="limited" if reasons else "ok", reasons=reasons)
    if not _usable(rear):
        return replace(side, quality=quality)
    metrics = {**side.metrics, **{name: _from_behind(rear.metrics[name]) for name in FROM_BEHIND}}
    settings = side.provenance.settings
    speed_mps = _number(settings, "speed_mps") or metrics["speed_mps"].value
    return replace(
        side,
        quality=quality,
        measures=replace(side.measures, metrics=metrics),
        findings=find(metrics, speed_mps=speed_mps, height_cm=_number(settings, "height_cm")),
        flags=_flags(side, rear),
        rear=rear,
    )


def _usable(rear: Analysis) -> bool:
    return rear.quality.verdict != "refused" and rear.scene is not None and rear.scene.view == "rear"


def _doubt(side: Analysis, rear: Analysis) -> Reason | None:
    """Why the two clips do not make one report, or not a certain one."""
    if rear.quality.verdict == "refused":
        why = " ".join(reason.message for reason in rear.quality.reasons)
        return Reason("rear_clip_refused", f"The clip from behind could not be used. {why}")
    if not _usable(rear):
        return Reason(
            "rear_clip_not_from_behind",
            "The second clip is not filmed from straight behind, so it was left out; film it again.",
        )
    here, there = (clip.metrics["cadence_spm"].overall for clip in (side, rear))
    if here.value is not None and there.value is not None and _apart(here, there):
        return Reason(
            "different_runs",
            f"The clip from the side shows {here.value:.0f} steps a minute, the one from behind "
            f"{there.value:.0f}, so they are not of one run at one speed; film both in one run.",
        )
    return None


def _apart(one: Estimate, other: Estimate) -> bool:
    """Whether two cadences differ by more than their intervals and one run's own wandering allow."""
    value, low, high = np.array([(e.value, e.low, e.high) for e in (one, other)], dtype=float).T
    wander = np.sqrt(2) * Z95 * CADENCE_WANDERS * value.mean()
    return bool(abs(value[0] - value[1]) > np.linalg.norm([*(high - low) / 2, wander]))


def _flags(side: Analysis, rear: Analysis) -> tuple[Flag, ...]:
    """Those of both clips, of the one from behind for the measures that come from it."""
    assert rear.track and rear.scene and rear.events
    metrics = {
        name: metric if name in FROM_BEHIND else replace(metric, overall=missing(ELSEWHERE))
        for name, metric in rear.metrics.items()
    }
    behind = flag(rear.track, rear.scene, rear.events, replace(rear.measures, metrics=metrics))
    named = (replace(found, id=f"rear-{found.id}", clip="rear") for found in behind)
    return tuple(sorted((*side.flags, *named), key=lambda found: -found.weight))


def _from_behind(metric: Metric) -> Metric:
    return replace(metric, evidence=tuple(replace(e, clip="rear") for e in metric.evidence))


def _number(settings: Mapping[str, str | float | None], name: str) -> float | None:
    value = settings.get(name)
    return None if isinstance(value, str) else value
