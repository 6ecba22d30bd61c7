"""Converters of pictures that are kept, because making one costs more than a conversion."""

import threading

from av.video.reformatter import VideoReformatter


class _Reformatters(threading.local):
    """A thread's own ones: a converter is made for one pair of formats and sizes, and for one thread."""

    def __init__(self) -> None:
        self.size, self.color = VideoReformatter(), VideoReformatter()


_REFORMATTERS = _Reformatters()


def to_size() -> VideoReformatter:
    """For changes of size."""
    return _REFORMATTERS.size


def to_color() -> VideoReformatter:
    """For changes of the kind of pixels."""
    return _REFORMATTERS.color
