"""How linear algebra is computed."""

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def on_one_thread() -> Iterator[None]:
    """Fits as small as ours spend more on threads that wait for one another than on sums."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield
