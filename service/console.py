"""What the command line shows: progress while it works, a short summary at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from vision import Analysis, Progress, metric_text

# What a runner looks at first; a measure without a value is left to the report, which says why.
SUMMARISED = {
    "cadence_spm": "cadence",
    "contact_time_s": "contact time",
    "flight_time_s": "flight time",
    "foot_hip_distance_m": "foot ahead of hip",
    "foot_hip_distance_pct_leg": "foot ahead of hip",
    "foot_com_distance_m": "foot ahead of mass centre",
    "foot_com_distance_pct_leg": "foot ahead of mass centre",
    "shank_angle_deg": "shank at contact",
    "trunk_lean_mean_deg": "trunk lean",
    "trunk_lean_range_deg": "trunk lean, range",
    "vertical_oscillation_m": "vertical oscillation",
    "vertical_oscillation_pct_leg": "vertical oscillation",
    "lateral_trunk_lean_deg": "sideways trunk lean",
    "step_width_m": "step width",
}


@contextmanager
def shown_progress(console: Console) -> Iterator[Progress]:
    """Shows progress as bars on a terminal, as a line per stage and quarter elsewhere."""
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, fraction: float) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=1.0)
            bars.update(tasks[stage], completed=fraction)

        yield show


def _lines(console: Console) -> Progress:
    shown: set[tuple[str, int]] = set()

    def show(stage: str, fraction: float) -> None:
        quarter = (stage, int(fraction * 4))
        if quarter not in shown:
            shown.add(quarter)
            console.print(f"{stage}: {quarter[1] * 25} %")

    return show


def summary(analysis: Analysis) -> str:
    """The headline measures with their intervals, and what stands out."""
    known = {name: metric for name, metric in analysis.metrics.items() if metric.value is not None}
    lines = [
        f"{label:<26}{metric_text(known[name])}"
        for name, label in SUMMARISED.items()
        if name in known and name.replace("_pct_leg", "_m") not in known.keys() - {name}
    ]
    lines += [f"note: {reason.message}" for reason in analysis.quality.reasons]
    lines += [finding.message for finding in analysis.findings if finding.headline]
    return "\n".join(lines)
