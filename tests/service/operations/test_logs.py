import json
import logging
import sys

import pytest

from service.operations.logs import Json, Plain, request_id


@pytest.fixture
def failure():
    """A record of an error whose message and cause quote what nobody else should read."""
    try:
        try:
            raise ValueError("anna.mp4")
        except ValueError as error:
            raise OSError(2, "No such file", "/data/anna.mp4") from error
    except OSError:
        return logging.LogRecord("midstance", logging.ERROR, "", 0, "it %s", ("failed",), sys.exc_info())


@pytest.mark.parametrize("formatter", [Plain(), Json()])
def test_of_an_error_kind_and_place_are_told_but_not_what_it_quotes(failure, formatter):
    line = formatter.format(failure)
    assert "it failed" in line
    assert "builtins.ValueError" in line
    assert "builtins.FileNotFoundError" in line
    assert f"{__file__}:" in line
    assert "anna" not in line


def test_a_line_of_json_holds_all_that_is_known(failure):
    token = request_id.set("01ab")
    try:
        line = json.loads(Json().format(failure))
    finally:
        request_id.reset(token)
    assert (line["level"], line["logger"], line["request"]) == ("error", "midstance", "01ab")
    assert line["time"].endswith("+00:00")
    assert len(line["error"]) == 4


def test_a_plain_line_ends_with_the_number_of_its_request():
    record = logging.LogRecord("midstance", logging.INFO, "", 0, "analysis done", (), None)
    assert Plain().format(record) == "INFO:     analysis done"
    token = request_id.set("01ab")
    try:
        assert Plain().format(record) == "INFO:     analysis done [01ab]"
    finally:
        request_id.reset(token)
