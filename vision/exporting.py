"""The folder of a report -> files for other tools, by the names of their formats."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Any, Literal

import numpy as np

from vision.comparison import read_report
from vision.datatypes import Analysis, Metric
from vision.errors import CannotExport, UnreadableReport
from vision.exports.c3d import write_c3d
from vision.exports.matlab import write_matlab
from vision.exports.measured import NOTHING_TO_EXPORT
from vision.exports.mot import write_mot
from vision.exports.netcdf import write_netcdf
from vision.exports.openpose import write_openpose
from vision.exports.tables import write_strides_csv
from vision.exports.trc import write_trc
from vision.report.figures import write_figures
from vision.report_files import KEPT_FILE
from vision.revision import read_kept, restore
from vision.typed_json import ONE_OF_NONE, whole_report

ExportFormat = Literal["trc", "mot", "c3d", "netcdf", "openpose", "mat", "strides", "figures"]
"""The kinds of files that `export_analysis` writes."""


@dataclass(frozen=True, slots=True)
class Export:
    """A format: the name of its file, or of a folder of files, and what writes it there."""

    name: str
    write: Callable[[Analysis, Path], None]


EXPORTS: dict[ExportFormat, Export] = {
    "trc": Export("markers.trc", write_trc),
    "mot": Export("angles.mot", write_mot),
    "c3d": Export("markers.c3d", write_c3d),
    "netcdf": Export("poses.nc", write_netcdf),
    "openpose": Export("openpose", write_openpose),
    "mat": Export("report.mat", write_matlab),
    "strides": Export("strides.csv", write_strides_csv),
    "figures": Export("figures", write_figures),
}
"""By kind: the name of its file or folder, and what writes it."""

_ROUNDING = 1e-8


def read_analysis(report: str | Path) -> Analysis:
    """The analysis behind a report.json, or the folder it lies in, with its observed.npz beside it.

    It is measured again from what was read of the clip, in less than a second. Raises UnreadableReport, also
    where the report has other numbers than that gives; UnreadableLandmarks; and CannotExport for a refused
    clip and for a report that was corrected.
    """
    document = read_report(report)
    with whole_report(ONE_OF_NONE):
        verdict, corrected = document["quality"]["verdict"], "revision" in document["provenance"]
    if verdict == "refused":
        raise CannotExport(NOTHING_TO_EXPORT)
    if corrected:
        raise CannotExport(
            f"This report was corrected, and {KEPT_FILE} knows of no corrections; "
            "export it in Python as revise gave it, or from the server that corrected it."
        )
    folder = Path(report) if Path(report).is_dir() else Path(report).parent
    analysis = restore(read_kept(folder / KEPT_FILE))
    with whole_report(ONE_OF_NONE):
        if any(_differ(metric, document["metrics"][name]) for name, metric in analysis.metrics.items()):
            why = f"The report has other numbers than its {KEPT_FILE} gives; analyse the clip again."
            raise UnreadableReport(why)
    return analysis


def _differ(measured: Metric, told: Mapping[str, Any]) -> bool:
    """Whether a report tells other numbers, but for the rounding that differs between processors."""
    ends = [(getattr(measured.overall, end), told[end]) for end in ("value", "low", "high")]
    known = [(number, said) for number, said in ends if number is not None and np.isfinite(number)]
    return any(said is None or not isclose(number, said, rel_tol=_ROUNDING) for number, said in known)


def export_analysis(analysis: Analysis, kind: ExportFormat, out: str | Path) -> Path:
    """Write one format to the folder `out`; where its file or its folder of files lies then.

    Raises CannotExport, OSError.
    """
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / EXPORTS[kind].name
    EXPORTS[kind].write(analysis, written)
    return written
