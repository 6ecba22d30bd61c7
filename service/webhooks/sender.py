"""Sends what waits, tries again what failed, and gives up in the end; off by default."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, RowMapping

from service.chores import beside, tried
from service.settings import Settings
from service.webhooks.destinations import Check, UnusableDestination, checked_url, require_public
from service.webhooks.endpoints import Webhooks
from service.webhooks.posting import post

_AT_ONCE = 4
_GONE = 410
# As Standard Webhooks proposes: what is not taken within a day and a half is dead.
PAUSES_S = (5, 300, 1800, 7200, 18_000, 36_000, 50_400)


class Sender:
    """Looks for deliveries every `look_s` seconds; `check` raises where an address may not be sent to."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        *,
        check: Check = require_public,
        pauses_s: tuple[float, ...] = PAUSES_S,
        look_s: float = 1.0,
    ) -> None:
        self._webhooks, self._settings = Webhooks(engine), settings
        self._check, self._pauses_s, self._look_s = check, pauses_s, look_s
        self._stopping = threading.Event()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Send until the block ends, if the settings allow it at all."""
        if not self._settings.webhooks:
            yield
            return
        with beside(self._work, self._stopping, name="webhooks"):
            yield

    def _work(self) -> None:
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="webhook") as pool:
            while not self._stopping.wait(self._look_s):
                with tried("telling webhooks"):
                    list(pool.map(self._attempt, self._webhooks.due(_AT_ONCE, pauses_s=self._pauses_s)))

    def _attempt(self, delivery: RowMapping) -> None:
        fault, status = None, None
        try:
            url = checked_url(delivery["url"], http=self._settings.webhook_http, check=self._check)
            sent = {"id": delivery["id"], "secret": delivery["secret"], "timestamp_s": int(time.time())}
            status = post(url, _message(delivery), **sent, check=self._check)
            if not 200 <= status < 300:
                fault = f"It was answered {status}; a message counts as taken when it is answered 2xx."
        except UnusableDestination as error:
            fault = str(error)
        except (OSError, http.client.HTTPException) as error:
            fault = f"Nothing could be sent ({type(error).__name__}); see that the receiver is up."
        pauses_s = () if status == _GONE else self._pauses_s[delivery["attempts"] :]
        again_in = timedelta(seconds=pauses_s[0]) if pauses_s else None
        self._webhooks.settle(delivery["id"], fault=fault, again_in=again_in)


def _message(delivery: RowMapping) -> bytes:
    """What is told: which analysis has ended and how, and nothing of whom it shows."""
    message: dict[str, Any] = {
        "type": f"analysis.{delivery['told']}",
        "timestamp": delivery["created_at"].isoformat(),
        "data": {
            "id": delivery["analysis"],
            "status": delivery["told"],
            "address": f"/v1/analyses/{delivery['analysis']}",
        },
    }
    return json.dumps(message).encode()
