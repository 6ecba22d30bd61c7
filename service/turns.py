"""Whose analysis is next: as many turns for each owner, whatever they have waiting, and single clips first.

Self-clocked fair queueing (Golestani, 1994), by the numbers at which analyses would end: an owner's single
clips come STEP after one another, those of the owner's batches BATCH_STEP, and the clock stands where the
work is. So a single clip goes before batches that wait, and each clip that is taken brings those nearer.
Within an owner the order is that of arrival, by no clock.
"""

from sqlalchemy import ColumnElement, Connection, case, func, select

from service.tables import analyses

STEP = 2  # whoever comes anew goes in between: NEW after the clip that is worked on
NEW = 1
BATCH_STEP = 8 * STEP  # of clips that always wait, one of a batch goes for eight single ones of each owner

_in_a_batch = analyses.c.batch.is_not(None)


def next_turn(connection: Connection, owner: str, *, in_batch: bool = False) -> int:
    """The turn of an owner's next analysis, in the transaction that admits it."""
    like_it = _in_a_batch if in_batch else ~_in_a_batch
    waiting_or_running = analyses.c.status.in_(("queued", "running"))
    mine = select(func.max(analyses.c.turn)).where(waiting_or_running, analyses.c.owner == owner, like_it)
    last = connection.execute(mine).scalar()
    step, new = (BATCH_STEP, BATCH_STEP) if in_batch else (STEP, NEW)
    return max(_clock(connection) + new, 0 if last is None else last + step)


def _clock(connection: Connection) -> int:
    """The turn that is worked on; where none is, that from which the next one has come."""
    on = _only(connection, func.max(analyses.c.turn), "running")
    if on is None:
        step: ColumnElement[int] = case((_in_a_batch, BATCH_STEP), else_=NEW)
        on = _only(connection, func.min(analyses.c.turn - step), "queued")
    return on or 0


def _only(connection: Connection, turn: ColumnElement[int], status: str) -> int | None:
    return connection.execute(select(turn).where(analyses.c.status == status)).scalar()
