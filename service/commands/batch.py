"""`midstance batch`: many clips, each of which ends in a report or a reason."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

import typer
from rich.console import Console

from service.batches.cautions import cautions
from service.batches.journal import Journal
from service.batches.ledger import Row, Verdict, table
from service.batches.listing import each_once, list_clips
from service.batches.queued import QueuedWorkers
from service.batches.running import REPORTS, LocalWorkers, Task, WorkList, is_final, rows, work_list
from service.batches.watching import watched
from service.commands import INTERRUPTED, NOT_READY, checked, complain, require_out, takes
from service.crew import bring_networks
from service.locks import locked
from service.models import AnalysisSettings
from service.problems import Problem
from service.reports import analyze_upload
from service.settings import Settings
from vision import PERSON, REPORT_FILE, SummarisedClip, clips_text, write_summary, write_table

VERDICTS: tuple[Verdict, ...] = ("done", "limited", "refused", "failed")
SHOWN = 12
KINDS: tuple[Literal["csv", "parquet"], ...] = ("csv", "parquet")


@takes(AnalysisSettings, *(name for name in AnalysisSettings.model_fields if name not in PERSON))
def batch(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Clips, folders of them, patterns such as 'clips/**/*.mov', or manifests (CSV, Parquet).",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for reports, ledger and summary; the same to go on.")],
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Clips at a time; as many as cores if left out.")
    ] = None,
    database: Annotated[
        str | None,
        typer.Option(help="Have the workers of this database do it, on all their machines.", metavar="URL"),
    ] = None,
    *,
    settings: AnalysisSettings,
) -> None:
    listed = list_clips(paths, settings.model_dump(exclude_unset=True), out=out)
    clips = each_once(listed)
    require_out(out)
    out.mkdir(parents=True, exist_ok=True)
    workers = workers or _cores()
    try:
        with locked(out / ".lock"):
            journal = Journal(out)
            journal.read()
            work = work_list(clips, at_a_time=workers)
            notes = tuple(cautions(listed, clips, work))
            _show(notes)
            try:
                _work_off(work, journal, out, workers, database)
            finally:
                ledger_rows = rows(clips, work, journal, out)
                _write(ledger_rows, notes, out)
    except BlockingIOError as error:
        raise typer.BadParameter(
            f"Another batch works in {out}; wait for its end, or name another."
        ) from error
    except KeyboardInterrupt as stop:
        why = "Stopped. The same command goes on from here; what has ended is not done again."
        raise typer.Exit(complain(why, INTERRUPTED)) from stop
    raise typer.Exit(_tell(ledger_rows, work, journal, out))


def _show(notes: Sequence[str]) -> None:
    for note in notes[:SHOWN]:
        print(f"note: {note}")
    if len(notes) > SHOWN:
        print(f"... and {len(notes) - SHOWN} more notes, which summary.html will have")


def _work_off(work: WorkList, journal: Journal, out: Path, workers: int, database: str | None) -> None:
    ended = {key for key, end in journal.ends.items() if is_final(end)}
    left = [task for key, task in work.tasks.items() if key not in ended]
    before, remain = len(work.tasks) - len(left), "is left" if len(left) == 1 else "are left"
    if before and left:
        print(f"{_ended(before)}; {len(left)} {remain}.")
    elif before:
        print(f"Nothing to do: {'all ' if before > 1 else ''}{_ended(before)}.")
    if left or database:  # which may still hold what a command that was killed had noted
        _run(left, journal, out, workers=min(workers, len(left) or 1), database=database)


def _run(left: list[Task], journal: Journal, out: Path, *, workers: int, database: str | None) -> None:
    console = Console(stderr=True)
    with watched(console, workers=workers, whole=len(left)) as watcher:
        if database is None:
            bring_networks()
            limits = Settings().limits
            LocalWorkers(out, journal, analyze_upload, watcher, limits=limits, workers=workers).run(left)
            return
        try:
            QueuedWorkers(out, journal, watcher, checked(Settings, database=database)).run(left)
        except Problem as error:
            raise typer.BadParameter(
                "The server of this database has accounts: upload to it, or name another database."
            ) from error


def _ended(many: int) -> str:
    return f"{clips_text(many)} {'has' if many == 1 else 'have'} ended before"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _write(ledger_rows: list[Row], notes: Sequence[str], out: Path) -> None:
    """Each whole, in place of an earlier one, which a full disk leaves as it was. Raises OSError."""
    ledger = table(ledger_rows)
    with TemporaryDirectory(dir=out, prefix=".partial-") as folder:
        for kind in KINDS:
            write_table(ledger, Path(folder, f"ledger.{kind}"), kind)
        page, others = Path(folder, "summary.html"), _others(ledger_rows, out)
        write_summary(_summarised(ledger_rows), page, cautions=notes, others=others)
        for made in Path(folder).iterdir():
            made.replace(out / made.name)


def _summarised(ledger_rows: list[Row]) -> Iterator[SummarisedClip]:
    """Each clip, with its measures unless an earlier one has the same report: they count once."""
    first: dict[str, str] = {}
    for row in ledger_rows:
        clip = _clip(row)
        same_as = first.setdefault(row.report, row.file) if row.report else row.file
        yield clip if same_as == row.file else replace(clip, values={}, same_as=same_as)


def _others(ledger_rows: list[Row], out: Path) -> int:
    """How many reports of earlier runs lie beside these: of clips or settings that were not asked for now."""
    mine = {row.report for row in ledger_rows}
    return sum(
        f"{REPORTS}/{made.parent.name}" not in mine for made in (out / REPORTS).glob(f"*/{REPORT_FILE}")
    )


def _clip(row: Row) -> SummarisedClip:
    return SummarisedClip(
        row.file,
        row.verdict,
        row.reasons,
        page=f"{row.report}/report.html" if row.report else None,
        values={name: value for name, (value, _, _) in row.measures.items() if value is not None},
        frames=row.frames,
    )


def _tell(ledger_rows: list[Row], work: WorkList, journal: Journal, out: Path) -> int:
    """How many clips ended how; the exit code."""
    again = len(work.unreadable) + sum(not is_final(journal.ends[key]) for key in work.keys.values())
    many = Counter(row.verdict for row in ledger_rows)
    counts = ", ".join(f"{many[verdict]} {verdict}" for verdict in VERDICTS)
    print(f"{clips_text(len(ledger_rows))}: {counts}. Summary: {out / 'summary.html'}")
    if others := _others(ledger_rows, out):
        holds = "1 more report" if others == 1 else f"{others} more reports"
        print(f"{out / REPORTS} holds {holds}, of other clips or settings than these.")
    if not again:
        return 0
    ledger = out / "ledger.csv"
    why = f"{again} of them failed for reasons that may pass; see to those in {ledger} and start again."
    return complain(why, NOT_READY)
