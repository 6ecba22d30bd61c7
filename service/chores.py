"""What goes on beside the requests goes on whatever happens: nobody looks whether its thread has ended."""

import logging
from collections.abc import Iterator
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
