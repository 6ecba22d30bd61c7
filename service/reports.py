"""One clip in, one report folder out: what the command line and the worker processes share."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from service.models import AnalysisSettings, Record
from service.store import REAR_VIDEO
from vision import (
    Analysis,
    LandmarksSource,
    Progress,
    Quality,
    Settings,
    UnreadableLandmarks,
    analyze,
    analyze_landmarks,
    combine,
    open_video,
    read_landmarks,
    read_landmarks_source,
    write_outputs,
)

# report.json comes last and goes first: where it lies, everything beside it belongs to it.
OUTPUTS = (
    "frames",
    "rear_frames",
    "landmarks.parquet",
    "observed.npz",
    "steps.csv",
    "events.csv",
    "annotated.mp4",
    "rear_annotated.mp4",
    "report.html",
    "report.json",
)

FRAME_NAME = re.compile(r"\d{6,}\.jpg|(near|far|left|right)_(initial_contact|midstance|toe_off)\.jpg")


class Result(NamedTuple):
    """What is kept of an analysis besides its report; `video_s` is how much it looked at."""

    quality: Quality
    video_s: float


def check_video(video: Path, _: Progress) -> None:
    """Raises UnreadableVideo when `video` has no picture that can be decoded."""
    open_video(video)


def analyze_video(video: Path, settings: AnalysisSettings, progress: Progress) -> Analysis:
    """The analysis of one clip; raises what `vision.analyze` raises."""
    return analyze(video, **settings.model_dump(), progress=progress)


def with_rear_video(
    analysis: Analysis, rear: Path, settings: AnalysisSettings, progress: Progress
) -> Analysis:
    """The analysis joined by what a clip of the same run from behind shows.

    The rate of filming that was told is that of the first clip; the other one says its own or plays in real
    time. A refused analysis stays as it is.
    """
    if analysis.quality.verdict == "refused":
        return analysis
    own = settings.model_copy(update={"capture_fps": None, "view": "auto"})
    return combine(analysis, analyze_video(rear, own, progress))


def analyze_landmark_file(path: Path, video: Path | None, settings: Settings) -> Analysis:
    """The same from landmarks; `video` is the clip they came from, needed where their file does not name it.

    Raises UnreadableLandmarks and UnreadableVideo.
    """
    landmarks = read_landmarks(path)
    try:
        source = read_landmarks_source(path)
    except UnreadableLandmarks:
        if video is None:
            raise
        source = LandmarksSource(open_video(video).info)
    if video is not None and open_video(video).info.sha256 != source.video.sha256:
        raise UnreadableLandmarks(
            f"{path.name} was made from another clip than {video.name}; give that clip, or none."
        )
    if settings.readout_ms is not None and source.readout_ms is not None:
        raise UnreadableLandmarks(
            f"The rolling shutter of {source.readout_ms:g} ms is already taken out of {path.name}; "
            "leave --readout-ms out."
        )
    return analyze_landmarks(
        landmarks,
        source=source.video,
        camera=source.camera,
        vertical=source.vertical,
        network=source.network,
        settings=settings,
    )


def analyze_upload(video: Path, out: Path, record: Record, progress: Progress) -> Result:
    """Analyse one upload and write its report, which bears its own name; the work of a worker process."""
    with report_folder(out) as partial:
        analysis = _named(analyze_video(video, record.settings, progress), record.file_name)
        rear = video.with_name(REAR_VIDEO) if record.rear_file_name else None
        if rear:
            analysis = with_rear_video(analysis, rear, record.settings, progress)
        if analysis.rear and record.rear_file_name:
            analysis = replace(analysis, rear=_named(analysis.rear, record.rear_file_name))
        write_outputs(analysis, video, partial, rear_video=rear, progress=progress)
    clips = [analysis, analysis.rear] if analysis.rear else [analysis]
    return Result(analysis.quality, sum(clip.source.duration_s for clip in clips))


def _named(analysis: Analysis, file: str) -> Analysis:
    """The same of a clip that its owner knows by another name."""
    return replace(analysis, source=replace(analysis.source, file=file))


def require_writable(out: Path) -> None:
    """Raises OSError where no report folder can be made at `out`, or nothing be written to it."""
    with _partial_folder(out):
        pass


@contextmanager
def report_folder(out: Path) -> Iterator[Path]:
    """A partial folder inside `out` whose outputs replace those of `out` when the block succeeds.

    An interrupted block leaves `out` as it was, or away if it was not there.
    """
    with _partial_folder(out) as partial:
        yield partial
        for name in reversed(OUTPUTS):
            _remove(out / name)
        for name in OUTPUTS:
            if (partial / name).is_dir():
                _merge(partial / name, out / name)
            elif (partial / name).exists():
                (partial / name).replace(out / name)


@contextmanager
def _partial_folder(out: Path) -> Iterator[Path]:
    """An empty folder inside `out`, which is made for it and goes with it if it stays empty."""
    created = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=out))
    try:
        yield partial
    finally:
        shutil.rmtree(partial)
        if created and not any(out.iterdir()):
            out.rmdir()


def _remove(path: Path) -> None:
    """Remove an output of an earlier run, but none of a user's own files beside the frames."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
        return
    for frame in path.iterdir():
        if FRAME_NAME.fullmatch(frame.name):
            frame.unlink()
    if not any(path.iterdir()):
        path.rmdir()


def _merge(source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for file in source.iterdir():
        file.replace(target / file.name)
