"""The templates of all report pages, and the same for pages that show parts of a report beside others."""

from functools import cache

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined

from vision import numbers
from vision.datatypes import KEY_FRAME_TITLES
from vision.report import text
from vision.report.view import leg_title, measure_title


@cache
def environment() -> Environment:
    """The templates of all pages."""
    made = Environment(
        loader=PackageLoader("vision.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "clips": numbers.clips_text,
        "number": numbers.number,
        "instant": text.instant_text,
        "typical": numbers.typical_text,
        "measure_title": measure_title,
        "sentence": text.sentence,
        "setting": text.setting_text,
    }
    made.globals |= {"leg_title": leg_title, "key_frame_titles": KEY_FRAME_TITLES}
    made.tests["known"] = numbers.known
    return made


def report_templates(others: BaseLoader) -> Environment:
    """The templates of `others`, which may take parts from those of the report by `report/NAME`."""
    parts = PrefixLoader({"report": PackageLoader("vision.report")})
    return environment().overlay(loader=ChoiceLoader([others, parts]))
