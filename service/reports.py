"""One clip in, one report folder out: what the command line and the worker processes share."""

from pathlib import Path

from service.attempts import Result
from service.folders import report_folder
from service.models import AnalysisSettings, Record
from service.store import REAR_VIDEO
from vision import (
    PERSON,
    Analysis,
    ClipTimes,
    Progress,
    Settings,
    UnreadableLandmarks,
    analyze,
    analyze_landmarks,
    combine,
    import_landmarks,
    open_video,
    write_outputs,
)


def check_video(video: Path) -> None:
    """Raises UnreadableVideo when `video` has no picture that can be decoded."""
    open_video(video)


def analyze_video(
    video: Path, settings: AnalysisSettings, progress: Progress, *, name: str | None = None
) -> Analysis:
    """The analysis of one clip, whose owner knows it by `name`; raises what `vision.analyze` raises."""
    return analyze(video, **settings.model_dump(), name=name, progress=progress)


def with_rear_video(
    analysis: Analysis, rear: Path, settings: AnalysisSettings, progress: Progress, *, name: str | None = None
) -> Analysis:
    """The analysis joined by what a clip of the same run from behind shows.

    The rate of filming that was told, and the person who was chosen, are those of the first clip; the other
    one says its own or plays in real time. A refused analysis stays as it is.
    """
    if analysis.quality.verdict == "refused":
        return analysis
    own = settings.model_copy(update={"capture_fps": None, "view": "auto", **dict.fromkeys(PERSON)})
    return combine(analysis, analyze_video(rear, own, _from_behind(progress), name=name))


def _from_behind(progress: Progress) -> Progress:
    """The same, told as stages of the second clip."""
    return lambda stage, share: progress(f"{stage} from behind", share)


def analyze_landmark_file(
    path: Path,
    video: Path | None,
    settings: Settings,
    *,
    fps: float | None = None,
    size: tuple[int, int] | None = None,
    names: Path | None = None,
) -> Analysis:
    """The same from landmarks; `video` is the clip they came from, needed where nothing else tells its times.

    `vision.import_landmarks` tells the rest. Raises UnreadableLandmarks and UnreadableVideo.
    """
    clip = open_video(video) if video is not None else None
    told = ClipTimes(clip.info, clip.time_s) if clip else None
    imported = import_landmarks(path, clip=told, fps=fps, size=size, names=names)
    source = imported.source
    if clip and clip.info.sha256 != source.video.sha256:
        raise UnreadableLandmarks(
            f"{path.name} was made from another clip than {clip.info.file}; give that clip, or none."
        )
    if settings.readout_ms is not None and source.readout_ms is not None:
        raise UnreadableLandmarks(
            f"The rolling shutter of {source.readout_ms:g} ms is already taken out of {path.name}; "
            "leave --readout-ms out."
        )
    return analyze_landmarks(
        imported.landmarks,
        source=source.video,
        camera=source.camera,
        vertical=source.vertical,
        network=source.network,
        m_per_px=source.m_per_px,
        settings=settings,
    )


def analyze_upload(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    """Analyse one upload and write its report, which bears its own name; the work of a worker process."""
    with report_folder(out) as partial:
        analysis = analyze_video(video, record.settings, progress, name=record.file_name)
        rear = video.with_name(REAR_VIDEO) if record.rear_file_name else None
        if rear:
            analysis = with_rear_video(analysis, rear, record.settings, progress, name=record.rear_file_name)
        write_outputs(analysis, video, partial, rear_video=rear, progress=progress)
    clips = [analysis, analysis.rear] if analysis.rear else [analysis]
    return Result(analysis.quality, sum(clip.source.duration_s for clip in clips))
