"""Where a runner starts: cadence and shank angle at the usual easy speed, beside what is typical there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot, isfinite, sqrt
from typing import Any

from coaching.errors import UnusableReport
from vision import (
    DISPLAY_STEP_MPS,
    Z95,
    Estimate,
    expected_cadence_spm,
    half_width,
    missing,
    plus_minus,
    session_values,
    typical_ranges,
    whole_report,
    with_unit,
)

Json = Mapping[str, Any]

MOST_REPORTS = 2
"""So many reports make a baseline, at most."""
SAME_HEIGHT_CM = 1.0
HEIGHT_SD_CM = 9.5
"""Of adults, women and men together: 7 cm within each sex and 13 cm between their means, a convention."""

RUN_SD_SHARE = 0.02
"""Of a runner's cadence, the standard deviation from run to run at one speed. Day by day step length varied
by 2.2 to 2.5 % (Craib 1994, doi 10.1055/s-2007-1021024); a reliability of 0.91 (Morgan 1991, PubMed 2020278)
leaves 1.5 % where runners spread by 8 steps a minute."""
SHANK_RUN_SD_DEG = 1.25
"""The same of the shank angle: its smallest detectable difference is 2.2 to 4.8 degrees (Dingenen 2018), 2.8
times the standard error of measurement."""
PRIOR_RUNS = 10
"""As so many runs the two above count beside those that were filmed, a convention."""
T95 = (2.228, 2.201)
"""Student's t of 95 % for one run and for two beside the prior: of 10 and 11 degrees of freedom."""

NOT_TOLD = "it was not measured"
WATCH_DIFFERS_SPM = 5.0
STRIDES_PER_STEP = (0.45, 0.55)
"""What a watch shows that counts strides; nothing else lies there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceBand:
    """Cadence of runners at one speed: its mean, and one standard deviation to either side.

    `mean_half_width_spm` is that of the mean's 95 % interval for a runner whose height is not known.
    """

    mean_spm: float
    low_spm: float
    high_spm: float
    mean_half_width_spm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """One runner at one easy speed, from one clip or two; `typical` is None where no norm knows the speed.

    `cadence` and `shank`, the shank angle at initial contact in degrees, positive with the ankle ahead of the
    knee, are of the runner and not of the clips: their intervals hold what changes from run to run.
    `rearfoot` says whether the heel lands first, None where that is not known.
    `watch_spm` is what a watch showed at that speed, in steps a minute, and `watch_note` how it fits.
    `clip_sha256` tells the clips' files, so that none of them is taken for a later video. Raises
    UnusableReport for a cadence without its interval.
    """

    speed_mps: float
    height_cm: float | None
    clips: int
    cadence: Estimate
    shank: Estimate
    rearfoot: bool | None
    typical: CadenceBand | None
    watch_spm: float | None = None
    watch_note: str | None = None
    clip_sha256: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if None in (self.cadence.value, self.cadence.low, self.cadence.high):
            raise UnusableReport("The cadence has no interval; analyse the clip again with this version.")

    @property
    def own_spm(self) -> float:
        """The cadence, without its interval."""
        assert self.cadence.value is not None
        return self.cadence.value

    @property
    def own_ends_spm(self) -> tuple[float, float]:
        """Where the interval of the cadence begins and ends."""
        assert self.cadence.low is not None and self.cadence.high is not None
        return self.cadence.low, self.cadence.high


@dataclass(frozen=True, slots=True)
class FilmedRun:
    """What one report tells that a baseline, or a re-check, can be taken from."""

    speed_mps: float
    cadence: Estimate
    shank: Estimate | None


def cadence_band(speed_mps: float, height_cm: float | None) -> CadenceBand | None:
    """What is typical at a speed and height; None beyond the speeds that were studied.

    Without a height the mean of all runners may be off by 0.6 spm for every centimetre.
    """
    ranges = typical_ranges("cadence_spm", speed_mps=speed_mps, height_cm=height_cm, rearfoot=False)
    low = ranges.typical[0]
    if low is None:
        return None
    mean = expected_cadence_spm(speed_mps, height_cm)
    per_cm = expected_cadence_spm(speed_mps, 180.0) - expected_cadence_spm(speed_mps, 181.0)
    unknown = Z95 * HEIGHT_SD_CM * per_cm if height_cm is None else 0.0
    return CadenceBand(mean_spm=mean, low_spm=low, high_spm=2 * mean - low, mean_half_width_spm=unknown)


def baseline_of(reports: Sequence[Json], *, watch_spm: float | None = None) -> Baseline:
    """Of one or two documents as report.json has them, of one runner at one speed, from the side.

    Raises UnusableReport, UnreadableReport.
    """
    if not 1 <= len(reports) <= MOST_REPORTS:
        raise UnusableReport("A baseline takes one report or two; name them.")
    runs = [filmed_run(report) for report in reports]
    clips = [report["source"]["sha256"] for report in reports]
    if len(set(clips)) < len(clips):
        raise UnusableReport("Both reports are of one clip; film a second one, or name one report.")
    speed_mps = one_speed([run.speed_mps for run in runs])
    height_cm = one_height([report["provenance"]["settings"].get("height_cm") for report in reports])
    baseline = Baseline(
        speed_mps=speed_mps,
        height_cm=height_cm,
        clips=len(reports),
        cadence=usual_cadence([run.cadence for run in runs]),
        shank=usual([run.shank for run in runs if run.shank], SHANK_RUN_SD_DEG),
        rearfoot=_rearfoot([_strike(report) for report in reports]),
        typical=cadence_band(speed_mps, height_cm),
        clip_sha256=tuple(clips),
    )
    return baseline if watch_spm is None else _beside(baseline, watch_spm)


def usual_cadence(clips: Sequence[Estimate]) -> Estimate:
    """The runner's cadence at the speed of one clip or two; see `usual`."""
    known = [clip.value for clip in clips if clip.value is not None]
    return usual(clips, RUN_SD_SHARE * max(known, default=0.0))


