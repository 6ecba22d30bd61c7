"""A few of the cases of benchmarks/schema_cases.py, of which there are thousands."""

from schema_cases import server, tried

from service.settings import Settings


def test_requests_made_up_from_the_document_are_answered_as_it_says(tmp_path):
    settings = Settings(data=tmp_path)
    with server(settings) as base:
        tallies = tried(base, settings, cases=20, at_a_time=2)
    assert sum(tally.cases for tally in tallies.values()) >= 20
    assert {label: tally.wrong for label, tally in tallies.items() if tally.wrong} == {}
    assert [status for tally in tallies.values() for status in tally.statuses if status >= 500] == []
