"""Whose analysis is next: as many turns for each owner, whatever they have waiting.

Start-time fair queueing (Goyal, Vin and Cheng, 1996), each analysis at a cost of one: an owner's have turns
one after another, and who comes anew begins at the turn that is on. Within an owner the order is that of
arrival, by no clock.
"""

from sqlalchemy import Connection, func, select

from service.models import FINAL
from service.tables import analyses


def next_turn(connection: Connection, owner: str) -> int:
    """The turn of an owner's next analysis, in the transaction that admits it."""
    going_on = analyses.c.status.not_in(FINAL)
    on = connection.execute(select(func.min(analyses.c.turn)).where(going_on)).scalar()
    mine = select(func.max(analyses.c.turn)).where(going_on, analyses.c.owner == owner)
    last = connection.execute(mine).scalar()
    return max(on or 1, 1 if last is None else last + 1)
