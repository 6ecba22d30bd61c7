"""A plan as one page to read, print and tick: a file that needs nothing else."""

from importlib.metadata import version

from jinja2 import PackageLoader

from coaching.page_view import page_view
from coaching.plan import Plan
from vision import report_style, report_templates


def plan_html(plan: Plan) -> str:
    """The page, in the style of a report; without weeks it says why no change is suggested."""
    template = report_templates(PackageLoader("coaching")).get_template("plan.html.jinja")
    return template.render(
        view=page_view(plan),
        plan=plan,
        style=report_style(),
        version=version("midstance"),
    )
