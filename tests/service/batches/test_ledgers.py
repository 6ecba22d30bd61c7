"""The ledger of a server's batch, of clips that were really measured."""

import io

import measured
import polars as pl
from batched import join, make
from serving import finished


def test_the_ledger_leads_to_the_report_that_has_its_numbers(serve):
    with serve(measured.measure) as client:
        batch = make(client)
        address = f"/v1/analyses/{join(client, batch)}"
        finished(client, address)

        def row():
            ledger = client.get(f"/v1/batches/{batch}/ledger.parquet").content
            return pl.read_parquet(io.BytesIO(ledger)).row(0, named=True)

        first = row()
        body = {"corrections": [{"kind": "facts_corrected", "height_cm": 195}]}
        made = client.post(f"{address}/corrections", json=body, headers={"If-Match": '"0"'})
        assert made.status_code == 201
        corrected = row()
        for known in (first, corrected):
            metrics = client.get(known["report"]).json()["metrics"]
            assert known["foot_hip_distance_m"] == metrics["foot_hip_distance_m"]["value"]
        assert first["foot_hip_distance_m"] < corrected["foot_hip_distance_m"]
