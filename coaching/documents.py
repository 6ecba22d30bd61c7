"""plan.json: a plan as a document, and back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from coaching.errors import InvalidEntry, UnreadablePlan, UnusableReport
from coaching.plan import Plan, breach
from vision import typed

DOCUMENT = "plan.json"
"""The file of a plan that all else can be made from anew."""
SCHEMA_VERSION = 1
KIND = "plan"


def plan_document(plan: Plan) -> dict[str, Any]:
    """The document, as schemas/plan-1.schema.json describes it; days are ISO texts, unknown is null."""
    return {"schema_version": SCHEMA_VERSION, "kind": KIND, **_written(asdict(plan))}


def plan_text(plan: Plan) -> str:
    """The document as JSON."""
    return json.dumps(plan_document(plan), allow_nan=False, ensure_ascii=False, indent=1) + "\n"


def plan_of(document: Any, name: str = "This") -> Plan:
    """The plan of a document, as it was written; `name` is said in errors. Raises UnreadablePlan."""
    if not isinstance(document, Mapping) or document.get("kind") != KIND:
        raise UnreadablePlan(
            f"{name} is no plan; name the plan.json that `midstance plan` wrote, or its folder."
        )
    if document.get("schema_version") != SCHEMA_VERSION:
        raise UnreadablePlan(f"{name} is a plan of another version; make it anew with `midstance plan`.")
    try:
        plan = typed(Plan, document)
    except InvalidEntry as error:
        why = f"{name} cannot be read, as {str(error).rstrip('.')}; make it anew with `midstance plan`."
        raise UnreadablePlan(why) from error
    except (ValueError, TypeError, UnusableReport) as error:
        raise UnreadablePlan(f"{name} is a damaged plan; make it anew with `midstance plan`.") from error
    if wrong := breach(plan):
        raise UnreadablePlan(f"{name} was changed: {wrong}; make it anew with `midstance plan`.")
    return plan


def read_plan(path: str | Path) -> Plan:
    """The plan at `path`, a plan.json or the folder it lies in. Raises UnreadablePlan."""
    file = Path(path) / DOCUMENT if Path(path).is_dir() else Path(path)
    try:
        document = json.loads(file.read_bytes())
    except OSError as error:
        why = f"{path} cannot be opened ({error.strerror}); name a plan.json or the folder of a plan."
        raise UnreadablePlan(why) from error
    except (ValueError, RecursionError) as error:
        raise UnreadablePlan(f"{path} is no plan; name a plan.json or the folder of one.") from error
    return plan_of(document, str(path))


def _written(value: Any) -> Any:
    """With days as texts and tuples as lists, as JSON has them."""
    if isinstance(value, dict):
        return {name: _written(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_written(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
