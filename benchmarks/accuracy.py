"""How far the product is from the truth, as tables.

    python benchmarks/accuracy.py [--data DIR] [--out docs] [--landmarks-cache DIR]

Every clip is analysed with all its frames and again with fewer of them (60 and 30 per second, at several
phases), from the same landmarks. With a cache folder the landmarks are kept there for the next run.
"""

import argparse
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from clips import TrackedClip, read_clip
from coach_page import coach_page
from goals import goals_table
from legs import legs_table
from plots import bland_altman, coverage
from tables import (
    Column,
    Row,
    coverage_table,
    events_table,
    measures_table,
    verdict_table,
)
from truth import DATA, ROOT, Truth, read_labelled, read_rendered

from vision import Analysis, analyze

RENDERED = ("dev01", "dev02", "dev03", "dev04", "dev07")
ELSEWHERE = {"dev05": "running, seen from behind", "dev06": "walking"}
FILMED, FILMED_FPS, FILMED_CADENCE_SPM = "treadmill_side_30fps", 30.0, 168.9
FRAME_RATES = (60, 30)
PHASES = 4
FIGURES = "accuracy"
NEAR_FRAMES = 1.5

CADENCE = Column("cadence_spm", "cadence, spm", limit=0.5)
FILMED_CADENCE = Column("cadence_spm", "cadence, spm", limit=1.0)
MEASURES = (
    CADENCE,
    Column("contact_time_s", "contact, ms", 1000),
    Column("flight_time_s", "flight, ms", 1000),
    Column("foot_hip_distance_m", "foot-hip, cm", 100, 4.0),
    Column("foot_com_distance_m", "foot-CoM, cm", 100),
    Column("shank_angle_deg", "shank, °", limit=4.0),
    Column("knee_flexion_initial_contact_deg", "knee at contact, °"),
    Column("foot_strike_angle_deg", "foot strike, °"),
    Column("trunk_lean_mean_deg", "trunk mean, °"),
    Column("trunk_lean_range_deg", "trunk range, °", limit=2.5),
    Column("vertical_oscillation_m", "vertical oscillation, cm", 100, 1.0),
    Column("vertical_oscillation_com_m", "vertical oscillation of CoM, cm", 100),
)
HELD = (
    *MEASURES,
    Column("duty_factor", "duty factor, %", 100),
    Column("heel_com_distance_m", "heel-CoM, cm", 100),
    Column("knee_flexion_peak_stance_deg", "knee in stance, °"),
    Column("knee_flexion_peak_swing_deg", "knee in swing, °"),
    Column("trunk_lean_initial_contact_deg", "trunk at contact, °"),
)
"""The measures whose intervals are judged: all whose truth is in the clips' files."""

WITHOUT_HEIGHT = (
    CADENCE,
    Column("contact_time_s", "contact, ms", 1000),
    Column("foot_hip_distance_m", "foot-hip, cm", 100),
    Column("foot_hip_distance_pct_leg", "foot-hip, % of leg"),
    Column("shank_angle_deg", "shank, °", limit=4.0),
    Column("trunk_lean_mean_deg", "trunk mean, °"),
)
HEAD = """# Accuracy

Errors are analysis less truth. A number beyond its acceptance limit (in brackets; contacts: half a frame at
30 frames per second, 10 ms from 60 on; precision and recall 1) is **bold**; an asterisk stands where a 95 %
interval misses the truth. Times of events are bias ± standard deviation and the median size of the error.
Where frames were left out to lower the frame rate, the events of all phases count and the largest error of a
measure is shown. Contacts within 0.1 s of the clip's ends do not count as missed or extra. The rendered
runners (dev) are exact by construction, dev01 and dev03 being the sample clips treadmill_right_60fps and
treadmill_forefoot_30fps; the filmed runner's events were
labelled by eye to about 10 ms, and his cadence was counted from pixel motion to 0.5 spm. The offsets of the
event rules come from force plates and the filmed runner, never from the rendered ones.
"""

WHY = """
## Where a goal is missed, and what was tried

- **Contact time at 240 frames per second** (one clip) is 5 ms short: the rules' offset at toe-off lies
  between what people on force plates show (the rules come late) and rendered runners and hand labels (early);
  see [timing.md](timing.md). Nothing in a clip tells which. It is the runner, not the rate: at 60 and
  30 the same clip is as short, with contacts within 1 ms and toe-offs 4 to 5 early at every rate. Pictures
  of one run that differ in their colours alone move contact time by 3 ms (rms), up to 5.
- **Trunk lean of the filmed man** is 4 to 5° more than by hand, where the labeller's uncertainty is 5°: the
  near shoulder is behind the middle of both at contact.
- Tried and dropped: the ground's slope in the clip to turn measures (4° off on the filmed man), a two-sided
  smoothing at contact (1 to 2° of shank), a straight line before contact instead of a parabola, the region of
  interest narrower by a fifth (feet leave it), the mean with the mirrored picture, hiding landmarks of
  confidence below 0.3 (good far knees have less), the knee from fixed lengths of thigh and shank (the leg is
  nearly straight: 1 mm is 1°), narrower kernels at 30 frames per second (single frames decide toe-off).
- The far leg of a runner behind a rail, and bodies, clothes and cameras other than these, are not in the
  table; the intervals, not the errors here, are what holds for them.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Analyse, print and write."""
    parser = argparse.ArgumentParser(description="Compare analyses with clips whose truth is known.")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the clips")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="folder to write to")
    parser.add_argument("--landmarks-cache", type=Path, help="folder that keeps the landmarks of every clip")
    given = parser.parse_args(arguments)
    found = gather(given.data, given.landmarks_cache)
    page = "\n".join(accuracy_page(found))
    (given.out / "accuracy.md").write_text(page, encoding="utf-8")
    (given.out / "how-accurate.md").write_text("\n".join(coach_page(found.rows)), encoding="utf-8")
    bland_altman(found.rows, MEASURES, given.out / FIGURES / "agreement.svg")
    coverage(found.rows, HELD, given.out / FIGURES / "coverage.svg")
    print(page)


