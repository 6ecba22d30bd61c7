"""Two reports side by side: what differs, by how much, and whether that is more than both can tell."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from typing import Any

from vision.datatypes import SIDES, Estimate, Reason, Verdict
from vision.errors import UnreadableReport
from vision.intervals import missing
from vision.numbers import estimate_text, with_unit
from vision.report.catalogue import ENTRIES
from vision.report.document import SCHEMA_VERSION
from vision.report_files import REPORT_FILE
from vision.typed_json import ONE_OF_NONE, typed, whole_report

DISPLAY_STEP_MPS = 0.1 / 3.6
"""Of a treadmill's display: speeds that differ by no more are the same."""

SOFTWARE = ("version", "network", "precision")
SAME_CLIP = Reason(
    "same_clip", "Both reports are of one clip: what differs comes from the settings and the software."
)
UNKNOWN_SPEED = Reason(
    "unknown_speed",
    "A speed is not known, and most measures change with it; tell it with the clip, or correct the report.",
)
OTHER_SOFTWARE = Reason(
    "other_software", "Other software made the numbers; analyse both clips anew with one version and network."
)
A_WORD = "it is a word, not a number"
Setting = str | float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """b less a, with its 95 % interval; `beyond_both` says that the interval leaves 0 out.

    Where either is unknown, all of it is None, and `why_missing` says why.
    """

    a: Estimate
    b: Estimate
    value: float | None
    low: float | None
    high: float | None
    beyond_both: bool | None
    why_missing: str | None = None

    @property
    def detectable(self) -> float | None:
        """The smallest difference to this side that would be `beyond_both`; None where that is unknown."""
        if self.value is None or self.low is None or self.high is None:
            return None
        return self.value - self.low if self.value >= 0 else self.high - self.value


@dataclass(frozen=True, slots=True)
class ComparedMetric:
    """One measure in both reports, over both legs and per side where the sides are known.

    Where `categories` are given it is a word, and has no difference.
    """

    name: str
    unit: str
    title: str
    overall: Difference
    left: Difference | None = None
    right: Difference | None = None
    categories: tuple[str | None, str | None] | None = None


@dataclass(frozen=True, slots=True)
class ComparedReport:
    """Which report it is; a refused one has reasons and no values."""

    file: str
    created_at: str
    verdict: Verdict
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ComparedSetting:
    """What was told, or what made the numbers, where the reports differ in it."""

    name: str
    a: Setting
    b: Setting


@dataclass(frozen=True, slots=True)
class Comparison:
    """Report b against report a; `cautions` say what else than the runner may have changed the numbers."""

    a: ComparedReport
    b: ComparedReport
    settings: tuple[ComparedSetting, ...]
    cautions: tuple[Reason, ...]
    metrics: tuple[ComparedMetric, ...]


def read_report(path: str | Path) -> Mapping[str, Any]:
    """The document at `path`, a report.json or the folder it lies in. Raises UnreadableReport."""
    file = Path(path) / REPORT_FILE if Path(path).is_dir() else Path(path)
    try:
        document = json.loads(file.read_bytes(), parse_constant=_no_number)
    except OSError as error:
        why = f"{path} cannot be opened ({error.strerror}); name a report.json or the folder of a report."
        raise UnreadableReport(why) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableReport(f"{path} is no report; name a report.json or the folder of one.") from error
    if not isinstance(document, dict) or document.get("schema_version") != SCHEMA_VERSION:
        raise UnreadableReport(f"{path} is no report that this version reads; analyse the clip again.")
    return document


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def compare(a: Mapping[str, Any], b: Mapping[str, Any]) -> Comparison:
    """What differs between two documents as report.json has them. Raises UnreadableReport.

    The intervals count as independent, and those of a difference are made of theirs by squares and sums
    (MOVER; Zou & Donner 2008, doi:10.1002/sim.3095). What both clips share, such as one camera and one pose
    network, makes the interval wider than it need be; what a runner varies by from day to day is not in it.
    """
    with whole_report(ONE_OF_NONE):
        return Comparison(
            a=_compared_report(a),
            b=_compared_report(b),
            settings=tuple(_settings(a, b)),
            cautions=tuple(_cautions(a, b)),
            metrics=tuple(
                _metric(name, a["metrics"][name], b["metrics"][name])
                for name in ENTRIES
                if name in a["metrics"] and name in b["metrics"]
            ),
        )


