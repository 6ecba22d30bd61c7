"""The results as a JSON document and as one self-contained page."""

from vision.report.document import report_json, write_json
from vision.report.page import write_html

__all__ = ["report_json", "write_html", "write_json"]
