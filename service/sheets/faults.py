"""What may be wrong with a request for a sheet."""

from service.problems import Problem


def too_many_pages() -> Problem:
    detail = "The server prints as many pages as it can; try again in a minute."
    return Problem(503, "too-busy", detail, headers={"Retry-After": "60"})
