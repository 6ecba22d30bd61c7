"""What the modules of a frame that is looked at know from the start."""

from service.access.callers import LOCAL, Caller
from service.access.errors import UnknownAthlete
from service.access.parts import Access
from service.models import Record


def facts_for_correcting(record: Record, caller: Caller, access: Access) -> dict[str, object]:
    """What the modules of both pages know from the start."""
    return {
        "analysis": record.id,
        "file": record.file_name,
        "me": caller.id,
        "may_correct": caller.answers_for(record.owner),
        "people": _people(record, caller, access),
    }


def _people(record: Record, caller: Caller, access: Access) -> dict[str, str]:
    """The names of those who may have corrected an analysis, by id."""
    ids = {record.owner, caller.id}
    if record.athlete:
        try:
            athlete = access.athletes.read(record.athlete, caller)
            ids |= {id for id in (athlete.owner, athlete.user, athlete.coach) if id}
        except UnknownAthlete:  # their owner has it given to an athlete of somebody else's
            pass
    found = {id: access.accounts.read(id) for id in ids}
    known = {id: account.name for id, account in found.items() if account}
    return {LOCAL.id: "whoever sat at the machine"} | known