@dataclass(frozen=True, slots=True, eq=False)
class Analysed:
    """All analyses beside their truths."""

    clips: Mapping[str, tuple[Truth, TrackedClip]]
    rows: Sequence[Row]
    unscaled: Sequence[Row]
    filmed: Row
    elsewhere: Sequence[tuple[str, str, Analysis]]


def gather(data: Path, cache: Path | None) -> Analysed:
    """Analyse every clip, the rendered ones with and without the runner's height."""
    rendered = data / "rendered"
    truths = [read_rendered(rendered / f"{name}.json") for name in RENDERED]
    clips = {truth.name: (truth, read_clip(truth.video, cache)) for truth in truths}
    labelled = read_labelled(data / "real" / f"{FILMED}.mp4", fps=FILMED_FPS, cadence_spm=FILMED_CADENCE_SPM)
    return Analysed(
        clips,
        [row for truth, clip in clips.values() for row in thinned_rows(truth, clip)],
        [Row(truth, truth.fps, (clip.analyze(),)) for truth, clip in clips.values()],
        Row(labelled, FILMED_FPS, (read_clip(labelled.video, cache).analyze(),)),
        [(name, shows, analyze(rendered / f"{name}.mp4")) for name, shows in ELSEWHERE.items()],
    )


def accuracy_page(found: Analysed) -> Iterator[str]:
    """All tables, line by line."""
    rows, filmed = found.rows, found.filmed
    yield HEAD
    yield "## Beside the goals\n"
    yield from goals_table(rows)
    yield "\n## Events\n"
    yield from events_table([*rows, filmed])
    yield near_share(filmed)
    yield "## Measures with the runner's height\n"
    yield from measures_table(rows, MEASURES)
    yield "## Measures without it\n"
    yield from measures_table(found.unscaled, WITHOUT_HEIGHT)
    yield "## The filmed runner\n"
    yield from measures_table([filmed], (FILMED_CADENCE,))
    yield "His posture beside frames digitised by hand, point for point: [joints.md](joints.md).\n"
    yield "## Intervals\n"
    yield from coverage_table(rows, HELD)
    yield f"![Coverage of the intervals]({FIGURES}/coverage.svg)\n"
    yield "Analysis less truth against their mean, with bias and 95 % limits of agreement:\n"
    yield f"![Bland-Altman plots]({FIGURES}/agreement.svg)\n"
    yield "## Legs that keep their names\n"
    yield from legs_table(found.clips)
    yield "\n## Clips that are not running seen from the side\n"
    yield from verdict_table(found.elsewhere)
    yield WHY
    yield made_by(found.elsewhere[-1][2])


def thinned_rows(truth: Truth, clip: TrackedClip) -> Iterator[Row]:
    """The clip at its own frame rate and at those lower ones that divide it."""
    yield Row(truth, truth.fps, (clip.analyze(height_cm=truth.height_cm),))
    for fps in FRAME_RATES:
        every = round(truth.fps / fps)
        if every > 1:
            phases = range(0, every, max(1, every // PHASES))
            analyses = (clip.thinned(every, phase).analyze(height_cm=truth.height_cm) for phase in phases)
            yield Row(truth, fps, tuple(analyses))


def near_share(row: Row) -> str:
    """Share of the near leg's events that lie within 1.5 frames of the labels."""
    errors_s = np.concatenate([row.score(kind, "near").errors_s for kind in ("initial_contact", "toe_off")])
    within = int((np.abs(errors_s) * row.fps <= NEAR_FRAMES).sum())
    return (
        f"Of the {len(errors_s)} events found of the filmed runner's near leg, {within} lie within "
        f"{NEAR_FRAMES} frames of their labels.\n"
    )


def made_by(analysis: Analysis) -> str:
    """The command and the versions behind the tables."""
    made, network = analysis.provenance, analysis.provenance.network
    return (
        "---\n\nMade by `python benchmarks/accuracy.py` with "
        f"midstance {made.version}, network {network.name} ({network.sha256[:8]}) on {network.engine}, "
        f"Python {platform.python_version()}, numpy {version('numpy')}, scipy {version('scipy')}.\n"
    )


if __name__ == "__main__":
    main()
