"""Corrections -> the analysis measured anew, without another look at the landmarks in the pictures."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import numpy as np

from vision.analysis import analyze_clip
from vision.belt import ground_speed_px_s
from vision.clip_facts import ClipFacts
from vision.clip_settings import LIMITS, Settings
from vision.corrections import hand_uncertainty_px, in_order, of_kind
from vision.datatypes import (
    Analysis,
    Correction,
    FactsCorrected,
    FlagDismissed,
    GaitEvents,
    Metric,
    Observed,
    Provenance,
    Revision,
    Scene,
    Track,
    VideoInfo,
)
from vision.errors import InvalidCorrection, UnreadableReport
from vision.packing import pack, unpack
from vision.pairing import combine
from vision.stretch import Stretch, as_filmed
from vision.video import open_video

Told = TypeVar("Told")
_NUMBER = re.compile(r"\d+\.\d+(e[-+]\d+)?|\d+e[-+]\d+")
OF_THE_RUNNER = ("speed_mps", "height_cm")
"""Facts that hold for the clip from behind as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What an analysis can be made from again: all that was read of its clip, and what it said."""

    source: VideoInfo
    provenance: Provenance
    observed: Observed
    said: Mapping[str, str]
    rear: "Kept | None" = None

    @classmethod
    def of(cls, analysis: Analysis) -> "Kept":
        """Raises InvalidCorrection for a clip of which nothing was measured, and for a revision."""
        if analysis.revision is not None:
            raise InvalidCorrection("Corrections are about the first report: revise it with all of them.")
        if analysis.observed is None:
            raise InvalidCorrection("Nothing was measured in this clip; analyse it again with other facts.")
        rear = cls.of(analysis.rear) if analysis.rear else None
        said = _said(analysis)
        return cls(analysis.source, analysis.provenance, analysis.observed, said, rear)


def keep(analysis: Analysis, path: str | Path) -> None:
    """Write what `revise` needs of an analysis. Raises OSError."""
    pack(Kept.of(analysis), path)


def read_kept(path: str | Path) -> Kept:
    """What `keep` wrote; raises UnreadableLandmarks."""
    return unpack(Kept, path)


def restore(kept: Kept) -> Analysis:
    """The very analysis that was kept; raises UnreadableReport where this version measures otherwise."""
    other = UnreadableReport("The report was made by another version; analyse the clip again.")
    try:
        analysis = revise(kept, ())
    except InvalidCorrection as error:  # the clip would be refused today
        raise other from error
    said = _said(analysis)
    if any(_differ(said[name], before) for name, before in kept.said.items() if name in said):
        raise other
    return analysis


def revise(
    analysis: Analysis | Kept,
    corrections: Iterable[Correction],
    *,
    number: int = 1,
    video: str | Path | None = None,
) -> Analysis:
    """The clip measured again with a coach's corrections; the analysis itself stays as it is.

    Without corrections it is the very same analysis. All corrections are about what was found first, so that
    their order does not matter. `number` is that of the revision. `video` is looked at only where the scale
    hangs on a belt's speed that nobody told before. Raises InvalidCorrection.
    """
    kept = analysis if isinstance(analysis, Kept) else Kept.of(analysis)
    ordered = in_order(corrections)
    revised = _measured_again(kept, ordered, video)
    if revised.quality.verdict == "refused":
        why = " ".join(reason.message for reason in revised.quality.reasons)
        raise InvalidCorrection(f"With these corrections nothing can be measured. {why}")
    if kept.rear:
        revised = combine(revised, _measured_again(kept.rear, _of_the_runner(ordered), None))
    if not ordered:
        return revised
    dismissed = {each.flag for each in of_kind(ordered, FlagDismissed)}
    said = _said(revised)
    assert revised.scene is not None
    return replace(
        revised,
        flags=tuple(replace(flag, dismissed=flag.id in dismissed) for flag in revised.flags),
        observed=kept.observed,
        provenance=replace(revised.provenance, version=version("midstance")),
        revision=Revision(
            number,
            ordered,
            frozenset(name for name in said if _differ(said[name], kept.said.get(name))),
            hand_uncertainty_px(ordered, revised.scene),
        ),
    )


def _measured_again(kept: Kept, corrections: tuple[Correction, ...], video: str | Path | None) -> Analysis:
    seen, before = kept.observed, Settings(**kept.provenance.settings)  # type: ignore[arg-type]
    settings = _settings(before, corrections)
    made = replace(kept.provenance, settings=settings.as_dict())
    clip = ClipFacts(
        kept.source,
        settings,
        made,
        seen.camera,
        seen.vertical,
        footage=seen.footage,
        m_per_px=seen.m_per_px,
    )
    same_times = settings.capture_fps == before.capture_fps
    if not same_times:
        corrections = _retimed(corrections, _times_slower(clip, replace(clip, settings=before), seen))
    told = before.speed_mps is not None
    ground_speed = _ground_speed(kept, settings, video, same_times=same_times, told=told)
    clip = replace(clip, ground_speed=ground_speed, corrections=corrections)
    return analyze_clip(seen.landmarks, clip, Stretch.of(seen) if same_times else None)


def _settings(before: Settings, corrections: Iterable[Correction]) -> Settings:
    """The settings with the corrected facts; raises InvalidSetting."""
    told = {
        name: value
        for facts in of_kind(corrections, FactsCorrected)
        for name, value in asdict(facts).items()
        if name in LIMITS and value is not None
    }
    return replace(before, **told)


def _of_the_runner(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    facts = of_kind(corrections, FactsCorrected)
    return tuple(FactsCorrected(speed_mps=fact.speed_mps, height_cm=fact.height_cm) for fact in facts)


def _times_slower(clip: ClipFacts, before: ClipFacts, seen: Observed) -> float:
    """What times are multiplied by where another rate of filming is told."""
    new, old = (np.ptp(as_filmed(seen.landmarks, facts).time_s) for facts in (clip, before))
    return float(new / old)


def _retimed(corrections: tuple[Correction, ...], factor: float) -> tuple[Correction, ...]:
    return tuple(_in_new_time(each, factor) for each in corrections)


def _in_new_time(correction: Told, factor: float) -> Told:
    told = {
        name: value * factor
        for name in ("time_s", "to_s", "uncertainty_s")
        if (value := getattr(correction, name, None)) is not None
    }
    return replace(correction, **told)  # type: ignore[type-var]


def _ground_speed(
    kept: Kept, settings: Settings, video: str | Path | None, *, same_times: bool, told: bool
) -> Callable[[Track, Scene, GaitEvents], float] | None:
    """As it was read first, if a speed was `told` then; else from the pixels, if they are there."""
    known_px_s = kept.observed.belt_px_s
    if known_px_s is None:
        return None
    if video is None or settings.speed_mps is None or (same_times and told):
        return lambda *_: known_px_s if same_times else float("nan")
    clip = open_video(video).within(kept.source.window)
    return partial(ground_speed_px_s, sample=clip.sample)


def _differ(said: str, before: str | None) -> bool:
    """Whether a measure is told otherwise, but for the rounding that differs between processors."""
    return before is None or _NUMBER.sub(_rounded, said) != _NUMBER.sub(_rounded, before)


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.9g}"


def _said(analysis: Analysis) -> dict[str, str]:
    """Every measure in words, but for the frames that show it."""
    return {name: _in_words(metric) for name, metric in analysis.metrics.items()}


def _in_words(metric: Metric) -> str:
    return repr(replace(metric, evidence=()))
