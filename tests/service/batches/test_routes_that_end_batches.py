import works
from batched import join, make, states
from serving import wait_until


def test_what_is_not_over_is_cancelled_and_what_is_deleted_leaves_nothing(serve, database, tmp_path):
    with serve(works.hang, database=database) as client:
        batch, other = make(client), make(client)
        address = f"/v1/batches/{batch}"
        running = join(client, batch)
        pid = tmp_path / "analyses" / running / "pid"
        wait_until(lambda: pid.exists() and pid.read_text())
        waiting = join(client, batch)
        stays = join(client, other)
        counts = client.post(f"{address}/cancel").json()["counts"]
        assert (counts["cancelled"], counts["running"] + counts["queued"]) == (2, 0)
        wait_until(lambda: client.get(f"/v1/analyses/{stays}").json()["status"] == "running")
        assert states(client, batch)[1][-1]["counts"]["cancelled"] == 2

        late = join(client, batch)
        assert client.delete(address).status_code == 204
        for id in (running, waiting, late):
            assert client.get(f"/v1/analyses/{id}").status_code == 404
        assert client.get(address).status_code == 404
        assert [known["id"] for known in client.get("/v1/batches").json()] == [other]
        folder = tmp_path / "analyses"
        wait_until(lambda: [path.name for path in folder.iterdir()] == [stays])
