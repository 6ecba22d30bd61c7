"""The study as one page that needs nothing else, in the style of a report."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

from jinja2 import PackageLoader

from lab.beside_reference import Agreed
from lab.crossed import Crossed
from lab.figure import Figure, figure
from lab.repeatability import Repeatability, Repeated
from lab.study import Study
from lab.words import UNKNOWN, error_text, limit_text, plain_text, share_text
from vision import clips_text, number, report_style, report_templates, with_unit


@dataclass(frozen=True, slots=True)
class AgreedView:
    """One measure beside the reference."""

    title: str
    pairs: int
    groups: int
    bias: str
    lower: str
    upper: str
    proportional: str
    why_missing: str | None
    chart: Figure


@dataclass(frozen=True, slots=True)
class RepeatedView:
    """One measure that is repeated."""

    title: str
    mean: str
    sem: str
    sdc95: str
    icc: str


@dataclass(frozen=True, slots=True)
class LevelView:
    """The measures that are repeated within a session, or between sessions."""

    id: str
    title: str
    rows: tuple[RepeatedView, ...]


@dataclass(frozen=True, slots=True)
class CrossedView:
    """One measure of runners who all have the same sessions."""

    title: str
    agreement: str
    consistency: str
    sem: str
    change: str
    sessions: str


@dataclass(frozen=True, slots=True)
class StepsView:
    """How many steps a clip should have for one measure."""

    title: str
    sd: str
    autocorrelation: str
    half_width: str
    half_width_from: str | None
    steps: str
    sequential: str


def study_html(known: Study) -> str:
    """The page."""
    template = report_templates(PackageLoader("lab")).get_template("repeatability.html.jinja")
    reference = known.reference
    return template.render(
        known=known,
        counted=_counted(known),
        levels=[level for level in _levels(known) if level.rows],
        crossed=[_crossed(each, each.crossed) for each in known.measures if each.crossed],
        steps=list(_steps(known)),
        agreed=[_agreed(each) for each in reference.measures] if reference else [],
        events=[_agreed(each) for each in reference.events] if reference else [],
        style=report_style(),
        version=version("midstance"),
    )


def _counted(known: Study) -> str:
    runners = {clip.runner for clip in known.clips}
    sessions = {(clip.runner, clip.session) for clip in known.clips}
    return ", ".join(
        (_many(len(runners), "runner"), _many(len(sessions), "session"), clips_text(len(known.clips)))
    )


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _levels(known: Study) -> Iterator[LevelView]:
    for name, title in (
        ("within_session", "Clips of one session"),
        ("between_sessions", "Clips of different sessions"),
    ):
        rows = ((each, getattr(each, name)) for each in known.measures)
        shown = tuple(_repeated(each, found) for each, found in rows if found.sem.value is not None)
        yield LevelView(name, title, shown)


def _repeated(each: Repeatability, found: Repeated) -> RepeatedView:
    return RepeatedView(
        each.title,
        with_unit(each.mean, each.unit),
        error_text(found.sem, each.unit),
        error_text(found.sdc95, each.unit),
        share_text(found.icc),
    )


def _crossed(each: Repeatability, found: Crossed) -> CrossedView:
    return CrossedView(
        each.title,
        share_text(found.icc_agreement),
        share_text(found.icc_consistency),
        error_text(found.sem, each.unit),
        error_text(found.change, each.unit),
        f"{found.sessions[-1]} less {found.sessions[0]}",
    )


def _steps(known: Study) -> Iterator[StepsView]:
    for each in known.steps:
        if each.sd is not None and each.half_width is not None:
            yield StepsView(
                each.title,
                plain_text(each.sd, each.unit),
                UNKNOWN if each.autocorrelation is None else number(each.autocorrelation, 2),
                plain_text(each.half_width, each.unit),
                each.half_width_from,
                UNKNOWN if each.steps is None else str(each.steps),
                str(each.sequential),
            )


def _agreed(each: Agreed) -> AgreedView:
    bias, lower, upper = (limit_text(each.limits, name, each.unit) for name in ("bias", "lower", "upper"))
    return AgreedView(
        each.title,
        each.limits.n,
        each.groups,
        bias,
        lower,
        upper,
        share_text(each.proportional) if each.proportional else "",
        each.limits.why_missing,
        figure(each),
    )