def usual(clips: Sequence[Estimate], run_sd: float) -> Estimate:
    """What a runner does from run to run, by one clip or two: their mean with its 95 % interval.

    The errors of the clips count as shared, as one camera and one network make them: the mean of their half
    widths. By squares what runs spread by joins it. Two clips alone would hardly tell that (Student's t is
    12.7), so that `run_sd` counts beside them, as the scaled inverse chi-square prior of the variance.
    """
    known = [each for each in clips if isfinite(half_width(each))]
    if not known:
        return missing(NOT_TOLD)
    values = [each.value for each in known if each.value is not None]
    halves = [half_width(each) for each in known]
    mean = sum(values) / len(values)
    squares = PRIOR_RUNS * run_sd**2 + sum((value - mean) ** 2 for value in values)
    spread = sqrt(squares / (PRIOR_RUNS + len(values) - 1))
    half = hypot(sum(halves) / len(halves), T95[len(values) - 1] * spread / sqrt(len(values)))
    return plus_minus(mean, half, sum(each.n for each in known))


def filmed_run(report: Json) -> FilmedRun:
    """Of a document as report.json has it. Raises UnusableReport, UnreadableReport."""
    with whole_report():
        name, quality = str(report["source"]["file"]), report["quality"]
        if quality["verdict"] == "refused":
            why = " ".join(str(reason["message"]) for reason in quality["reasons"])
            raise UnusableReport(f"{name} was refused, so it tells no cadence. {why}")
        if quality["activity"] != "running":
            raise UnusableReport(f"{name} does not show somebody who runs; film a run.")
        if quality["view"] != "side":
            raise UnusableReport(f"{name} was not filmed from the side; film the runner squarely from there.")
        known = session_values(report)
        if "cadence_spm" not in known.values:
            why = report["metrics"]["cadence_spm"]["why_missing"] or "film 30 s of steady running"
            raise UnusableReport(f"{name} has no cadence: {why}.")
        if known.speed_mps is None:
            raise UnusableReport(f"The speed in {name} is not known; analyse it again with its speed.")
    return FilmedRun(known.speed_mps, known.values["cadence_spm"], known.values.get("shank_angle_deg"))


def one_speed(speeds_mps: Sequence[float]) -> float:
    """The mean of speeds that a treadmill's display cannot tell apart. Raises UnusableReport."""
    if max(speeds_mps) - min(speeds_mps) > DISPLAY_STEP_MPS:
        both = " and ".join(with_unit(speed, "m/s") for speed in speeds_mps)
        raise UnusableReport(f"The speeds differ ({both}), and cadence with them; film both at one speed.")
    return sum(speeds_mps) / len(speeds_mps)


def one_height(heights_cm: Sequence[float | None]) -> float | None:
    """The height that is known, of one runner. Raises UnusableReport."""
    known = [height for height in heights_cm if height is not None]
    if known and max(known) - min(known) > SAME_HEIGHT_CM:
        both = " and ".join(f"{height:g} cm" for height in known)
        raise UnusableReport(f"The heights differ ({both}): name reports of one runner.")
    return known[0] if known else None


def _rearfoot(strikes: Sequence[str | None]) -> bool | None:
    """Whether the heel lands first in all clips; None where one does not tell and no other denies it."""
    if any(strike not in ("rearfoot", None) for strike in strikes):
        return False
    return None if None in strikes else True


def _strike(report: Json) -> str | None:
    return (report["metrics"].get("foot_strike_pattern") or {}).get("category")


def _beside(baseline: Baseline, watch_spm: float) -> Baseline:
    """With what the watch counted, as steps, and how it fits to the video."""
    low, high = STRIDES_PER_STEP
    is_strides = low <= watch_spm / baseline.own_spm <= high
    steps = 2 * watch_spm if is_strides else watch_spm
    apart = with_unit(abs(steps - baseline.own_spm), "spm")
    if abs(steps - baseline.own_spm) <= WATCH_DIFFERS_SPM:
        note = f"Watch and video agree to {apart}."
    else:
        note = (
            f"Watch and video differ by {apart}: see that both are of one speed. The plan goes by the video."
        )
    counted = "The watch counts strides, two steps each. " if is_strides else ""
    return replace(baseline, watch_spm=steps, watch_note=f"{counted}{note}")
