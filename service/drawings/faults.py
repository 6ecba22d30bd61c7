"""What may be wrong with a request for a drawing."""

from service.problems import Problem


def unknown_drawing() -> Problem:
    detail = "The analysis has no drawing of this id; /v1/analyses/{id}/drawings lists them."
    return Problem(404, "unknown-drawing", detail)
