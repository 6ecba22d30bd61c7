"""A client that others' tools make of /openapi.json, used as they would."""

import subprocess
import sys

import pytest
from processes import free_port
from schema_cases import server
from schema_club import ANALYSIS, NOBODY, Club

from service.settings import Settings


@pytest.mark.slow
def test_a_generated_client_lists_asks_and_deletes(tmp_path):
    data, client = tmp_path / "data", tmp_path / "client"
    data.mkdir()
    club = Club(Settings(data=data, port=free_port()), accounts=False)
    with club.opened(), server(club.settings) as base:
        club.asking(NOBODY)
        generate = ["generate", "--url", f"{base}/openapi.json", "--output-path", client, "--meta", "none"]
        made = subprocess.run(
            [sys.executable, "-m", "openapi_python_client", *generate], capture_output=True, text=True
        )
        assert made.returncode == 0, made.stdout + made.stderr
        use = f"""
from client import Client
from client.api.analyses import delete_analysis, get_analysis, list_analyses

client = Client(base_url="{base}")
assert [record.id for record in list_analyses.sync(client=client)] == ["{ANALYSIS}"]
record = get_analysis.sync("{ANALYSIS}", client=client)
assert (record.status, record.file_name) == ("failed", "a.mp4"), record
assert delete_analysis.sync_detailed("{ANALYSIS}", client=client).status_code == 204
assert list_analyses.sync(client=client) == []
"""
        used = subprocess.run([sys.executable, "-c", use], cwd=tmp_path, capture_output=True, text=True)
    assert used.returncode == 0, used.stderr
