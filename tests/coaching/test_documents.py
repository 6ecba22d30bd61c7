import copy
import json
from dataclasses import fields, is_dataclass
from importlib.resources import files
from typing import Literal, get_args, get_origin, get_type_hints

import jsonschema
import pytest
from runners import START, baseline, settings
from seasons import Injured, season

from coaching import (
    Entry,
    Plan,
    UnreadablePlan,
    logged,
    make_plan,
    plan_document,
    plan_of,
    read_plan,
    write_plan,
)

SCHEMA = json.loads((files("coaching") / "schemas" / "plan-1.schema.json").read_text())


@pytest.fixture(scope="module")
def plan():
    made = make_plan(baseline(150.0), settings(long_run_min=90.0, hard_sessions=True, usual_effort=3.0))
    plan = season(made, Injured(0), weeks=5)
    return logged(logged(plan, Entry(day=START, minutes=20.0, notes="wet")), Entry(day=START, withdraws=1))


@pytest.fixture
def validator():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def test_a_plan_comes_back_as_it_went(plan, tmp_path):
    write_plan(plan, tmp_path)
    assert read_plan(tmp_path) == read_plan(tmp_path / "plan.json") == plan
    typical = make_plan(baseline(170.0), settings())
    assert plan_of(plan_document(typical)) == typical


def test_documents_are_as_the_schema_says(plan, validator):
    validator.validate(plan_document(plan))
    validator.validate(plan_document(make_plan(baseline(170.0, height_cm=None), settings())))
    validator.validate(plan_document(make_plan(baseline(150.0, speed_mps=5.5), settings())))


def dataclasses_of(kind):
    """A dataclass and those within it."""
    yield kind
    for hint in get_type_hints(kind).values():
        for part in (hint, *get_args(hint)):
            if is_dataclass(part):
                yield from dataclasses_of(part)


def test_the_schema_names_every_field_and_no_other(plan, validator):
    described = {"Plan": SCHEMA} | SCHEMA["$defs"]
    kinds = {kind.__name__: {field.name for field in fields(kind)} for kind in dataclasses_of(Plan)}
    kinds["Plan"] |= {"schema_version", "kind"}
    assert {name: set(each["properties"]) for name, each in described.items()} == kinds
    assert {name: set(each["required"]) for name, each in described.items()} == kinds
    assert not validator.is_valid(plan_document(plan) | {"extra": 1})


@pytest.mark.parametrize("kind", sorted(set(dataclasses_of(Plan)), key=repr), ids=lambda kind: kind.__name__)
def test_the_schema_lists_the_words_of_every_field_that_has_few(kind):
    described = SCHEMA if kind is Plan else SCHEMA["$defs"][kind.__name__]
    literals = {name: hint for name, hint in get_type_hints(kind).items() if get_origin(hint) is Literal}
    listed = {name: tuple(described["properties"][name]["enum"]) for name in literals}
    assert listed == {name: get_args(hint) for name, hint in literals.items()}


def damaged(plan, change):
    document = copy.deepcopy(plan_document(plan))
    change(document)
    return document


def cued(document):
    return next(part for part in document["weeks"][0]["sessions"][0]["segments"] if part["cadence_spm"])


def filmed(document):
    return next(entry["recheck"] for entry in document["log"] if entry["recheck"])


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda d: d.update(kind="report"), "is no plan"),
        (lambda d: d.update(schema_version=2), "of another version"),
        (lambda d: d.pop("weeks"), "damaged plan"),
        (lambda d: d["settings"].update(start="soon"), "damaged plan"),
        (lambda d: d["settings"].update(easy_min=1000.0), "as easy_min is 1000 but must be 15 to 120"),
        (lambda d: d["log"][0].update(session="w1-1"), "as w1-1 is no session of a plan; .*; make it anew"),
        (lambda d: d["baseline"]["cadence"].update(value="150"), "damaged plan"),
        (lambda d: d["baseline"]["cadence"].update(value=None), "damaged plan"),
        (lambda d: d["baseline"]["cadence"].update(low=None), "damaged plan"),
        (lambda d: (d.update(weeks=[]), d["baseline"]["cadence"].update(value=None)), "damaged plan"),
        (lambda d: filmed(d)["cadence"].update(value=None), "damaged plan"),
        (lambda d: d["weeks"][0]["decision"].update(rule="whim"), "damaged plan"),
        (lambda d: cued(d).update(cadence_spm=166.0), "w1-tue exceeds the cadence"),
        (
            lambda d: (d.update(cap_spm=200.0), cued(d).update(cadence_spm=166.0)),
            "w1-tue exceeds the cadence",
        ),
        (lambda d: d["weeks"][0]["sessions"][0].update(speed_mps=3.5), "speed and cadence at once"),
        (lambda d: d["weeks"][0]["sessions"][0].update(speed_mps=None), "speed and cadence at once"),
    ],
)
def test_what_is_no_sound_plan_is_refused_in_one_sentence(plan, change, complaint):
    with pytest.raises(UnreadablePlan, match=complaint):
        plan_of(damaged(plan, change))


@pytest.mark.parametrize("content", ["", "[1]", "{", '{"kind": "plan"}', "\x00" * 10, "[" * 100_000])
def test_a_file_that_is_no_plan_is_refused(tmp_path, content):
    (tmp_path / "plan.json").write_text(content)
    with pytest.raises(UnreadablePlan):
        read_plan(tmp_path)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(UnreadablePlan, match="cannot be opened"):
        read_plan(tmp_path / "nothing")
