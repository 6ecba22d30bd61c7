"""What OpenAPI says beyond the signatures of the routes: examples, media types, problems."""

from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from fastapi import FastAPI, UploadFile
from pydantic import Field

from service import problems
from service.attempts import CRASHED
from service.idempotency import HEADER, REPLAYED
from service.models import (
    Admitted,
    AnalysisOrder,
    AnalysisSettings,
    ProblemDocument,
    Progress,
    Record,
    UploadStatus,
)
from service.problems import Problem
from vision import Reason

Responses = dict[int | str, dict[str, Any]]

DESCRIPTION = """Upload a clip of a runner, follow its analysis, fetch the report.

Every error is an `application/problem+json` document (RFC 9457): `detail` says what is wrong and what to do,
`type` is stable. A parameter that an address does not take is an error too.

A clip in which running form cannot be measured ends as `refused`, with the reasons."""

RECORD = Record(
    id="019aa8f2c4d17b0e5f6a9c2d3e4f5061",
    status="running",
    progress=Progress(stage="landmarks", fraction=0.42),
    file_name="tuesday.mp4",
    settings=AnalysisSettings(speed_mps=3.2, height_cm=178),
    created_at=datetime(2026, 5, 4, 7, 30, tzinfo=UTC),
    started_at=datetime(2026, 5, 4, 7, 30, 1, tzinfo=UTC),
)
ADMITTED = Admitted(
    **RECORD.model_dump() | {"status": "queued", "progress": None, "started_at": None},
    sha256="5d1fe7b4c0e3a9d2861f0b7ac94e35d8f2b6170c8da3e94f5b21c07d6e8fa930",
)
UPLOAD = UploadStatus(
    id="019aa8f2a17c3b0e5f6a9c2d3e4f5061",
    file_name="tuesday.mp4",
    length=419430400,
    received=167772160,
    created_at=datetime(2026, 5, 4, 7, 20, tzinfo=UTC),
    expires_at=datetime(2026, 5, 5, 7, 20, tzinfo=UTC),
)
NO_RUNNER = Reason("no_person", "Nobody runs in this clip; film one runner from the side, from head to feet.")
NO_REPORT = (
    problems.unknown_analysis(),
    problems.unfinished(RECORD),
    problems.failed([CRASHED]),
    problems.refused([NO_RUNNER]),
    problems.storage_gone(),
)
KEY_PROBLEMS = (problems.bad_key(), problems.key_under_way(), problems.key_of_another_request())
KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "A text of your own, a UUID say: a request repeated with it makes nothing twice.",
    "schema": {"type": "string", "pattern": '^("[ !#-~]{1,255}"|[!#-~]{1,255})$'},
    "example": '"7b0d5b3c-6c0b-4f0a-9a43-2d3a8a4f9c11"',
}
_TAGS = {"type": "string", "maxLength": 1000}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "ETag of what is known already: what has not changed is not sent again (304).",
    "schema": _TAGS,
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "ETag of what was seen: what has changed since is left as it is (412).",
    "schema": _TAGS,
}
TAG_HEADER = {"description": "Name of this state, for If-None-Match.", "schema": {"type": "string"}}
REPLAYED_HEADER = {
    "description": "true where an earlier request with this Idempotency-Key made it.",
    "schema": {"type": "string", "enum": ["true"]},
}
PUBLIC: dict[str, Any] = {"security": []}  # of a route for everybody
SECURITY = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key, as POST /v1/keys makes them."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "midstance",
        "description": "What POST /v1/session sets; by TLS its name is __Host-midstance. Every change then"
        " needs the header X-CSRF-Token, whose value is in the answer to the login and in GET /v1/account.",
    },
}
PROBLEM = {"$ref": "#/components/schemas/ProblemDocument"}


class DocumentedAPI(FastAPI):
    """A FastAPI that knows the schemas of its problems and of bodies that the routes read themselves."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema:
            return self.openapi_schema
        document = super().openapi()
        for model in (ProblemDocument, AnalysisOrder, UploadForm):
            schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
            document["components"]["schemas"][model.__name__] = schema
        for methods in document["paths"].values():
            _document_conditions(methods)
            if creating := {"201", "202"} & set(methods.get("post", {}).get("responses", {})):
                _document_key(methods["post"], creating)
        document["components"]["securitySchemes"] = SECURITY
        document["security"] = [{"key": []}, {"session": []}, {}]  # the last where nobody has an account
        return document


class UploadForm(AnalysisOrder):
    """The multipart form of an order: the clip itself, or the id of its upload."""

    file: UploadFile | None = Field(default=None, description="The video, as the phone made it.")
    rear: UploadFile | None = Field(
        default=None,
        description="A clip of the same run from behind; its measures join the report of the first.",
    )


def _document_conditions(methods: dict[str, Any]) -> None:
    """Say what is asked and changed on condition, as the server does everywhere."""
    answer = methods.get("get", {}).get("responses", {}).get("200", {})
    if "application/json" not in answer.get("content", {}):
        return
    methods["get"].setdefault("parameters", []).append(IF_NONE_MATCH)
    methods["get"]["responses"]["304"] = {"description": "Nothing has changed."}
    answer.setdefault("headers", {})["ETag"] = TAG_HEADER
    for method in {"put", "patch", "delete"} & set(methods):
        methods[method].setdefault("parameters", []).append(IF_MATCH)
        methods[method]["responses"] |= {
            str(status): told for status, told in problem(problems.changed_meanwhile()).items()
        }


def _document_key(operation: dict[str, Any], creating: set[str]) -> None:
    """Say that a call which makes something takes a key, as the server does for all of them."""
    operation.setdefault("parameters", []).append(KEY_PARAMETER)
    for code in creating:
        operation["responses"][code].setdefault("headers", {})[REPLAYED] = REPLAYED_HEADER
    for status, told in problem(*KEY_PROBLEMS).items():
        known = operation["responses"].setdefault(str(status), told)
        content = known["content"][problems.MEDIA_TYPE]
        content["examples"] = content["examples"] | told["content"][problems.MEDIA_TYPE]["examples"]


def problem(*examples: Problem) -> Responses:
    """The problems that a route may answer with, by example."""

    def status(example: Problem) -> int:
        return example.document.status

    return {
        code: {
            "description": problems.phrase(code),
            "content": {
                problems.MEDIA_TYPE: {
                    "schema": PROBLEM,
                    "examples": {e.name: {"value": e.json()} for e in group},
                }
            },
        }
        for code, group in groupby(sorted(examples, key=status), key=status)
    }


def example(value: Any, status: int = 200) -> Responses:
    """What a route answers, by example."""
    return {status: {"content": {"application/json": {"example": value}}}}


def redirection(to: str) -> Responses:
    """A route that leads a browser elsewhere, by example."""
    location = {"description": "Where to go on.", "schema": {"type": "string"}, "example": to}
    return {303: {"description": "Go there.", "headers": {"Location": location}}}


def file(*media_types: str) -> Responses:
    """A route that answers with a file of one of these types."""
    return {200: {"description": "The file.", "content": {kind: {} for kind in media_types}}}
