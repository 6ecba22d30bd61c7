"""What is observed of each request: its number in the log, and how many there were and how long they took."""

import logging
import secrets
import time

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.operations.logs import request_id

log = logging.getLogger("midstance.requests")

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Asked all day, and told only if they fail.
PROBES = frozenset({"/health", "/healthz", "/ready", "/readyz", "/metrics"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60)


class RequestMetrics:
    """Requests by their route, never by their address, which may hold an id."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("method", "route", "status")
        self._answered = Counter("midstance_requests", "Requests answered.", labels, registry=registry)
        self._begun_after = Histogram(
            "midstance_request_seconds",
            "Seconds from the head of a request to that of its answer, the upload between them included.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=registry,
        )

    def count(self, method: str, route: str, status: str, duration_s: float) -> None:
        """Count a request that was answered, or not: then `status` is `none`."""
        self._answered.labels(method, route, status).inc()
        self._begun_after.labels(method, route).observe(duration_s)


class Observed:
    """Gives each request a number, which its answer and the lines of the log bear, and counts it."""

    def __init__(self, app: ASGIApp, *, metrics: RequestMetrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id.set(id := secrets.token_hex(8))
        start, status, duration_s = time.monotonic(), "none", None

        async def sent(message: Message) -> None:
            nonlocal status, duration_s
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = id
                status, duration_s = str(message["status"]), time.monotonic() - start
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except ClientDisconnect:
            pass  # nobody is left to answer, and nothing is wrong here
        finally:
            self._tell(scope, status, time.monotonic() - start if duration_s is None else duration_s)

    def _tell(self, scope: Scope, status: str, duration_s: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = _route(scope)
        self._metrics.count(method, route, status, duration_s)
        if route not in PROBES or status >= "400":
            log.info("%s %s %s in %.0f ms", method, route, status, 1000 * duration_s)


def _route(scope: Scope) -> str:
    """The template of the address that was asked for, `none` when there is nothing at it."""
    route = getattr(scope.get("route"), "path", None)
    if route is None:
        return "none"
    return f"/v1{route}" if scope["path"].startswith("/v1/") else str(route)
