"""Errors as RFC 9457 describes them: application/problem+json, with a `detail` that says what to do."""

import math
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from service.models import ProblemDocument, Record
from vision import MidstanceError, Reason, UnreadableReport

MEDIA_TYPE = "application/problem+json"


def phrase(status: int) -> str:
    """What a status is called; 460 is what the protocol of resumable uploads added."""
    return "Checksum Mismatch" if status == 460 else HTTPStatus(status).phrase


class Problem(HTTPException):
    """An error on its way to the client; `name` is its stable name."""

    def __init__(
        self,
        status: int,
        name: str,
        detail: str,
        reasons: Iterable[Reason] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.name = name
        self.document = ProblemDocument(
            type=f"urn:midstance:problem:{name}",
            title=phrase(status),
            status=status,
            detail=detail,
            reasons=tuple(reasons),
        )

    def json(self) -> dict[str, Any]:
        return self.document.model_dump(mode="json")


def unknown_analysis() -> Problem:
    return Problem(404, "unknown-analysis", "There is no analysis of this id; it may have been deleted.")


def unknown_frame() -> Problem:
    detail = "There is no picture of this frame; report.json lists the frames that show a number."
    return Problem(404, "unknown-frame", detail)


def no_rear_clip() -> Problem:
    detail = "No clip from behind is in this report; upload one in the field rear, beside the other in file."
    return Problem(404, "no-rear-clip", detail)


def too_large(limit_mib: int) -> Problem:
    detail = f"What was sent is larger than {limit_mib} MiB; trim a clip to 30 to 60 s of running."
    return Problem(413, "too-large", detail)


def invalid_request(detail: str) -> Problem:
    return Problem(422, "invalid-request", detail)


def unreadable(reason: Reason) -> Problem:
    """Why a clip cannot be analysed; the name of the problem is that of the reason."""
    return Problem(422, reason.code.replace("_", "-"), reason.message, [reason])


def unreadable_report(error: UnreadableReport) -> Problem:
    return Problem(409, "unreadable-report", str(error))


def refused(reasons: Iterable[Reason]) -> Problem:
    return Problem(422, "refused-clip", " ".join(reason.message for reason in reasons), reasons)


def failed(reasons: Iterable[Reason]) -> Problem:
    return Problem(409, "failed-analysis", " ".join(reason.message for reason in reasons), reasons)


def unfinished(record: Record) -> Problem:
    detail = f"The analysis is {record.status}; ask again later or follow /v1/analyses/{record.id}/events."
    return Problem(409, "unfinished-analysis", detail)


def not_acceptable() -> Problem:
    return Problem(
        406,
        "not-acceptable",
        "The report comes as application/json, text/html or application/pdf; ask for one.",
    )


def unauthorized() -> Problem:
    detail = "This request does not say whose it is; send a key as Authorization: Bearer, or log in."
    return Problem(401, "unauthorized", detail, headers={"WWW-Authenticate": "Bearer"})


def bad_key() -> Problem:
    detail = "Idempotency-Key must be 1 to 255 visible ASCII characters in double quotes; a UUID will do."
    return Problem(400, "bad-key", detail)


def key_under_way() -> Problem:
    detail = "A request with this Idempotency-Key is still under way; wait for its end, then ask again."
    return Problem(409, "key-under-way", detail, headers={"Retry-After": "5"})


def key_of_another_request() -> Problem:
    detail = "This Idempotency-Key was used with another request; take a new key for a new request."
    return Problem(422, "key-of-another-request", detail)


def changed_meanwhile() -> Problem:
    detail = "It has changed since you saw it (If-Match); get it again, and decide anew."
    return Problem(412, "changed-meanwhile", detail)


def invalid_token() -> Problem:
    detail = "The key or session is not known here, or no longer; make a new key or log in again."
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return Problem(401, "invalid-token", detail, headers=headers)


def wrong_login() -> Problem:
    detail = "The name or the password is wrong; try again, or have the password set anew."
    return Problem(401, "wrong-login", detail, headers={"WWW-Authenticate": "Bearer"})


def login_refused(error: MidstanceError) -> Problem:
    return Problem(401, "login-refused", str(error), headers={"WWW-Authenticate": "Bearer"})


def not_admitted(error: MidstanceError) -> Problem:
    return Problem(403, "not-admitted", str(error))


def no_provider() -> Problem:
    detail = "This server has no login through a provider; log in with a password at POST /v1/session."
    return Problem(404, "no-provider", detail)


def provider_gone() -> Problem:
    detail = "The provider of logins does not answer as it should; try again in a minute, or use a password."
    return Problem(503, "provider-gone", detail, headers={"Retry-After": "30"})


def forbidden() -> Problem:
    return Problem(403, "forbidden", "Only an admin may do this; ask one of them.")


def not_the_owner() -> Problem:
    return Problem(403, "not-the-owner", "Only the owner may change or delete this; ask them.")


def not_the_coach() -> Problem:
    detail = "Only the owner of the analysis and the runner's coach may do this; ask one of them."
    return Problem(403, "not-the-coach", detail)


def insufficient_scope(scope: str) -> Problem:
    detail = f"The key does not go so far; use one made with the scope {scope}."
    headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
    return Problem(403, "insufficient-scope", detail, headers=headers)


def csrf() -> Problem:
    detail = "With a session every change needs the header X-CSRF-Token, whose value came with the login."
    return Problem(403, "csrf", detail)


def no_accounts() -> Problem:
    detail = "This server has no accounts; make one with midstance user add NAME --role admin."
    return Problem(409, "no-accounts", detail)


def unusable(error: MidstanceError) -> Problem:
    return Problem(422, "unusable", str(error))


def own_account() -> Problem:
    return Problem(409, "own-account", "Admins cannot change or close their own account; ask another one.")


def unknown(what: str) -> Problem:
    return Problem(404, "unknown", f"There is no {what} of this id, or no longer; list what there is.")


def too_many(error: MidstanceError) -> Problem:
    return Problem(409, "too-many", str(error))


def unknown_share() -> Problem:
    detail = "This link shows nothing, or no longer; ask whoever sent it for a new one."
    return Problem(404, "unknown-share", detail)


def too_many_logins(wait_s: float) -> Problem:
    wait = str(max(1, math.ceil(wait_s)))
    detail = f"Too many logins failed; wait {wait} s and try again."
    return Problem(429, "too-many-logins", detail, headers={"Retry-After": wait})


def foreign_host() -> Problem:
    detail = "This server answers to localhost only; start it with --host 0.0.0.0 to open it to the network."
    return Problem(421, "foreign-host", detail)


def foreign_page() -> Problem:
    detail = "A page of another site asked for this; make changes from this server's pages or a program."
    return Problem(403, "foreign-page", detail)


def storage_full() -> Problem:
    detail = "The server has no room for this; delete analyses that are no longer needed."
    return Problem(507, "storage-full", detail)


def storage_gone() -> Problem:
    detail = "The server cannot reach its clips and reports; try again in a minute."
    return Problem(503, "storage-gone", detail, headers={"Retry-After": "30"})


def database_gone() -> Problem:
    detail = "The server's database does not answer; try again in a minute."
    return Problem(503, "database-gone", detail, headers={"Retry-After": "30"})


def not_ready(faults: Iterable[Reason]) -> Problem:
    reasons = tuple(faults)
    detail = " ".join(fault.message for fault in reasons)
    return Problem(503, "not-ready", detail, reasons, headers={"Retry-After": "30"})


def server_error() -> Problem:
    return Problem(500, "server-error", "The server failed at this request; its log says where.")


def beyond_the_end(size: int) -> Problem:
    detail = f"The file has {size} bytes and the Range asks for none of them; ask for an earlier one."
    return Problem(416, "beyond-the-end", detail, headers={"Content-Range": f"bytes */{size}"})


def answer(problem: Problem) -> JSONResponse:
    """The response that carries a problem."""
    return JSONResponse(problem.json(), problem.document.status, problem.headers, MEDIA_TYPE)
