"""Analysis -> everything that the report folder holds."""

from pathlib import Path

from vision.datatypes import Analysis, KeyFrame, Scene
from vision.exports import LandmarksSource, write_events_csv, write_landmarks, write_steps_csv
from vision.memory import give_back
from vision.overlay import AnnotatedVideo, EvidenceFrames, KeyFrames, draw
from vision.progress import Progress, silent
from vision.report import write_html, write_json
from vision.revision import keep
from vision.video import open_video


def write_outputs(
    analysis: Analysis,
    video: str | Path | None,
    out: str | Path,
    *,
    rear_video: str | Path | None = None,
    annotated: bool = True,
    progress: Progress | None = None,
) -> None:
    """Everything that the report folder holds; report.json and report.html alone for a refused clip.

    `video` is the analysed file, `rear_video` that of the clip from behind, if one was combined with it;
    without them there are no pictures. `annotated` videos, which take most of the time, can be left out.
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
            keep(analysis, folder / "observed.npz")
        if video is not None:
            key_frames = _draw(analysis, video, folder, "", tell, annotated=annotated)
    from_behind: tuple[KeyFrame, ...] = ()
    if analysis.rear is not None and rear_video is not None:
        from_behind = _draw(
            *(analysis.rear, rear_video, folder, "rear_"),
            lambda stage, share: tell(f"{stage} from behind", share),
            annotated=annotated,
        )
    tell("report", 0.0)
    write_html(analysis, key_frames, folder / "report.html", from_behind=from_behind)
    write_json(analysis, folder / "report.json", key_frames, from_behind=from_behind)
    tell("report", 1.0)


def _draw(
    analysis: Analysis,
    video: str | Path,
    folder: Path,
    prefix: str,
    progress: Progress,
    *,
    annotated: bool,
) -> tuple[KeyFrame, ...]:
    """Evidence frames, the annotated video, and key frames, which are returned."""
    give_back()  # what the analysis held
    clip, frames = open_video(video).within(analysis.source.window), folder / f"{prefix}frames"
    key_frames, evidence = KeyFrames(analysis, frames), EvidenceFrames(analysis, frames)
    if not annotated:
        draw(clip, key_frames, evidence)
        return key_frames.keys
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
    )
