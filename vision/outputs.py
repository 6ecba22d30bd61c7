"""Analysis -> everything that the report folder holds."""

from collections.abc import Collection, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from vision.datatypes import Analysis, KeyFrame, LandmarksSource, Scene
from vision.exports import write_events_csv, write_landmarks, write_steps_csv
from vision.memory import give_back
from vision.overlay import AnnotatedVideo, EvidenceFrames, Faceless, Figures, KeyFrames, Some, draw
from vision.progress import Progress, silent
from vision.report import write_html, write_json
from vision.report_files import KEPT_FILE, REPORT_FILE
from vision.revision import keep
from vision.typed_json import whole_report
from vision.video import open_video

FACELESS = "faceless/report.html"
"""The page, in a report's folder, in whose pictures only the runner's body is sharp, without the head."""


def write_outputs(
    analysis: Analysis,
    video: str | Path | None,
    out: str | Path,
    *,
    rear_video: str | Path | None = None,
    progress: Progress | None = None,
) -> None:
    """Everything that the report folder holds; report.json and report.html alone for a refused clip.

    `video` is the analysed file, `rear_video` that of the clip from behind, if one was combined with it;
    without them there are no pictures.
    """
    folder, tell = Path(out), progress or silent
    folder.mkdir(parents=True, exist_ok=True)
    key_frames: tuple[KeyFrame, ...] = ()
    if analysis.scene and analysis.track and analysis.events:
        write_events_csv(analysis.events, folder / "events.csv")
        write_steps_csv(analysis.measures, folder / "steps.csv")
        write_landmarks(
            analysis.track, folder / "landmarks.parquet", source=_source_of(analysis, analysis.scene)
        )
        if analysis.observed is not None and analysis.revision is None:
            keep(analysis, folder / KEPT_FILE)
        if video is not None:
            key_frames = _draw(analysis, video, folder, "", tell)
    from_behind: tuple[KeyFrame, ...] = ()
    if analysis.rear is not None and rear_video is not None:
        from_behind = _draw(
            *(analysis.rear, rear_video, folder, "rear_"),
            lambda stage, share: tell(f"{stage} from behind", share),
        )
    tell("report", 0.0)
    write_html(analysis, key_frames, folder / "report.html", from_behind=from_behind)
    write_json(analysis, folder / REPORT_FILE, key_frames, from_behind=from_behind)
    tell("report", 1.0)


def write_report(analysis: Analysis, out: str | Path) -> None:
    """Only what there is to read: report.json as `write_outputs` has it, and report.html without pictures."""
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    _write_json(analysis, folder)
    write_html(analysis, (), folder / "report.html")


def write_pictures(
    analysis: Analysis,
    video: str | Path | None,
    out: str | Path,
    names: Collection[str],
    *,
    rear_video: str | Path | None = None,
) -> None:
    """Those of these that there are: pictures as `frames/000412.jpg`, report.html with its own, and
    `faceless/report.html`, in whose pictures only the runner's body is sharp, without the head.

    Beside them lies report.json. Of the clips only the frames that are needed are decoded.
    """
    folder, page = Path(out), "report.html" in names
    folder.mkdir(parents=True, exist_ok=True)
    key_frames, from_behind = (
        _draw_some(clip, file, folder / f"{prefix}frames", names, page=page) if clip and file else ()
        for clip, file, prefix in ((analysis, video, ""), (analysis.rear, rear_video, "rear_"))
    )
    if page:
        write_html(analysis, key_frames, folder / "report.html", from_behind=from_behind)
    if FACELESS in names:
        _write_faceless(analysis, video, folder / Path(FACELESS).parent, rear_video)
    _write_json(analysis, folder)


def picture_names(document: Mapping[str, Any]) -> frozenset[str]:
    """The pictures that `write_pictures` can draw for a report, by their names: key frames, all evidence.

    Raises UnreadableReport.
    """
    with whole_report():
        keys = {each["file"] for each in document.get("key_frames", ())}
        findings = (finding["evidence"] for finding in document["findings"])
        metrics = (metric["evidence"] for metric in document["metrics"].values())
        shown = chain(document["flags"], *findings, *metrics)
        return frozenset(
            keys.union(f"{'rear_' * ('clip' in each)}frames/{each['frame']:06d}.jpg" for each in shown)
        )


def _write_faceless(
    analysis: Analysis, video: str | Path | None, folder: Path, rear_video: str | Path | None
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    key_frames, from_behind = (
        _draw_faceless(clip, file, folder / f"{prefix}frames") if clip and file else ()
        for clip, file, prefix in ((analysis, video, ""), (analysis.rear, rear_video, "rear_"))
    )
    write_html(analysis, key_frames, folder / "report.html", from_behind=from_behind)


def _draw_faceless(analysis: Analysis, video: str | Path, frames: Path) -> tuple[KeyFrame, ...]:
    keys = KeyFrames(analysis, frames)
    draw(open_video(video).within(analysis.source.window), Faceless(keys, Figures.of(analysis)))
    return keys.keys


def _write_json(analysis: Analysis, folder: Path) -> None:
    """The report, with key frames that need not be drawn."""
    key_frames, from_behind = (
        KeyFrames(clip, folder / name).keys if clip else ()
        for clip, name in ((analysis, "frames"), (analysis.rear, "rear_frames"))
    )
    write_json(analysis, folder / REPORT_FILE, key_frames, from_behind=from_behind)


def _draw_some(
    analysis: Analysis, video: str | Path, frames: Path, names: Collection[str], *, page: bool
) -> tuple[KeyFrame, ...]:
    """All key frames for a page, otherwise those of these names; key frames are returned, drawn or not."""
    keys, evidence = KeyFrames(analysis, frames), EvidenceFrames(analysis, frames)
    wanted_keys = [key.frame for key in keys.keys if page or key.file in names]
    wanted = sorted(n for n in evidence.named if f"{frames.name}/{n:06d}.jpg" in names)
    if wanted_keys or wanted:
        clip = open_video(video).within(analysis.source.window)
        draw(clip, Some(keys, wanted_keys), Some(evidence, wanted))
    return keys.keys


def _draw(
    analysis: Analysis, video: str | Path, folder: Path, prefix: str, progress: Progress
) -> tuple[KeyFrame, ...]:
    """Evidence frames, the annotated video, and key frames, which are returned."""
    give_back()  # what the analysis held
    clip, frames = open_video(video).within(analysis.source.window), folder / f"{prefix}frames"
    key_frames, evidence = KeyFrames(analysis, frames), EvidenceFrames(analysis, frames)
    with AnnotatedVideo(analysis, clip, folder / f"{prefix}annotated.mp4", progress=progress) as played:
        draw(clip, key_frames, evidence, played)
    return key_frames.keys


def _source_of(analysis: Analysis, scene: Scene) -> LandmarksSource:
    readout_ms = analysis.provenance.settings.get("readout_ms")
    return LandmarksSource(
        analysis.source,
        scene.camera,
        scene.vertical,
        analysis.provenance.network,
        float(readout_ms) if isinstance(readout_ms, int | float) else None,
        scene.scale.m_per_px if scene.scale and scene.scale.source == "known_length" else None,
    )
