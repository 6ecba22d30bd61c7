"""What may be wrong with a request for a file that is made when it is asked for."""

from service.problems import Problem
from vision import Reason


def not_exportable() -> Problem:
    detail = "This analysis was made before such files could be had; upload the clip again."
    return Problem(409, "not-exportable", detail)


def cannot_export(reason: Reason) -> Problem:
    return Problem(409, "cannot-export", reason.message, [reason])


def too_many_exports() -> Problem:
    detail = "Many files are being made for other tools; ask again in some seconds."
    return Problem(503, "too-many-exports", detail, headers={"Retry-After": "5"})
