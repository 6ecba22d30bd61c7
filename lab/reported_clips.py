"""The clips that a command line names: report folders, folders of them, ledgers and tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lab.clips import ReportedClip, reported_clip
from lab.errors import TooFewClips
from vision import ENTRIES, TABLE_SUFFIXES, Table, UnusableTable, clips_text, read_report, read_table

DOCUMENT = "report.json"
LEDGER = ("file", "verdict", "report")
TABLE = ("report", "runner")
LEDGERS = ("ledger.parquet", "ledger.csv")


@dataclass(frozen=True, slots=True)
class ReportedClips:
    """Clips with measures, and in a sentence each what was left out and why."""

    clips: tuple[ReportedClip, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _LedgerRow:
    """What a ledger says of a clip."""

    table: Table
    cells: Mapping[str, str]

    @property
    def values(self) -> dict[str, float]:
        """Of the measures that have one."""
        numbers = {
            measure: self.table.number(self.cells, measure)
            for measure in ENTRIES
            if self.table.has(f"{measure}_low")
        }
        return {measure: value for measure, value in numbers.items() if value is not None}


@dataclass(frozen=True, slots=True)
class _Named:
    """A report as it was named; `where` is its folder or file."""

    name: str
    where: Path
    runner: str = ""
    session: str = ""
    ledger: _LedgerRow | None = None

    @property
    def path(self) -> Path:
        """What tells it from others of its name."""
        return self.where if self.ledger is None else self.ledger.table.path.parent / self.name


def read_reported_clips(paths: Iterable[Path], *, least: int = 2) -> ReportedClips:
    """Every clip once. Raises TooFewClips for fewer than `least`, UnusableTable, UnreadableReport, OSError.

    Reports that no table names count as clips of one runner in one session.
    """
    clips: list[ReportedClip] = []
    left_out: list[str] = []
    known: dict[str, str] = {}
    for named in _with_runners(_told_apart([each for path in paths for each in _named(path)]), left_out):
        clip = _read(named)
        if not clip.values:
            left_out.append(f"{clip.name}: nothing was measured in it.")
        elif clip.sha256 in known:
            left_out.append(f"{clip.name}: it is the same clip as {known[clip.sha256]}.")
        else:
            clips.append(clip)
            if clip.sha256:
                known[clip.sha256] = clip.name
    if len(clips) < least:
        found = f"Only {clips_text(len(clips))}" if clips else "No clip"
        wanted = "one" if least == 1 else f"{least} of one runner or more"
        raise TooFewClips(f"{found} with measures is named; name {wanted}.")
    return ReportedClips(tuple(clips), tuple(left_out))


def _named(path: Path) -> Iterator[_Named]:
    if path.suffix.lower() in TABLE_SUFFIXES and path.is_file():
        yield from _of_table(read_table(path))
    elif path.is_dir() and (ledger := next((path / n for n in LEDGERS if (path / n).is_file()), None)):
        yield from _of_table(read_table(ledger))
    elif path.is_dir() and not (path / DOCUMENT).is_file():
        found = sorted(path.glob(f"*/{DOCUMENT}"))
        if not found:
            raise UnusableTable(f"{path} holds no reports; name report folders, or the folder of a batch.")
        yield from (_Named(document.parent.name, document.parent) for document in found)
    else:
        yield _Named(path.name or str(path), path)


def _of_table(table: Table) -> Iterator[_Named]:
    folder = table.path.parent
    if table.has(*LEDGER):
        for row in table.rows:
            if row.get("verdict") in ("done", "limited"):
                where, runner = folder / row.get("report", ""), row.get("athlete", "")
                yield _Named(row["file"], where, runner, row.get("tags", ""), _LedgerRow(table, row))
        return
    if not table.has(*TABLE):
        columns = "report, runner and session, or be the ledger of a batch"
        raise UnusableTable(f"{table.path} is no table of reports; it must have the columns {columns}.")
    for number, row in table.numbered:
        if not row.get("report") or not row.get("runner"):
            raise UnusableTable(f"{table.path}, row {number}: say both the report and its runner.")
        yield _Named(row["report"], folder / row["report"], row["runner"], row.get("session", ""))


def _told_apart(named: Sequence[_Named]) -> list[_Named]:
    """With the path as name where several lie at other places under one name."""
    many = Counter(name for name, _ in {(each.name, each.path) for each in named})
    return [replace(each, name=str(each.path)) if many[each.name] > 1 else each for each in named]


def _with_runners(named: Sequence[_Named], left_out: list[str]) -> Iterator[_Named]:
    """Those whose runner is told, or all where nobody's is."""
    told = any(each.runner for each in named)
    for each in named:
        if told and not each.runner:
            left_out.append(f"{each.name}: nobody says which runner it shows.")
        else:
            yield each


def _read(named: _Named) -> ReportedClip:
    """From the report where it lies there, else from what the ledger says."""
    if named.ledger is None or (named.where / DOCUMENT).is_file():
        document = read_report(named.where)
        return reported_clip(document, named.name, runner=named.runner, session=named.session)
    file = Path(named.name)
    return ReportedClip(
        named.name,
        named.runner,
        named.session,
        named.ledger.values,
        sha256=named.ledger.cells.get("sha256") or None,
        names=frozenset((named.name, file.name, file.stem)),
    )
