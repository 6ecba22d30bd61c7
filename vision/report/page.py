"""Analysis -> report.html: one file that needs neither network nor script."""

import base64
import mimetypes
from collections.abc import Sequence
from pathlib import Path

from vision.datatypes import Analysis, KeyFrame
from vision.errors import UnreadableReport
from vision.files import write_whole
from vision.report.clinical import CLINICAL_ORDER, SheetWords
from vision.report.document import report_json
from vision.report.templating import environment
from vision.report.view import report_view

FLAGS = 8
MAIN = '<main id="main">\n'


def write_html(
    analysis: Analysis,
    key_frames: Sequence[KeyFrame],
    path: str | Path,
    *,
    from_behind: Sequence[KeyFrame] = (),
) -> None:
    """Write the page to `path`; the pictures of the key frames are read from beside it and embedded.

    `from_behind` are those of a clip from behind that was combined with this one.

    A refused clip gives a page that says why, and how to film again. Raises OSError.
    """
    document = report_json(analysis, key_frames, from_behind=from_behind)
    template = "refused" if analysis.quality.verdict == "refused" else "report"
    shown = {"report": document, "view": report_view(document), "most_flags": FLAGS}
    folder = Path(path).parent
    html = (
        environment()
        .get_template(f"{template}.html.jinja")
        .render(shown, picture=lambda file: _data_uri(folder / file))
    )
    write_whole(path, html)


def with_sheet(page: str, words: SheetWords, *, printed: str) -> str:
    """A page of `write_html` that begins with what a coach said of it; `printed` leads to the sheet as PDF.

    Raises UnreadableReport where it is no such page.
    """
    before, main, report = page.partition(MAIN)
    if not main:
        raise UnreadableReport("This is no page of a report; analyse the clip again.")
    remarks = {each.title: words.remarks.get(each.name) for each in CLINICAL_ORDER}
    shown = {"said": words, "remarks": remarks, "printed": printed}
    sheet = environment().get_template("sheet.html.jinja").render(shown)
    return "".join((before, main, sheet, report))


def _data_uri(picture: Path) -> str:
    kind = mimetypes.types_map[picture.suffix.lower()]
    return f"data:{kind};base64,{base64.b64encode(picture.read_bytes()).decode('ascii')}"
