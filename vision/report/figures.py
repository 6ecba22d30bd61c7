"""The charts over the stride as pictures for papers and slides: SVG, and PNG typeset from it."""

import re
from functools import cache
from pathlib import Path

import typst
from markupsafe import Markup

from vision.datatypes import Analysis
from vision.errors import CannotExport
from vision.files import write_whole
from vision.report.charts import charts
from vision.report.style import report_style
from vision.report.templating import environment

STYLED = (".grid", ".tick", ".mean", ".spread", ".toe-off")
PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.figure), format: "svg", width: 480pt)"""
DOTS_PER_INCH = 288


def write_figures(analysis: Analysis, folder: str | Path) -> None:
    """A folder with `knee_flexion.svg`, `knee_flexion.png` and the like.

    Each has mean, spread and toe-off of both legs. Raises CannotExport where there are no curves, OSError.
    """
    drawn = charts(analysis.measures.curves)
    if not drawn:
        raise CannotExport("There are no curves over the stride; they need a clip from the side.")
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    template = environment().get_template("figure.svg.jinja")
    for chart in drawn:
        name = chart.title.lower().replace(" ", "_")
        svg = template.render(chart=chart, style=_style())
        write_whole(out / f"{name}.svg", svg)
        write_whole(out / f"{name}.png", _png(svg))


@cache
def _style() -> Markup:
    """What of the report's style is about charts, with its light colors in place of their names."""
    css = report_style()
    colors = dict(re.findall(r"--([\w-]+): (#\w+)", css.partition("}")[0]))
    rules = "\n".join(line for line in css.splitlines() if line.startswith(STYLED))
    return Markup(re.sub(r"var\(--([\w-]+)\)", lambda name: colors[name[1]], rules))


def _png(svg: str) -> bytes:
    made = typst.compile(PAGE, format="png", ppi=DOTS_PER_INCH, sys_inputs={"figure": svg})
    assert isinstance(made, bytes)
    return made
