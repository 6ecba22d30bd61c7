"""Analysis -> report.html: one file that needs neither network nor script."""

import base64
import mimetypes
from collections.abc import Sequence
from pathlib import Path

from vision.datatypes import Analysis, KeyFrame
from vision.files import write_whole
from vision.report.document import report_json
from vision.report.templating import environment
from vision.report.view import report_view

FLAGS = 8


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


def _data_uri(picture: Path) -> str:
    kind = mimetypes.types_map[picture.suffix.lower()]
    return f"data:{kind};base64,{base64.b64encode(picture.read_bytes()).decode('ascii')}"
