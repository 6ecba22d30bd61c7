"""What a terminal shows of a batch: a line for each worker; elsewhere a line for each end."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn

from service.batches.journal import End
from service.batches.running import Task, Watcher


@contextmanager
def watched(console: Console, *, workers: int, whole: int) -> Iterator[Watcher]:
    """Shows the work on `whole` tasks while the block lasts."""
    if not console.is_terminal:
        yield Watcher(progress=lambda *_: None, ended=_Lines(console, whole).ended)
        return
    shown = TextColumn("{task.description}", markup=False)
    with Progress(shown, BarColumn(), TaskProgressColumn(), MofNCompleteColumn(), console=console) as bars:
        every = bars.add_task("clips", total=whole)
        lines = [bars.add_task(f"worker {slot + 1}", total=1.0) for slot in range(workers)]

        def progress(slot: int, task: Task, stage: str, fraction: float) -> None:
            if slot < workers:  # of machines that joined later there is none
                bars.update(lines[slot], completed=fraction, description=f"{task.record.file_name}: {stage}")

        def ended(slot: int | None, task: Task, end: End) -> None:
            if slot is not None and slot < workers:
                bars.update(lines[slot], completed=0.0, description=f"worker {slot + 1}")
            bars.advance(every)
            bars.console.print(_line(task, end), markup=False, highlight=False)

        yield Watcher(progress, ended)


class _Lines:
    """One line for each end, which says how many there were."""

    def __init__(self, console: Console, whole: int) -> None:
        self._console, self._whole, self._count = console, whole, 0

    def ended(self, _slot: int | None, task: Task, end: End) -> None:
        self._count += 1
        line = f"{self._count} of {self._whole}: {_line(task, end)}"
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def _line(task: Task, end: End) -> str:
    why = " ".join(reason.message for reason in end.reasons)
    return f"{task.record.file_name}: {end.verdict}{f': {why}' if why else ''}"
