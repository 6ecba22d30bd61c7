"""Names of sessions, which mean the same whatever is logged later.

`w3-tue` is the run of Tuesday in the third week; what is not the usual run of its day says so: `w3-sun-long`,
`w3-sun-video`, `w3-thu-instead`, `w3-tue-drills`, `w3-sat-recovery`.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast, get_args

from coaching.errors import InvalidEntry
from coaching.settings import WEEKDAYS

Slot = Literal["run", "long", "instead", "video", "drills", "recovery"]
"""What a session is in its day; `instead` may be done in place of the run."""

RUNS: frozenset[Slot] = frozenset({"run", "long", "instead"})

_ID = re.compile(
    rf"w(?P<week>[1-9]\d?)-(?P<day>{'|'.join(WEEKDAYS)})(?:-(?P<slot>{'|'.join(get_args(Slot)[1:])}))?"
)


@dataclass(frozen=True, slots=True)
class SessionId:
    """The parts of an id: the week of the plan, `w3-tue` without what follows, and the slot."""

    week: int
    place: str
    slot: Slot


def session_id(week: int, day: date, slot: Slot) -> str:
    """The id of what fills a slot of a day."""
    place = f"w{week}-{WEEKDAYS[day.weekday()]}"
    return place if slot == "run" else f"{place}-{slot}"


def parsed(id: str) -> SessionId:
    """The parts of an id. Raises InvalidEntry."""
    found = _ID.fullmatch(id)
    if found is None:
        raise InvalidEntry(f"{id} is no session of a plan; its page names them, such as w1-tue.")
    slot = cast(Slot, found["slot"] or "run")
    return SessionId(int(found["week"]), f"w{found['week']}-{found['day']}", slot)
