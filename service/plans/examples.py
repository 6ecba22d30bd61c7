"""A plan, for the examples of its routes."""

from dataclasses import replace
from datetime import UTC, date, datetime

from coaching import Baseline, Entry, PainReport, PlanSettings, SelfCheck, cadence_band, make_plan
from service.documentation import RECORD
from service.plans.models import Logged, PlanDocument, PlanRecord
from vision import Estimate

BASELINE = Baseline(
    speed_mps=2.8,
    height_cm=178,
    clips=1,
    cadence=Estimate(156.0, 155.2, 156.8, 78),
    shank=Estimate(11.0, 9.6, 12.4, 78),
    rearfoot=True,
    typical=cadence_band(2.8, 178),
)
SETTINGS = PlanSettings(start=date(2026, 5, 4))
LOGGED = Logged(
    id="019aa8f2e5d68c1f60ab0d3e4f506174",
    author="local",
    created_at=datetime(2026, 5, 5, 19, 0, tzinfo=UTC),
    entry=Entry(
        day=date(2026, 5, 5),
        session="w1-tue",
        done_share=1.0,
        effort=3.0,
        pain=(PainReport(site="calf", score=1.0),),
        check=SelfCheck(breathing_calm=True),
    ),
)
_PLAN = make_plan(BASELINE, SETTINGS, (LOGGED.entry,))
_WEEK = replace(_PLAN.weeks[0], sessions=_PLAN.weeks[0].sessions[:1])
RECORDED = PlanRecord(
    id="019aa8f2e5d68c1f60ab0d3e4f506173",
    owner="local",
    athlete=None,
    created_at=RECORD.created_at,
)
DOCUMENT = PlanDocument(
    **RECORDED.model_dump(), plan=replace(_PLAN, weeks=(_WEEK,)), log=[LOGGED]
).model_dump(mode="json")
