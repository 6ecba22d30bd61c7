"""What may be wrong with a watch file."""

from service.problems import Problem


def unreadable(detail: str) -> Problem:
    return Problem(422, "unreadable-watch-file", detail)


def too_large(limit_mib: int) -> Problem:
    detail = f"A watch file may have at most {limit_mib} MiB; export one run by itself."
    return Problem(413, "too-large", detail)


def too_busy() -> Problem:
    detail = "The server reads as many watch files as it can; try again in a few seconds."
    return Problem(503, "too-busy", detail, headers={"Retry-After": "5"})
