from datetime import UTC, datetime, timedelta

import works
from admitting import admit, known_of
from prometheus_client.parser import text_string_to_metric_families
from serving import wait_until, working

from service.access.callers import LOCAL
from service.database import connect
from service.models import FINAL
from service.operations.metrics import Metrics
from service.operations.roll import Roll
from service.settings import Settings


def samples(metrics):
    """The metrics by name and labels, as Prometheus reads them."""
    families = text_string_to_metric_families(metrics.text().decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_they_tell_what_workers_did_also_of_what_was_deleted(settings, jobs):
    metrics = Metrics(settings, jobs.engine)
    Roll(jobs.engine).sign(["box-0"])
    with working(settings, works.report):
        ids = [admit(jobs), admit(jobs)]
        wait_until(lambda: all(known_of(jobs, id).status in FINAL for id in ids))
    jobs.delete(ids[0], LOCAL)
    admit(jobs, created_at=datetime.now(UTC) - timedelta(seconds=100))
    known = samples(metrics)
    assert known["midstance_analyses", "done"] == 1
    assert known["midstance_analyses", "queued"] == 1
    assert known["midstance_analyses_ended_total", "done"] == 2
    assert known["midstance_attempts_total",] == 2
    assert known["midstance_video_seconds_total",] == 16.0
    assert 98 <= known["midstance_queue_oldest_seconds",] < 160
    assert (known["midstance_workers", "alive"], known["midstance_workers", "lost"]) == (1, 0)
    assert known["midstance_worker_restarts_total",] == 0
    assert known["midstance_disk_free_bytes",] > 0
    assert known["midstance_database_up",] == 1


def test_a_cancelled_analysis_is_counted_once(settings, jobs):
    id = admit(jobs)
    jobs.cancel(id, LOCAL)
    jobs.cancel(id, LOCAL)
    assert samples(Metrics(settings, jobs.engine))["midstance_analyses_ended_total", "cancelled"] == 1


def test_without_a_database_they_say_so_and_tell_the_rest(tmp_path):
    gone = f"postgresql://me@/club?host={tmp_path}"
    metrics = Metrics(Settings(data=tmp_path, database=gone), connect(gone))
    metrics.requests.count("GET", "/v1/analyses", "200", 0.01)
    known = samples(metrics)
    assert known["midstance_database_up",] == 0
    assert known["midstance_requests_total", "GET", "/v1/analyses", "200"] == 1
    assert ("midstance_queue_oldest_seconds",) not in known
