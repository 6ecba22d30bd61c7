"""Corrections, revisions and signing off as rows."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.access.callers import Caller
from service.analyses import UnknownAnalysis, seen_by
from service.answers import keep_promise
from service.revisions.flagged import Told, rule
from service.revisions.models import BODY, Corrected, NewSignOff, RevisionRecord, SignOff
from service.store import revision_place
from service.strays import LateUpload, Strays
from service.tables import analyses, corrections, revisions, sign_offs
from vision import Correction


class Overtaken(Exception):
    """Somebody else made a revision of this number first."""


class UnknownRevision(Exception):
    """The analysis has no revision of this number."""


class CorrectedReport(NamedTuple):
    """The newest revision of an analysis, and where its report lies."""

    analysis: str
    number: int
    report: str


class Revisions:
    """What was corrected in each analysis; whoever asks has been shown to see the analysis."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._strays = engine, Strays(engine)

    def newest(self, analysis: str) -> int:
        """The number of the newest revision, 0 where nobody corrected anything."""
        return self.newest_of([analysis]).get(analysis, 0)

    def newest_of(self, analyses: Collection[str]) -> dict[str, int]:
        """The same of many; those that nobody corrected are left out."""
        newest = select(revisions.c.analysis, func.max(revisions.c.number).label("number"))
        newest = newest.where(revisions.c.analysis.in_(analyses)).group_by(revisions.c.analysis)
        with self._engine.connect() as connection:
            return {row.analysis: row.number for row in connection.execute(newest)}

    def report(self, analysis: str, number: int) -> str | None:
        """Where the report of a revision lies, None where it is the first one; raises UnknownRevision."""
        this = select(revisions.c.report).where(
            revisions.c.analysis == analysis, revisions.c.number == number
        )
        with self._engine.connect() as connection:
            row = connection.execute(this).first()
        if row is None and number != 0:
            raise UnknownRevision
        return row.report if row else None

    def corrected(self, by: Caller, limit: int) -> list[CorrectedReport]:
        """Of the analyses that the caller sees the newest that hold corrections."""
        newest = select(revisions.c.analysis, func.max(revisions.c.number).label("number"))
        newest_of = newest.group_by(revisions.c.analysis).subquery()
        these = select(revisions.c.analysis, revisions.c.number, revisions.c.report).join(
            newest_of,
            (newest_of.c.analysis == revisions.c.analysis) & (newest_of.c.number == revisions.c.number),
        )
        these = these.join(analyses, analyses.c.id == revisions.c.analysis)
        these = these.where(seen_by(by), analyses.c.status == "done", revisions.c.report.is_not(None))
        with self._engine.connect() as connection:
            rows = connection.execute(these.order_by(analyses.c.id.desc()).limit(limit))
            return [CorrectedReport(*row) for row in rows]

    def sent_out(self, analysis: str) -> int:
        """The revision for whoever has a link: the one that was signed off, else the newest."""
        signed_off = self.signed_off(analysis)
        return signed_off.revision if signed_off else self.newest(analysis)

    def corrections(self, analysis: str) -> list[Corrected]:
        """All that were ever made, the first ones first."""
        these = select(corrections).where(corrections.c.analysis == analysis)
        these = these.order_by(corrections.c.made_in, corrections.c.id)
        with self._engine.connect() as connection:
            return [
                Corrected(
                    **{name: row[name] for name in Corrected.model_fields if name in row},
                    correction=BODY.validate_python(row["body"]),
                )
                for row in connection.execute(these).mappings()
            ]

    def held(self, analysis: str, number: int) -> tuple[Correction, ...]:
        """Those that a revision holds, none the first report; raises UnknownRevision."""
        self.report(analysis, number)
        return tuple(each.correction for each in self.corrections(analysis) if each.holds_in(number))

    def list(self, analysis: str) -> list[RevisionRecord]:
        """All revisions, the first ones first."""
        made = self.corrections(analysis)
        these = select(revisions).where(revisions.c.analysis == analysis).order_by(revisions.c.number)
        with self._engine.connect() as connection:
            return [
                RevisionRecord(
                    number=row.number,
                    author=row.author,
                    created_at=row.created_at,
                    corrections=tuple(each.id for each in made if each.holds_in(row.number)),
                )
                for row in connection.execute(these)
            ]

    def add(
        self,
        analysis: str,
        revision: RevisionRecord,
        report: str | None,
        made: Sequence[Corrected],
        flags: Sequence[Told],
        replaced: Mapping[str, str | None],
    ) -> None:
        """A new revision with those corrections that it holds first, and the flags of its report.

        Corrections of before that it does not hold are undone in it, `replaced` by others or not; those that
        were undone and that it holds come back. Raises Overtaken.
        """
        known = revision.model_dump(include={"number", "author", "created_at"})
        try:
            with self._engine.begin() as connection:
                if report:
                    self._strays.admit(connection, revision_place(analysis, report))
                connection.execute(insert(revisions).values(analysis=analysis, report=report, **known))
                _undo(connection, analysis, revision, replaced)
                _bring_back(connection, analysis, revision)
                for each in made:
                    body = BODY.dump_python(each.correction, mode="json")
                    row = each.model_dump(exclude={"correction"}) | {"body": body}
                    connection.execute(insert(corrections).values(analysis=analysis, **row))
                rule(connection, analysis, flags, revision)
                keep_promise(connection, 201, f"/v1/analyses/{analysis}/revisions/{revision.number}")
        except (IntegrityError, LateUpload) as error:
            raise Overtaken from error

    def keep_drawn(self, analysis: str, drawn: str) -> None:
        """Say that what was drawn of a report, and announced as a stray, stays; raises LateUpload."""
        report = drawn.removeprefix(f"{analysis}/").rpartition("/")[0]
        first = select(analyses.c.id).where(analyses.c.id == analysis, analyses.c.report == report)
        this = select(revisions.c.number).where(
            revisions.c.analysis == analysis, revisions.c.report == Path(report).name
        )
        with self._engine.begin() as connection:
            self._strays.admit(connection, drawn)
            # who deletes it at this moment waits, and then removes what was drawn too
            shown = (connection.execute(each.with_for_update(read=True)).first() for each in (first, this))
            if not any(shown):
                raise LateUpload

    def sign_off(self, analysis: str, new: NewSignOff, author: str) -> None:
        """Put a name to a revision, in place of what was signed off before.

        Raises Overtaken, UnknownAnalysis.
        """
        this = select(analyses.c.id).where(analyses.c.id == analysis)
        newest = select(func.max(revisions.c.number)).where(revisions.c.analysis == analysis)
        with self._engine.begin() as connection:
            connection.execute(this.with_for_update())  # two that sign off do so one after the other;
            connection.execute(delete(sign_offs).where(sign_offs.c.analysis == analysis))  # SQLite: from here
            if connection.execute(this).first() is None:
                raise UnknownAnalysis
            if (connection.execute(newest).scalar() or 0) != new.revision:
                raise Overtaken
            row = new.model_dump(mode="json") | {"author": author, "created_at": datetime.now(UTC)}
            connection.execute(insert(sign_offs).values(analysis=analysis, **row))
            keep_promise(connection, 201, f"/v1/analyses/{analysis}/sign-off")

    def signed_off(self, analysis: str) -> SignOff | None:
        """The last signing off, if there was one."""
        this = select(sign_offs).where(sign_offs.c.analysis == analysis)
        with self._engine.connect() as connection:
            row = connection.execute(this).mappings().first()
        if row is None:
            return None
        known = {name: row[name] for name in SignOff.model_fields if name in row}
        return SignOff(**known, out_of_date=row["revision"] != self.newest(analysis))


def _undo(
    connection: Connection, analysis: str, revision: RevisionRecord, replaced: Mapping[str, str | None]
) -> None:
    undone = update(corrections).where(
        corrections.c.analysis == analysis,
        corrections.c.undone_in.is_(None),
        corrections.c.id.not_in(revision.corrections),
    )
    connection.execute(undone.values(undone_in=revision.number))
    for id, by in replaced.items():
        this = update(corrections).where(corrections.c.analysis == analysis, corrections.c.id == id)
        connection.execute(this.values(replaced_by=by))


def _bring_back(connection: Connection, analysis: str, revision: RevisionRecord) -> None:
    these = select(corrections).where(
        corrections.c.analysis == analysis,
        corrections.c.undone_in.is_not(None),
        corrections.c.id.in_(revision.corrections),
    )
    for row in connection.execute(these).all():
        this = update(corrections).where(corrections.c.analysis == analysis, corrections.c.id == row.id)
        away = [*row.away, [row.undone_in, revision.number]]
        connection.execute(this.values(undone_in=None, replaced_by=None, away=away))
