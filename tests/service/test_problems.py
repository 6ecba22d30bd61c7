import json

from service import problems
from vision import Reason


def test_a_problem_is_a_document_of_rfc_9457():
    reason = Reason("disk", "The disk is full; make room on it.")
    answer = problems.answer(problems.not_ready([reason]))
    assert (answer.status_code, answer.media_type) == (503, "application/problem+json")
    assert answer.headers["retry-after"] == "30"
    assert json.loads(answer.body) == {
        "type": "urn:midstance:problem:not-ready",
        "title": "Service Unavailable",
        "status": 503,
        "detail": reason.message,
        "reasons": [{"code": "disk", "message": reason.message}],
    }


def test_a_status_that_only_uploads_have_has_a_title_too():
    assert problems.phrase(460) == "Checksum Mismatch"


def test_who_failed_to_log_in_too_often_is_told_to_wait_at_least_a_second():
    assert problems.too_many_logins(0.01).headers == {"Retry-After": "1"}
