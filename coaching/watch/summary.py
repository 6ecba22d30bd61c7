"""All that a run with a watch shows, as values and as the document that is written."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from coaching.watch.activity import activity, durations
from coaching.watch.against_speed import cadence_against_speed
from coaching.watch.beside_video import VideoAgreement, video_agreement
from coaching.watch.blocks import Blocks, blocks
from coaching.watch.cadence import Distribution, distribution
from coaching.watch.drift import Drift, drifts
from coaching.watch.recording import Bools, Floats, Recording
from vision import Estimate

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One recording: how long what was done, and what its running shows.

    `cadence` is None where no cadence of running is known; `cadence_against_speed` is in steps a minute per
    m/s; `drift` is empty for runs too short to have one; `video` is there where a report was given.
    """

    recording: Recording
    run: Blocks
    running_s: float
    walking_s: float
    standing_s: float
    unknown_s: float
    cadence: Distribution | None
    cadence_against_speed: Estimate
    drift: Mapping[str, Drift]
    video: VideoAgreement | None


def summarise_run(recording: Recording, *, report: Mapping[str, Any] | None = None) -> RunSummary:
    """What a recording shows, beside the report of a clip of the same runner where one is given."""
    parts = activity(recording)
    held = durations(recording.time_s)
    run = blocks(recording, parts.running)
    told = parts.running | parts.walking | parts.standing
    return RunSummary(
        recording=recording,
        run=run,
        running_s=_lasted(held, parts.running),
        walking_s=_lasted(held, parts.walking),
        standing_s=_lasted(held, parts.standing),
        unknown_s=_lasted(held, ~told),
        cadence=distribution(recording, parts.running, run),
        cadence_against_speed=cadence_against_speed(run),
        drift=drifts(run),
        video=None if report is None else video_agreement(report, run),
    )


def _lasted(held: Floats, which: Bools) -> float:
    return float(held[which].sum())


def watch_document(runs: Sequence[RunSummary]) -> dict[str, Any]:
    """Plain JSON values of runs, without their records."""
    return {"schema_version": SCHEMA_VERSION, "kind": "watch", "runs": [_plain(run) for run in runs]}


def _plain(run: RunSummary) -> dict[str, Any]:
    recording = run.recording
    distance = recording.distance_m[np.isfinite(recording.distance_m)]
    return {
        "file": recording.file,
        "format": recording.kind,
        "device": recording.device,
        "sport": recording.sport,
        "started_at": recording.started_at.isoformat(),
        "records": len(recording.time_s),
        "duration_s": float(recording.time_s[-1]),
        "distance_m": float(distance[-1] - distance[0]) if len(distance) else None,
        "sources": dict(recording.sources),
        "notices": [asdict(notice) for notice in recording.notices],
        **{f"{name}_s": getattr(run, f"{name}_s") for name in ("running", "walking", "standing", "unknown")},
        "cadence_spm": asdict(run.cadence) if run.cadence else None,
        "cadence_spm_per_mps": asdict(run.cadence_against_speed),
        "drift": {name: asdict(drift) for name, drift in run.drift.items()},
        "video": asdict(run.video) if run.video else None,
    }
