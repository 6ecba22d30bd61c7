"""What may be wrong with a request for landmarks or a plain frame."""

from service.problems import Problem


def too_busy() -> Problem:
    detail = "The server cuts as many frames as it can; try again in a few seconds."
    return Problem(503, "too-busy", detail, headers={"Retry-After": "5"})


def beyond_the_clip(frames: int) -> Problem:
    detail = f"The clip has {frames} frames, 0 to {frames - 1}; ask for one of them."
    return Problem(404, "unknown-frame", detail)


def no_such_frame() -> Problem:
    detail = "The clip ends before this frame, or is damaged there; report.json says how many it has."
    return Problem(404, "unknown-frame", detail)
