"""What `midstance doctor --server` looks at: everything that the server hangs on, from outside it."""

from collections.abc import Iterator

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError

from service.blobs import Blobs
from service.database import configuration
from service.doctor import Check
from service.operations.readiness import Readiness, free_mib
from service.operations.roll import Roll, now
from service.settings import Settings
from service.tables import analyses


def inspect_server(settings: Settings, engine: Engine, blobs: Blobs) -> Iterator[Check]:
    """Every check, in the order in which a fault would show; changes nothing."""
    faults = {fault.code: fault.message for fault in Readiness(settings, engine, blobs).faults()}
    kind = engine.dialect.name
    if "database" in faults:
        yield Check("database", f"{kind}, which does not answer", faults["database"])
    else:
        yield Check("database", f"{kind}, which answers")
        yield from _tables(engine)
    if "store" in faults:
        yield Check("store", f"{settings.analyses} does not answer", faults["store"])
    else:
        yield Check("store", settings.analyses)
    yield Check("disk", f"{free_mib(settings):.0f} MiB free", faults.get("disk"))


def _tables(engine: Engine) -> Iterator[Check]:
    newest = ScriptDirectory.from_config(configuration()).get_current_head()
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        yield Check("tables", "cannot be read", f"see to the database ({type(error).__name__}) and try again")
        return
    if current == newest:
        yield Check("tables", f"of version {current}")
        yield _workers(engine)
        yield _queue(engine)
        return
    advice = "start the server of this version once, which brings them up to date"
    if current is not None and current > str(newest):
        advice = "a newer version made them; install that one"
    yield Check("tables", f"of version {current or 'none'}, where this program has {newest}", advice)


def _workers(engine: Engine) -> Check:
    alive = Roll(engine).alive()
    lost = sorted(name for name, is_alive in alive.items() if not is_alive)
    found = f"{len(alive) - len(lost)} alive"
    if lost:
        machines = sorted({name.rpartition("-")[0] for name in lost})
        advice = f"start them again, or if they are gone for good: midstance worker takeover {machines[0]}"
        return Check("workers", f"{found}; silent for a minute: {', '.join(lost)}", advice)
    if not alive:
        return Check("workers", found, "start midstance serve or midstance worker, or nothing is analysed")
    return Check("workers", found)


def _queue(engine: Engine) -> Check:
    waiting = select(func.count(), func.min(analyses.c.created_at)).where(analyses.c.status == "queued")
    with engine.connect() as connection:
        number, since = connection.execute(waiting).one()
        if not number:
            return Check("queue", "nothing waits")
        minutes = max(0.0, (now(connection) - since).total_seconds() / 60)
    return Check("queue", f"{number} waiting, the oldest for {minutes:.0f} min")
