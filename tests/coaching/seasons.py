"""Runners who go through a plan week by week, each with a seed."""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta

from runners import estimate

from coaching import Entry, PainReport, Recheck, logged

LONGEST = 40


@dataclass
class Adherent:
    """Does what is planned, and learns it: without the metronome cadence nears the target by the stage."""

    seed: int
    learnt: dict = field(default_factory=lambda: {2: 0.3, 4: 0.6, 8: 1.0})

    def __post_init__(self):
        self.rng = random.Random(self.seed)

    def entries(self, week, plan):
        for session in week.sessions:
            if session.kind == "video_check":
                yield Entry(day=session.day, session=session.id, recheck=self.filmed(week, plan))
            elif not session.optional or session.kind == "drills":
                yield from self.ran(session, week)

    def ran(self, session, week):  # noqa: ARG002
        yield Entry(day=session.day, session=session.id, effort=round(self.rng.gauss(3, 0.3), 1))

    def filmed(self, week, plan):
        own = plan.baseline.cadence.value
        reached = own + self.learnt.get(week.stage, 0) * (week.target_spm - own) + self.rng.uniform(-0.8, 0.8)
        return Recheck(speed_mps=plan.baseline.speed_mps, cadence=estimate(reached, 0.5))


class OverEager(Adherent):
    """Does each session almost twice, or the next week's beside it."""

    def ran(self, session, week):
        yield Entry(day=session.day, session=session.id, done_share=self.rng.uniform(1.6, 2.0), effort=3)
        if session.id == f"w{week.number}-tue":
            yield Entry(day=session.day, session=f"w{week.number + 1}-tue", effort=3)


class Latecomer(Adherent):
    """Does Sunday's run on Monday."""

    def ran(self, session, week):
        late = timedelta(days=1 if session.id == f"w{week.number}-sun" else 0)
        yield from (replace(entry, day=entry.day + late) for entry in super().ran(session, week))


class Swapper(Adherent):
    """Does what may stand in place of a run wherever there is such a thing."""

    def ran(self, session, week):
        instead = f"{session.id}-instead"
        swapped = instead in {each.id for each in week.sessions}
        for entry in super().ran(session, week):
            yield replace(entry, session=instead) if swapped else entry


class Restless(Adherent):
    """Does what is planned, and runs an hour beside it each week."""

    def ran(self, session, week):
        yield from super().ran(session, week)
        if session.id == f"w{week.number}-tue":
            yield Entry(day=session.day, minutes=60.0)


class Idler(Adherent):
    """Runs on Tuesdays only."""

    def ran(self, session, week):
        if session.id == f"w{week.number}-tue":
            yield from super().ran(session, week)


class Unmoved(Adherent):
    """Does what is planned, and runs as ever once the metronome is off."""

    def __post_init__(self):
        super().__post_init__()
        self.learnt = {}


@dataclass
class Injured(Adherent):
    """Has pain in the calf, above 3 and not above 5, from week `first` on for `weeks` weeks."""

    first: int = 4
    weeks: int = 1

    def ran(self, session, week):
        hurts = self.first <= week.number < self.first + self.weeks
        pain = (PainReport(site="calf", score=self.rng.choice([3.5, 4, 5])),) if hurts else ()
        yield Entry(day=session.day, session=session.id, effort=3, pain=pain)


def season(plan, runner, weeks=LONGEST):
    """The plan after as many weeks as it has, each logged in turn; entries in the order of their days."""
    number = 1
    while number <= min(len(plan.weeks), weeks):
        for entry in sorted(runner.entries(plan.weeks[number - 1], plan), key=lambda entry: entry.day):
            if entry.session in {None, *(s.id for w in plan.weeks for s in w.sessions)}:
                plan = logged(plan, entry)
        number += 1
    return plan
