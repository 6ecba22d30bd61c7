"""Whether there is room for a clip: on the disk, and in what its owner may keep."""

import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from service import problems
from service.limited import AtMost
from service.settings import Settings
from service.uploads import faults
from service.uploads.ledger import Ledger


def unfinished(most: int) -> AtMost:
    """So many uploads may one have under way."""
    return AtMost(most, "uploads that no analysis has taken")


class Room:
    """Refuses what would fill the disk before any of it is written."""

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self._settings, self._ledger = settings, ledger
        self._reserving = threading.Lock()
        self._reserved: Counter[str] = Counter()

    @contextmanager
    def reserved(self, owner: str, length: int) -> Iterator[None]:
        """Room for so many bytes more until the end of the block; raises Problem unless there is."""
        with self._reserving:
            self._require_quota(owner, length)
            self.require_free(length + self._ledger.awaited() + self._reserved.total())
            self._reserved[owner] += length
        try:
            yield
        finally:
            with self._reserving:
                self._reserved[owner] -= length

    def require_turn(self, owner: str) -> None:
        """Raises TooMany when the owner has too many uploads under way."""
        limit = unfinished(self._settings.unfinished_uploads)
        limit.require_fewer(self._ledger.usage(owner).unfinished)

    def require_free(self, length: int = 0) -> None:
        """Raises Problem unless so many bytes can be written and the disk keeps its free space."""
        free = shutil.disk_usage(self._settings.uploads).free
        if free - length < self._settings.free_space_mib << 20:
            raise problems.storage_full()

    def _require_quota(self, owner: str, length: int) -> None:
        quota_mib = self._settings.quota_mib
        if quota_mib is None:
            return
        if self._ledger.usage(owner).bytes + self._reserved[owner] + length > quota_mib << 20:
            raise faults.quota_full(quota_mib)
