"""What can be wrong with an upload, as problems."""

from service.problems import Problem


def unknown_upload() -> Problem:
    return Problem(404, "unknown-upload", "There is no such upload, or its time is over; start it anew.")


def busy_upload() -> Problem:
    detail = "Another request is sending this upload; wait for its end, then ask where to go on."
    return Problem(423, "busy-upload", detail, headers={"Retry-After": "1"})


def wrong_offset(received: int) -> Problem:
    detail = f"{received} bytes have arrived; go on with Upload-Offset: {received}."
    return Problem(409, "wrong-offset", detail)


def beyond_length(length: int) -> Problem:
    return Problem(413, "beyond-length", f"The upload was to have {length} bytes; send no more than these.")


def wrong_checksum(status: int) -> Problem:
    """460 is what tus has for it, outside the registered ones."""
    detail = "What arrived is not what the checksum belongs to; send it again."
    return Problem(status, "wrong-checksum", detail)


def unknown_version() -> Problem:
    detail = "Uploads follow the protocol tus 1.0.0; send the header Tus-Resumable: 1.0.0."
    return Problem(412, "unknown-version", detail, headers={"Tus-Version": "1.0.0"})


def wrong_media_type(wanted: str) -> Problem:
    return Problem(415, "wrong-media-type", f"The body must be {wanted}; say so in Content-Type.")


def bad_header(detail: str) -> Problem:
    return Problem(400, "bad-header", detail)


def bad_body(detail: str) -> Problem:
    return Problem(400, "bad-body", detail)


def unfinished_upload(received: int, length: int) -> Problem:
    detail = f"{received} of {length} bytes of the upload have arrived; send the rest first."
    return Problem(409, "unfinished-upload", detail)


def used_upload() -> Problem:
    return Problem(409, "used-upload", "An analysis has taken this upload; send the clip again for another.")


def quota_full(quota_mib: int) -> Problem:
    detail = f"Your clips would take up more than {quota_mib} MiB; delete analyses that are no longer needed."
    return Problem(413, "quota-full", detail)


def too_slow() -> Problem:
    detail = "The request came too slowly and was given up; send it again over a better connection."
    return Problem(408, "too-slow", detail, headers={"Connection": "close"})


def too_busy() -> Problem:
    detail = "The server is too busy to look into the clip; try again in a minute."
    return Problem(503, "too-busy", detail, headers={"Retry-After": "60"})
