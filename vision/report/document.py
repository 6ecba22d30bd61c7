"""Analysis -> report.json, as schemas/report-1.schema.json describes it."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from vision.datatypes import (
    Analysis,
    Curve,
    Estimate,
    Evidence,
    Finding,
    Flag,
    GaitEvent,
    KeyFrame,
    Metric,
    Revision,
    Scene,
    StepMeasures,
)
from vision.files import write_whole
from vision.intervals import Z95
from vision.report.catalogue import ENTRIES

SCHEMA_VERSION = 1

SELDOM = {Evidence: ("clip", "side"), Flag: ("clip", "dismissed")}
NOT_MEASURED = "it was not measured in this clip"
REFUSED = "the clip was refused"

Json = dict[str, Any]


def report_json(
    analysis: Analysis, key_frames: Sequence[KeyFrame] = (), *, from_behind: Sequence[KeyFrame] = ()
) -> Json:
    """The whole analysis as plain JSON values: None for unknown, no NaN, every named metric present.

    `key_frames` are those drawn, `from_behind` those of a clip from behind that was combined with this one.
    """
    document = {
        "schema_version": SCHEMA_VERSION,
        "source": _source(analysis),
        "quality": _quality(analysis),
        "scale": _scale(analysis.scene),
        "vertical": _vertical(analysis.scene),
        "events": [_event(event) for event in analysis.events.events] if analysis.events else [],
        "steps": [_step(step, analysis.measures.withheld) for step in analysis.measures.steps],
        "withheld": dict(analysis.measures.withheld),
        "metrics": _metrics(analysis),
        "curves": [_curve(curve) for curve in analysis.measures.curves],
        "findings": [_finding(finding) for finding in analysis.findings],
        "flags": _of_clips(analysis.flags),
        "provenance": _provenance(analysis),
    }
    if analysis.rear is not None:
        document["rear_clip"] = _rear_clip(analysis.rear)
    if key_frames or from_behind:
        rear = [asdict(each) | {"clip": "rear"} for each in from_behind]
        document["key_frames"] = [asdict(each) for each in key_frames] + rear
    plain: Json = _plain(document)
    return plain


def write_json(
    analysis: Analysis,
    path: str | Path,
    key_frames: Sequence[KeyFrame] = (),
    *,
    from_behind: Sequence[KeyFrame] = (),
) -> None:
    """Write `report_json` to `path`, which never holds half a report. Raises OSError."""
    document = report_json(analysis, key_frames, from_behind=from_behind)
    text = json.dumps(document, allow_nan=False, ensure_ascii=False, indent=1)
    write_whole(path, text + "\n")


def why_missing(analysis: Analysis, name: str) -> str | None:
    """Why a metric has no value; None when it has one."""
    metric = analysis.metrics.get(name)
    if metric and (metric.category or _known(metric.value)):
        return None
    fallback = REFUSED if analysis.quality.verdict == "refused" else NOT_MEASURED
    return (metric.overall.why_missing if metric else None) or fallback


def _source(analysis: Analysis) -> Json:
    source, quality = analysis.source, analysis.quality
    return {
        "file": source.file,
        "sha256": source.sha256,
        "width": source.width,
        "height": source.height,
        "frames": source.frames,
        "duration_s": source.duration_s,
        "container_fps": source.container_fps,
        "capture_fps": quality.capture_fps,
        "time_base": quality.time_base,
        "rotation_deg": source.rotation_deg,
        "window": asdict(source.window) if source.window else None,
    }


def _rear_clip(rear: Analysis) -> Json:
    """What is told of a clip from behind whose measures stand among the others."""
    return {
        "source": _source(rear),
        "quality": _quality(rear),
        "scale": _scale(rear.scene),
        "cadence_spm": _metric(rear, "cadence_spm", "spm"),
        "steps": len(rear.measures.steps),
    }


def _quality(analysis: Analysis) -> Json:
    quality, scene, track = analysis.quality, analysis.scene, analysis.track
    return {
        "verdict": quality.verdict,
        "reasons": [asdict(reason) for reason in quality.reasons],
        "activity": quality.activity,
        "view": scene.view if scene else None,
        "direction": scene.direction if scene else None,
        "near_side": scene.near_side if scene else None,
        "camera": scene.camera if scene else None,
        "coverage": quality.coverage,
        **({"legs_exchanged": track.exchanged.mean()} if track and track.exchanged.size else {}),
    }


def _scale(scene: Scene | None) -> Json:
    scale = scene.scale if scene else None
    if scale is None:
        return {"m_per_px": None, "source": None, "interval": None}
    return {"m_per_px": scale.m_per_px, "source": scale.source, "interval": [scale.low, scale.high]}


def _vertical(scene: Scene | None) -> Json | None:
    if scene is None:
        return None
    vertical = scene.vertical
    known, reach = vertical.source != "tilted", Z95 * vertical.sd_deg
    return {
        "source": vertical.source,
        "lean_deg": vertical.lean_deg if known else None,
        "interval": [vertical.lean_deg - reach, vertical.lean_deg + reach] if known else None,
        "lines": vertical.lines,
    }


def _event(event: GaitEvent) -> Json:
    told = asdict(event)
    by_hand = told.pop("by_hand")
    return told | ({"by_hand": True} if by_hand else {})


def _step(measured: StepMeasures, withheld: Iterable[str]) -> Json:
    step = measured.step
    return {
        **measured.values,
        "side": step.side,
        "leg": step.leg,
        "initial_contact_s": step.initial_contact_s,
        "toe_off_s": step.toe_off_s,
        "withheld": [name for name in withheld if name in measured.values],
    }


def _metrics(analysis: Analysis) -> Json:
    return {name: _metric(analysis, name, entry.unit) for name, entry in ENTRIES.items()}


def _metric(analysis: Analysis, name: str, unit: str) -> Json:
    reason, revision = why_missing(analysis, name), analysis.revision
    metric = analysis.metrics.get(name) or Metric(name, unit, Estimate(None, None, None, 0))
    return {
        **_estimate(metric.overall, reason),
        "unit": metric.unit,
        "category": metric.category,
        "left": _part(metric.left),
        "right": _part(metric.right),
        "near": _part(metric.near),
        "far": _part(metric.far),
        "evidence": _of_clips(metric.evidence),
        **({"corrected": True} if revision and name in revision.changed else {}),
    }


def _part(estimate: Estimate | None) -> Json | None:
    if estimate is None:
        return None
    return _estimate(estimate, None if _known(estimate.value) else estimate.why_missing or NOT_MEASURED)


def _estimate(estimate: Estimate, reason: str | None) -> Json:
    known = _known(estimate.value)
    return {
        "value": estimate.value,
        "low": estimate.low if known else None,
        "high": estimate.high if known else None,
        "n": estimate.n,
        "why_missing": reason,
    }


def _of_clips(frames: Iterable[Evidence | Flag]) -> list[Json]:
    """Each frame; `clip` only where it is of the clip from behind, what else may be so only where it is."""
    return [
        {key: value for key, value in asdict(frame).items() if value or key not in SELDOM[type(frame)]}
        for frame in frames
    ]


def _finding(finding: Finding) -> Json:
    return {**asdict(finding), "evidence": _of_clips(finding.evidence)}


def _curve(curve: Curve) -> Json:
    names = ("name", "unit", "leg", "side", "stride_pct", "mean", "sd", "toe_off_pct")
    return {name: getattr(curve, name) for name in names}


def _provenance(analysis: Analysis) -> Json:
    made = analysis.provenance
    return {
        "version": made.version,
        "engine": made.network.engine,
        "network": made.network.name,
        "network_sha256": made.network.sha256,
        "precision": made.network.precision,
        "settings": dict(made.settings),
        "created_at": made.created_at,
        "made_from": made.made_from,
        **({"runtime": dict(made.runtime)} if made.runtime else {}),
        **({"revision": _revision(analysis.revision)} if analysis.revision else {}),
    }


def _revision(revision: Revision) -> Json:
    """Its corrections, each with what was said and no more."""
    corrections = (asdict(each) for each in revision.corrections)
    return {
        "number": revision.number,
        "corrections": [{k: v for k, v in told.items() if v is not None} for told in corrections],
        "uncertainty_px": dict(revision.uncertainty_px),
    }


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _plain(value: Any) -> Any:
    """The same in JSON's own types, with None for every number that is not finite."""
    match value:
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case np.ndarray():
            return _plain(value.tolist())
        case list() | tuple():
            return [_plain(item) for item in value]
        case bool() | np.bool_():
            return bool(value)
        case int() | np.integer():
            return int(value)
        case float() | np.floating():
            return float(value) if math.isfinite(value) else None
        case _:
            return value
