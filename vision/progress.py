"""How far an analysis is, told to whoever asks."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Progress = Callable[[str, float], None]
"""Called with the stage's name and the share of it that is done, 0..1."""

Item = TypeVar("Item")


def counted(items: Iterable[Item], total: int, stage: str, progress: Progress) -> Iterator[Item]:
    """The same items; tells progress about every hundredth of them."""
    progress(stage, 0.0)
    every = max(1, total // 100)
    for count, item in enumerate(items, start=1):
        yield item
        if count % every == 0:
            progress(stage, min(1.0, count / total))
    progress(stage, 1.0)


def never_back(progress: Progress) -> Progress:
    """The same without what was told already, for work that may begin again."""
    told: dict[str, float] = {}

    def tell(stage: str, share: float) -> None:
        if share > told.get(stage, -1.0):
            told[stage] = share
            progress(stage, share)

    return tell


def silent(_stage: str, _share: float) -> None:
    """Nobody asks."""
