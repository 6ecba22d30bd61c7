"""A run in words: what the command prints and the page shows."""

from collections.abc import Iterator

from coaching.watch.beside_video import VideoAgreement
from coaching.watch.cadence import Distribution
from coaching.watch.drift import Drift
from coaching.watch.summary import RunSummary
from vision import Estimate, difference_text, estimate_text, span, with_unit

TITLES = {
    "cadence_spm": "cadence",
    "speed_mps": "speed",
    "heart_rate_bpm": "heart rate",
    "contact_time_s": "contact time, by the watch",
    "vertical_oscillation_m": "vertical oscillation, by the watch",
}
PER_SPEED = "spm per m/s"


def run_lines(run: RunSummary) -> Iterator[tuple[str, str]]:
    """What is told of a run, a title and a text each."""
    recording = run.recording
    about = [recording.kind.upper(), recording.device, recording.sport]
    yield "recorded", ", ".join(part for part in about if part)
    yield "running", _minutes(run.running_s)
    for name in ("walking", "standing", "unknown"):
        if lasted := getattr(run, f"{name}_s"):
            yield name if name != "unknown" else "not known", _minutes(lasted)
    if run.cadence is None:
        yield "cadence", "not known"
        return
    yield from _cadence(run.cadence)
    yield "cadence with speed", _value(run.cadence_against_speed, PER_SPEED)
    for name, drift in run.drift.items():
        yield f"late less early: {TITLES[name]}", _drift(drift)
    if run.video:
        yield "watch less video", _video(run.video)


def _cadence(cadence: Distribution) -> Iterator[tuple[str, str]]:
    yield "cadence, level", _value(cadence.level, "spm")
    low, middle, high = (cadence.percentiles[name] for name in ("5", "50", "95"))
    yield "cadence, middle 90 %", f"{span(low, high, 0)} spm, median {middle:.0f}"


def _value(estimate: Estimate, unit: str) -> str:
    return f"not told: {estimate.why_missing}" if estimate.why_missing else estimate_text(estimate, unit)


def _drift(drift: Drift) -> str:
    at = f", at {with_unit(drift.at_mps, 'm/s')}" if drift.at_mps is not None else ""
    if drift.change.why_missing:
        return f"not told: {drift.change.why_missing}{at}"
    more = "" if drift.change.beyond_both else ", no more than chance"
    return f"{difference_text(drift.change, drift.unit)}{at}{more}"


def _video(video: VideoAgreement) -> str:
    if video.cadence.why_missing:
        return f"not told: {video.cadence.why_missing}"
    assert video.speed_mps is not None
    apart = "apart" if video.cadence.beyond_both else "they agree"
    return f"{difference_text(video.cadence, 'spm')}, at {with_unit(video.speed_mps, 'm/s')}: {apart}"


def _minutes(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
