"""What Prometheus scrapes: what the database tells of all machines, and what this server's requests did."""

import logging
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError

from service.models import FINAL
from service.operations.lag import Lag
from service.operations.readiness import free_mib
from service.operations.requests import RequestMetrics
from service.operations.roll import Roll, now
from service.operations.tallies import counted
from service.settings import Settings
from service.tables import analyses

log = logging.getLogger("midstance")


class Metrics:
    """All metrics of one server; `requests` counts, `lag` measures, the rest is looked up at each scrape."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self.requests, self.lag = RequestMetrics(self._registry), Lag(self._registry)
        self._registry.register(_Service(settings, engine))

    def text(self) -> bytes:
        """The metrics as Prometheus reads them."""
        return generate_latest(self._registry)


class _Service(Collector):
    """What the database and the disk say, by whichever worker it was done."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings, self._engine = settings, engine

    def describe(self) -> list[Metric]:
        return []  # nothing is looked up before the first scrape

    def collect(self) -> Iterator[Metric]:
        if self._settings.data.is_dir():
            room = free_mib(self._settings) * 2**20
            yield _gauge("disk_free_bytes", "Room on the disk of the data folder.", room)
        try:
            known = [*self._queue(), *self._done(), *self._workers()]
        except OperationalError:
            log.error("the database does not answer; metrics tell of this server alone")
            yield _gauge("database_up", "Whether the database answers.", 0)
            return
        yield _gauge("database_up", "Whether the database answers.", 1)
        yield from known

    def _queue(self) -> Iterator[Metric]:
        by_status = select(analyses.c.status, func.count()).group_by(analyses.c.status)
        oldest = select(func.min(analyses.c.created_at)).where(analyses.c.status == "queued")
        with self._engine.connect() as connection:
            numbers = {row[0]: row[1] for row in connection.execute(by_status)}
            since = connection.execute(oldest).scalar()
            waits_s = (now(connection) - since).total_seconds() if since else 0.0
        kept = GaugeMetricFamily(
            "midstance_analyses", "Analyses that are kept, by status.", labels=["status"]
        )
        for status in ("queued", "running", *sorted(FINAL)):
            kept.add_metric([status], numbers.get(status, 0))
        yield kept
        what = "Seconds since the oldest waiting analysis was uploaded; 0 when none waits."
        yield _gauge("queue_oldest_seconds", what, max(waits_s, 0.0))

    def _done(self) -> Iterator[Metric]:
        tallies = counted(self._engine)
        ended = CounterMetricFamily(
            "midstance_analyses_ended",
            "Analyses that ended, by status, those deleted since too.",
            labels=["status"],
        )
        for status in sorted(FINAL):
            ended.add_metric([status], tallies[status])
        yield ended
        yield _counter("attempts", "How often analyses were taken up by workers.", tallies["attempts"])
        yield _counter("video_seconds", "Seconds of video that were analysed.", tallies["video_s"])
        yield _counter("worker_restarts", "Workers that ended unasked.", tallies["worker_restarts"])

    def _workers(self) -> Iterator[Metric]:
        alive = list(Roll(self._engine).alive().values())
        workers = GaugeMetricFamily(
            "midstance_workers", "Workers: alive, or lost when silent for a minute.", labels=["state"]
        )
        workers.add_metric(["alive"], sum(alive))
        workers.add_metric(["lost"], len(alive) - sum(alive))
        yield workers


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"midstance_{name}", what, value=value)


def _counter(name: str, what: str, value: float) -> Metric:
    return CounterMetricFamily(f"midstance_{name}", what, value=value)
