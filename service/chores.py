"""What goes on beside the requests goes on whatever happens: nobody looks whether its thread has ended."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

log = logging.getLogger("midstance")


@contextmanager
def tried(what: str) -> Iterator[None]:
    """Log what goes wrong in the block and leave it, so that the loop around it tries again."""
    try:
        yield
    except OperationalError:
        log.warning("the database does not answer; %s has to wait", what)
    except Exception:
        log.exception("%s failed; it is tried again", what)


@contextmanager
def beside(work: Callable[[], None], *signals: threading.Event, name: str) -> Iterator[None]:
    """Have a thread work while the block lasts; then the signals are set, which must end the work."""
    for signal in signals:
        signal.clear()
    thread = threading.Thread(target=work, name=name)
    thread.start()
    try:
        yield
    finally:
        for signal in signals:
            signal.set()
        thread.join()
