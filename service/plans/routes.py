"""Plans and their logs over HTTP."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response

from coaching import InvalidEntry, UnusableReport, baseline_of, make_plan, recheck_of, require_loggable
from service import problems
from service.access.dependencies import CallerDep
from service.access.parts import AccessDep
from service.dependencies import AnalysesDep
from service.documentation import NO_REPORT, example, problem
from service.limited import TooMany
from service.paging import PageDep, listed
from service.plans import examples, faults
from service.plans.asking import FollowedDep, PlanDep, PlanId, PlansDep, StoredDep, today
from service.plans.days import latest_day
from service.plans.models import Logged, NewEntry, NewPlan, PlanDocument, PlanRecord
from service.plans.rows import MOST, MOST_ENTRIES, of_one_runner
from service.revisions.newest import NewestDep

router = APIRouter(prefix="/plans", tags=["plans"])

EntryId = Annotated[str, Path(max_length=32, description="Id of the entry.")]
UNKNOWN = problem(problems.unknown("plan"))
_OTHER_SPEED = UnusableReport(
    "The speeds differ (2.8 m/s and 3.2 m/s), and cadence with them; film both at one speed."
)
_WRONG_SHARE = InvalidEntry("done_share is 12 but must be 0 to 3.")


@router.post(
    "",
    status_code=201,
    summary="Make a plan",
    responses=example(examples.DOCUMENT, 201)
    | problem(
        *NO_REPORT,
        problems.unknown("athlete"),
        faults.unusable_report(_OTHER_SPEED),
        faults.invalid_entry(InvalidEntry("easy_min is 5 but must be 15 to 120 minutes.")),
        problems.too_many(TooMany(MOST)),
    ),
)
def create_plan(
    new: NewPlan,
    analyses: AnalysesDep,
    newest: NewestDep,
    access: AccessDep,
    plans: PlansDep,
    caller: CallerDep,
    response: Response,
) -> PlanDocument:
    """A baseline of one or two analyses and, where a change is warranted, weeks of sessions.

    Where none is, `plan.advice` says why, and there are no weeks.
    """
    if new.athlete is not None:
        access.athletes.read(new.athlete, caller)
    records = [analyses.read(id, caller) for id in new.analyses]
    _require_one_runner(new.athlete, *(record.athlete for record in records))
    reports = [newest.report(record).document for record in records]
    baseline, settings = baseline_of(reports, watch_spm=new.watch_spm), new.settings(new.start)
    plan = make_plan(baseline, settings, today=today())
    stored = plans.add(baseline, settings, new.athlete, caller)
    response.headers["Location"] = f"/v1/plans/{stored.id}"
    return PlanDocument(**PlanRecord.model_validate(stored).model_dump(), plan=plan, log=[])


def _require_one_runner(*athletes: str | None) -> None:
    """Raises UnusableReport where it is known that clips show somebody else."""
    if not of_one_runner(*athletes):
        raise UnusableReport("These clips are of several athletes; a plan is for one, of clips of theirs.")


@router.get("", summary="List plans", responses=listed([examples.RECORDED.model_dump(mode="json")]))
def list_plans(plans: PlansDep, caller: CallerDep, page: PageDep) -> list[PlanRecord]:
    """The newest first, in pages."""
    found = plans.seen_by(caller, before=page.cursor, limit=page.look_ahead)
    return page.of([PlanRecord.model_validate(stored) for stored in found], lambda record: record.id)


@router.get("/{id}", summary="Read a plan", responses=example(examples.DOCUMENT) | UNKNOWN)
def get_plan(followed: FollowedDep) -> PlanDocument:
    """As its log makes it today; each week says what follows it, by which rule."""
    about = PlanRecord.model_validate(followed.stored).model_dump()
    return PlanDocument(**about, plan=followed.plan, log=followed.log)


@router.delete(
    "/{id}",
    status_code=204,
    summary="Delete a plan",
    responses=UNKNOWN | problem(problems.not_the_owner()),
)
def delete_plan(id: PlanId, plans: PlansDep, caller: CallerDep) -> None:
    """Nothing of it stays, nor of its log."""
    plans.delete(id, caller)


@router.post(
    "/{id}/entries",
    status_code=201,
    summary="Log a run",
    responses=example(examples.LOGGED.model_dump(mode="json"), 201)
    | problem(
        problems.unknown("plan"),
        *NO_REPORT,
        faults.nothing_planned(),
        faults.invalid_entry(_WRONG_SHARE),
        faults.unusable_report(_OTHER_SPEED),
        problems.too_many(TooMany(MOST_ENTRIES)),
    ),
)
def add_entry(
    stored: StoredDep,
    plan: PlanDep,
    new: NewEntry,
    analyses: AnalysesDep,
    newest: NewestDep,
    plans: PlansDep,
    caller: CallerDep,
    response: Response,
) -> Logged:
    """What was done and how it felt; the plan is then as the log makes it."""
    if not plan.advice.offered:
        raise faults.nothing_planned()
    recheck = None
    if new.analysis is not None:
        record = analyses.read(new.analysis, caller)
        _require_one_runner(stored.athlete, record.athlete)
        recheck = recheck_of(newest.report(record).document, stored.baseline)
    entry = new.entry(latest_day(datetime.now(UTC)), recheck=recheck)
    require_loggable(plan, entry)
    written = plans.write(stored.id, entry, caller)
    response.headers["Location"] = f"/v1/plans/{stored.id}/entries/{written.id}"
    return written


@router.get(
    "/{id}/entries/{entry}",
    summary="Read an entry",
    responses=example(examples.LOGGED.model_dump(mode="json")) | problem(problems.unknown("entry")),
)
def get_entry(stored: StoredDep, entry: EntryId, plans: PlansDep) -> Logged:
    """As it was written."""
    return plans.entry(stored, entry)


@router.delete(
    "/{id}/entries/{entry}",
    status_code=204,
    summary="Strike an entry",
    responses=problem(problems.unknown("entry"), problems.not_the_owner()),
)
def delete_entry(id: PlanId, entry: EntryId, plans: PlansDep, caller: CallerDep) -> None:
    """The plan is then as if it had never been logged. For the plan's owner, and for who wrote it, also once
    they see the plan no longer.
    """
    plans.strike(id, entry, caller)
