"""Memory that was let go, back to the system."""

import ctypes
from contextlib import suppress

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h


def share_memory() -> None:
    """Have all threads that are still to come take memory from one store; nothing where it is not GNU's.

    Otherwise each has one of its own, and what one of them freed is of no use to the others: of 4K, 100 MB.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Have the C library return what it keeps of freed memory; nothing where it is not GNU's.

    That one keeps what each thread freed for this thread, and the pictures of 4K that decoders, networks and
    converters have let go come to 200 MB.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
