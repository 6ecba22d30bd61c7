"""What may be wrong with a request to review, correct or sign off."""

from service.problems import Problem
from vision import Reason


def unknown_revision() -> Problem:
    detail = "There is no revision of this number; /v1/analyses/{id}/revisions lists them."
    return Problem(404, "unknown-revision", detail)


def unknown_flag() -> Problem:
    detail = "The analysis has no flag of this name; /v1/analyses/{id}/flags lists them."
    return Problem(404, "unknown-flag", detail)


def ruled_by_a_correction(revision: int) -> Problem:
    detail = f"Revision {revision} brought about the state of this flag; undo that correction to change it."
    return Problem(409, "ruled-by-a-correction", detail)


def unknown_correction() -> Problem:
    detail = "The newest revision holds no correction of this id; it may have been undone already."
    return Problem(404, "unknown-correction", detail)


def not_signed_off() -> Problem:
    return Problem(404, "not-signed-off", "Nobody has signed this report off.")


def not_correctable() -> Problem:
    detail = "This analysis was made before reports could be corrected; upload the clip again."
    return Problem(409, "not-correctable", detail)


def of_another_version() -> Problem:
    detail = (
        "Another version of the software measured this revision, so its pictures and files cannot be made "
        "any more; correct the report once more, or take those of the first one."
    )
    return Problem(409, "of-another-version", detail)


def too_many_corrections() -> Problem:
    detail = "The server measures as many corrected reports as it can; try again in a minute."
    return Problem(503, "too-busy", detail, headers={"Retry-After": "60"})


def impossible_correction(reason: Reason) -> Problem:
    return Problem(422, "impossible-correction", reason.message, [reason])


def unconditional() -> Problem:
    detail = "Say which revision you saw, as If-Match; it is the ETag of the analysis's corrections."
    return Problem(428, "unconditional", detail)
