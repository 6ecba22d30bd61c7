"""What may be wrong with a request about plans."""

from service.problems import Problem
from vision import MidstanceError


def unusable_report(error: MidstanceError) -> Problem:
    return Problem(422, "unusable-report", str(error))


def invalid_entry(error: MidstanceError) -> Problem:
    return Problem(422, "invalid-entry", str(error))


def nothing_planned() -> Problem:
    return Problem(409, "nothing-planned", "No change was suggested, so there is no plan to log to.")


def silent_session() -> Problem:
    detail = "Nothing of this session is clicked; play one with a cadence."
    return Problem(409, "silent-session", detail)


def too_busy() -> Problem:
    detail = "The server makes as many click tracks as it can; try again in a few seconds."
    return Problem(503, "too-busy", detail, headers={"Retry-After": "5"})
