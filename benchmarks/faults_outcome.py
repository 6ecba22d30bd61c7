"""What `faults.py` came to, in words and in a table."""

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tables import markdown_table


@dataclass
class Kill:
    """What was killed, which analyses were being made just then, and how long it took them to go on."""

    what: str
    begun: float
    interrupted: dict[str, str | None]  # the run of each analysis
    below: set[int]  # the processes that have to die with it
    missed: bool = False  # there was nobody to be killed
    outlived: set[int] = field(default_factory=set)  # those that did not
    answers_after_s: float | None = None
    goes_on_after_s: dict[str, float] = field(default_factory=dict)

    @property
    def waiting(self) -> set[str]:
        """The analyses that it interrupted and that have not gone on."""
        return self.interrupted.keys() - self.goes_on_after_s.keys()

    def wrong(self) -> Iterator[str]:
        """Why it was no kill, or what never was again as before."""
        if self.missed:
            yield f"there was no {self.what} to be killed"
        if self.answers_after_s is None:
            yield f"{self.what} killed: requests were not answered again"
        yield from (f"process {pid} outlived the {self.what}" for pid in self.outlived)
        yield from (f"{self.what} killed: analysis {id} did not go on" for id in self.waiting)


@dataclass
class Outcome:
    """All that a run came to."""

    analyses: int
    kills: list[Kill]
    wrong: list[str]
    answers: Counter[str]
    statuses: Counter[str]
    told_twice: int
    seconds: float


def table(outcome: Outcome) -> list[str]:
    """What was killed, and how long it took to recover."""
    lines = []
    for what in dict.fromkeys(kill_.what for kill_ in outcome.kills):
        these = [kill_ for kill_ in outcome.kills if kill_.what == what and not kill_.missed]
        answers = [kill_.answers_after_s for kill_ in these if kill_.answers_after_s is not None]
        goes_on = [after_s for kill_ in these for after_s in kill_.goes_on_after_s.values()]
        interrupted = sum(len(kill_.interrupted) for kill_ in these)
        lines.append([what, str(len(these)), _times(answers), str(interrupted), _times(goes_on)])
    heads = ["killed", "times", "answers again after, s", "analyses interrupted", "go on after, s"]
    return markdown_table(heads, lines)


def _times(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):.1f}; {max(seconds):.1f}" if seconds else "-"


def summary(outcome: Outcome) -> str:
    """What became of the analyses, in words."""
    ends = ", ".join(f"{number} {status}" for status, number in sorted(outcome.statuses.items()))
    answers = ", ".join(f"{what}: {number}" for what, number in sorted(outcome.answers.items()))
    kills = sum(not kill_.missed for kill_ in outcome.kills)
    return (
        f"{outcome.analyses} analyses, {kills} kills, {outcome.seconds / 60:.0f} minutes: "
        f"{ends}.\n"
        f"Uploads were answered {answers}. Webhook messages that came twice: {outcome.told_twice}.\n"
        f"Wrong: {len(outcome.wrong)}."
    )
