"""Who uploads clips, and repeats with the same key what was not acknowledged; and who is told of the ends."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from faults_clips import UploadedClip, numbered
from receiver import receiver

_AGAIN_S = 0.3
_PATIENCE_S = 600.0
_ANSWER_S = 60.0
_IMPATIENT_EVERY = 4  # so many orders, one is not waited for when it is sent first
_IMPATIENT_S = 0.3


@dataclass(frozen=True, slots=True)
class Order:
    """One upload; nothing else has its key, its file name or its bytes."""

    number: int
    clip: UploadedClip

    @property
    def key(self) -> str:
        return f"order-{self.number}"

    @property
    def file_name(self) -> str:
        return f"run-{self.number}.mp4"

    @property
    def content(self) -> bytes:
        return numbered(self.clip.content, self.number)


@dataclass
class Client:
    """Sends orders, each until it is acknowledged; counts what it was answered on the way."""

    url: str
    answers: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[int, str] = field(default_factory=dict)  # the id of the analysis of each order

    def send(self, order: Order) -> None:
        """Raises TimeoutError when it is not acknowledged in time, AssertionError when it is refused."""
        end = time.monotonic() + _PATIENCE_S
        wait_s = _ANSWER_S if order.number % _IMPATIENT_EVERY else _IMPATIENT_S
        while time.monotonic() < end:
            status = self._sent(order, wait_s)
            wait_s = _ANSWER_S
            assert status is None or status >= 500 or status in (202, 409), f"{order.file_name}: {status}"
            if status == 202:
                return
            time.sleep(_AGAIN_S)
        raise TimeoutError(f"{order.file_name} was not acknowledged")

    def _sent(self, order: Order, wait_s: float) -> int | None:
        """The status of one attempt; None when there was no answer, or none in time."""
        try:
            answer = httpx.post(
                f"{self.url}/v1/analyses",
                files={"file": (order.file_name, order.content)},
                data={"model": order.clip.model},
                headers={"Idempotency-Key": order.key},
                timeout=wait_s,
            )
        except httpx.HTTPError as error:
            self.answers["unreachable" if isinstance(error, httpx.ConnectError) else "cut off"] += 1
            return None
        replayed = "Idempotency-Replayed" in answer.headers
        self.answers[f"{answer.status_code}{', known already' if replayed else ''}"] += 1
        if answer.status_code == 202:
            self.acknowledged[order.number] = answer.json()["id"]
        return answer.status_code


@dataclass
class Told:
    """What a webhook was told: the messages by their ids, and how often each came."""

    messages: dict[str, dict[str, str]] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)


@contextmanager
def receiving() -> Iterator[tuple[str, Told]]:
    """The address of a receiver of webhooks on this machine, and what it is told."""
    told = Told()

    def answer(_: str, headers: Mapping[str, str], body: bytes) -> int:
        id = headers["webhook-id"]
        told.messages[id] = json.loads(body)["data"]
        told.times[id] += 1
        return 204

    with receiver(answer) as port:
        yield f"http://localhost:{port}/hook", told
