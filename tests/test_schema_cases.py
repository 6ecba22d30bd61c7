"""A few of the cases of benchmarks/schema_cases.py, of which there are thousands."""

import pytest
from processes import free_port
from schema_cases import server, tried
from schema_club import Club

from service.settings import Settings


@pytest.mark.slow
def test_requests_made_up_from_the_document_are_answered_as_it_says(tmp_path):
    club = Club(Settings(data=tmp_path, port=free_port()), accounts=True)
    with club.opened(), server(club.settings) as base:
        tallies = tried(base, club, cases=300, at_a_time=1)
    assert sum(tally.cases for tally in tallies.values()) >= 300
    assert {who: tally.wrong for who, tally in tallies.items() if tally.wrong} == {}
    assert [tally.faults for tally in tallies.values()] == [0] * len(club.people)
    assert all(min(tally.statuses) < 300 for tally in tallies.values())
