"""What was given and cannot be used, as one plain line that names it as it was given."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from vision import LIMITS, PERSON

DEMANDS: Mapping[str, str] = {
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "literal_error": "must be {expected}",
    "string_pattern_mismatch": "may hold only small letters, digits, - and _",
    "missing pain": "must be a place with a number, such as calf:2",
    "tuple_type pain": "must be a place with a number, such as calf:2",
    "body missing pain": 'must be a list of places with numbers, such as [["calf", 2]]',
    "body tuple_type pain": 'must be a list of places with numbers, such as [["calf", 2]]',
    "string_pattern_mismatch public_url": "must be as https://midstance.example, and end there",
    "string_pattern_mismatch oidc_issuer": "must be an address of the web, as https://login.example",
    "string_pattern_mismatch to": "must be a path of this server, as /v1/account",
    "datetime_from_date_parsing": "must be a time such as 2026-05-04T07:30:00Z",
    "date_from_datetime_parsing": "must be a day such as 2026-05-04",
    "timezone_aware": "must end with its zone, as in 2026-05-04T07:30:00Z",
    "string_too_long": "must have at most {max_length} characters",
    "value_error": "must be the clip itself, not text: with curl, put an @ before its name",
    "extra_forbidden": "is no field of this form: check its spelling",
    "unknown_query": "is nothing that this address takes: check its spelling, or leave it out",
    "given_twice": "is given twice: leave one of them out",
    "in_part": f"must come with {PERSON[0]} and {PERSON[1]}: give all three, or none of them",
    "given_otherwise": "is given as an upload too: leave one of them out",
    "missing": "is missing: send it too",
    "missing file": "is missing: send the clip in this field of the form, or the id of an upload as upload",
    "string_too_short": "must have at least {min_length} characters",
    "bool_parsing": "must be true or false",
    "json_invalid": "is no JSON: mend it, and send it as Content-Type application/json",
    "model_attributes_type": "must be an object, sent as Content-Type: application/json",
}
"""By the validator's own name of a mistake, the field where it says more, and `body` where JSON was sent."""

SHOW_AT_MOST = 40
UNSAID = {"password", "current", "new"}


def in_words(errors: Iterable[Mapping[str, Any]], named: Callable[[str], str] = str) -> str:
    """Validation errors as one line: 'height_cm must be a number from 100 to 230 centimetres, not 1.78.'

    `named` turns a field's name into what the person wrote.
    """
    words = "; ".join(f"{named(_field(error))} {_demand(error)}" for error in errors) + "."
    return words.encode(errors="replace").decode()  # JSON may hold halves of characters


def _field(error: Mapping[str, Any]) -> str:
    """The field that is wrong, also where only one item of it is."""
    names = (str(part) for part in reversed(error["loc"]) if not isinstance(part, int))
    return next(names, "the request")


def _demand(error: Mapping[str, Any]) -> str:
    limits = LIMITS.get(_field(error))
    if limits is not None and error["type"] not in ("in_part", "extra_forbidden"):
        low, high, unit = limits
        return f"must be a number from {low:g} to {high:g} {unit}{_given(error)}"
    kind = f"{error['type']} {_field(error)}"
    kinds = (f"{error['loc'][0]} {kind}" if error["loc"] else kind, kind, error["type"])
    demand = next((DEMANDS[each] for each in kinds if each in DEMANDS), "cannot be read")
    demand = demand.format(**error.get("ctx", {})).replace("'", "").removesuffix(".0")
    return demand if ": " in demand else demand + _given(error)


def _given(error: Mapping[str, Any]) -> str:
    if _field(error) in UNSAID:
        return ""
    given = " ".join(_as_written(error["input"]).split())
    if len(given) > SHOW_AT_MOST:
        given = given[:SHOW_AT_MOST] + "…"
    return f", not {given}" if given else ""


def _as_written(given: object) -> str:
    """A text as it is; what only JSON could have held, as JSON writes it."""
    if isinstance(given, dict | list | bool):
        return json.dumps(given, ensure_ascii=False, default=str)
    return str(given)
