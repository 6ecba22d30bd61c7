"""Reports as they hold now: the newest revision of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends

from service.dependencies import AnalysesDep, StoreDep, document_place
from service.models import Record
from service.revisions.asking import ReportsDep, RevisionsDep


@dataclass(frozen=True, slots=True)
class NewestReport:
    """What the newest revision of an analysis says, 0 being the first report."""

    record: Record
    revision: int
    document: Mapping[str, Any]

    @property
    def address(self) -> str:
        """Where the analysis lies in the API."""
        return f"/v1/analyses/{self.record.id}"

    @property
    def files(self) -> str:
        """Where the files of this revision lie."""
        return f"{self.address}/revisions/{self.revision}" if self.revision else self.address


class Newest:
    """Finds them."""

    def __init__(
        self, analyses: AnalysesDep, store: StoreDep, revisions: RevisionsDep, reports: ReportsDep
    ) -> None:
        self._analyses, self._store = analyses, store
        self._revisions, self._reports = revisions, reports

    def report(self, record: Record) -> NewestReport:
        """That of an analysis, also one that says why a clip was refused; raises Problem without one."""
        document_place(record, self._analyses)
        number = self._revisions.newest(record.id)
        place = self._reports.place(record, self._revisions.report(record.id, number))
        return NewestReport(record, number, self._store.document(place))


NewestDep = Annotated[Newest, Depends()]