def difference(a: Estimate, b: Estimate) -> Difference:
    """b less a with its interval, both taken as independent; see `compare`."""
    if None in (a.value, a.low, a.high, b.value, b.low, b.high):
        whys = {name: _why(one) for name, one in (("a", a), ("b", b)) if _why(one)}
        alike = len(whys) == 2 and whys["a"] == whys["b"]
        why = whys["a"] if alike else "; ".join(f"in {name}: {why}" for name, why in whys.items())
        return Difference(a, b, None, None, None, None, why or "one of them has no interval")
    assert a.value is not None and a.low is not None and a.high is not None
    assert b.value is not None and b.low is not None and b.high is not None
    value = b.value - a.value
    low = value - hypot(b.value - b.low, a.high - a.value)
    high = value + hypot(b.high - b.value, a.value - a.low)
    return Difference(a, b, value, low, high, not low <= 0 <= high)


def _why(one: Estimate) -> str | None:
    return (one.why_missing or "it has no value") if one.value is None else None


def _metric(name: str, a: Mapping[str, Any], b: Mapping[str, Any]) -> ComparedMetric:
    entry = ENTRIES[name]
    categories = (a.get("category"), b.get("category"))
    if any(categories):
        words = (missing(A_WORD), missing(A_WORD))
        overall = Difference(*words, None, None, None, None, A_WORD)
        return ComparedMetric(name, entry.unit, entry.title, overall, categories=categories)
    left, right = (
        difference(typed(Estimate, a[side]), typed(Estimate, b[side])) if a[side] and b[side] else None
        for side in SIDES
    )
    overall = difference(typed(Estimate, a), typed(Estimate, b))
    return ComparedMetric(name, entry.unit, entry.title, overall, left, right)


def _compared_report(report: Mapping[str, Any]) -> ComparedReport:
    quality = report["quality"]
    reasons = tuple(typed(Reason, reason) for reason in quality["reasons"])
    return ComparedReport(
        str(report["source"]["file"]), str(report["provenance"]["created_at"]), quality["verdict"], reasons
    )


def _settings(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[ComparedSetting]:
    """Of what was told and of what made the numbers."""
    ours, theirs = _all_settings(a), _all_settings(b)
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield ComparedSetting(name, ours.get(name), theirs.get(name))


def _all_settings(report: Mapping[str, Any]) -> dict[str, Setting]:
    made = report["provenance"]
    return {**made["settings"], **{name: made.get(name) for name in SOFTWARE}}


def _cautions(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Reason]:
    if a["source"]["sha256"] == b["source"]["sha256"]:
        yield SAME_CLIP
    views = a["quality"]["view"], b["quality"]["view"]
    if views[0] != views[1]:
        yield Reason("other_view", f"The views differ ({_words(*views)}); film both from the same place.")
    speeds = speed_of_report(a), speed_of_report(b)
    if speeds[0] is None or speeds[1] is None:
        yield UNKNOWN_SPEED
    elif abs(speeds[1] - speeds[0]) > DISPLAY_STEP_MPS:
        both = _words(*(with_unit(speed, "m/s") for speed in speeds if speed))
        yield Reason(
            "other_speed", f"The speeds differ ({both}), and most measures with them; run at one speed."
        )
    if any(a["provenance"].get(name) != b["provenance"].get(name) for name in SOFTWARE):
        yield OTHER_SOFTWARE


def speed_of_report(report: Mapping[str, Any]) -> float | None:
    """As it was told, else as it was measured."""
    told = report["provenance"]["settings"].get("speed_mps")
    speed = report["metrics"].get("speed_mps", {}).get("value") if told is None else told
    return None if speed is None else float(speed)


def _words(a: str | None, b: str | None) -> str:
    return f"{a or 'unknown'} and {b or 'unknown'}"


def difference_text(difference: Difference, unit: str) -> str:
    """A difference with its sign and interval, "+12 ms (3-21)" with an en dash."""
    if difference.value is None:
        return "not known"
    text = estimate_text(Estimate(difference.value, difference.low, difference.high, 0), unit)
    return f"+{text}" if difference.value > 0 else text
