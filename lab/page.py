"""The study as one page that needs nothing else, in the style of a report."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

from jinja2 import PackageLoader

from lab.beside_reference import Agreed
from lab.figure import Figure, figure
from lab.repeatability import Repeated
from lab.study import Study
from lab.words import error_text, limit_text, plain_text, share_text
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


def study_html(known: Study) -> str:
    """The page."""
    template = report_templates(PackageLoader("lab")).get_template("repeatability.html.jinja")
    return template.render(
        known=known,
        counted=_counted(known),
        levels=[level for level in _levels(known) if level[2]],
        crossed=[
            (each.title, share_text(c.icc_agreement), share_text(c.icc_consistency),
             error_text(c.sem, each.unit), error_text(c.change, each.unit),
             f"{c.sessions[-1]} less {c.sessions[0]}")
            for each in known.measures
            if (c := each.crossed)
        ],
        steps=list(_steps(known)),
        agreed=[] if known.reference is None else [_agreed(e) for e in known.reference.measures],
        events=[] if known.reference is None else [_agreed(e) for e in known.reference.events],
        style=report_style(),
        version=version("midstance"),
    )  # fmt: skip


def _counted(known: Study) -> str:
    runners = {clip.runner for clip in known.clips}
    sessions = {(clip.runner, clip.session) for clip in known.clips}
    return ", ".join(
        (_many(len(runners), "runner"), _many(len(sessions), "session"), clips_text(len(known.clips)))
    )


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _levels(known: Study) -> Iterator[tuple[str, str, list[tuple[str, ...]]]]:
    """Of each level an id, a title, and a row for each measure that is repeated so."""
    for name, title in (
        ("within_session", "Clips of one session"),
        ("between_sessions", "Clips of different sessions"),
    ):
        rows: list[tuple[str, ...]] = []
        for each in known.measures:
            found: Repeated = getattr(each, name)
            if found.sem.value is not None:
                texts = (error_text(found.sem, each.unit), error_text(found.sdc95, each.unit))
                rows.append((each.title, with_unit(each.mean, each.unit), *texts, share_text(found.icc)))
        yield name, title, rows


def _steps(known: Study) -> Iterator[tuple[str, ...]]:
    for each in known.steps:
        if each.sd is not None and each.half_width is not None:
            yield (
                each.title,
                plain_text(each.sd, each.unit),
                "\N{EN DASH}" if each.autocorrelation is None else number(each.autocorrelation, 2),
                plain_text(each.half_width, each.unit),
                each.of,
                "\N{EN DASH}" if each.steps is None else str(each.steps),
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
