"""Video -> Analysis: from the file to the landmarks, and on to what they say."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from vision.analysis import analyze_clip
from vision.belt import ground_speed_px_s
from vision.clip_facts import ClipFacts
from vision.clip_settings import Engine, Model, Precision, Settings, Sex, ViewSetting
from vision.datatypes import (
    ASSUMED_VERTICAL,
    Analysis,
    Camera,
    Footage,
    Landmarks,
    Network,
    PersonPlace,
    Provenance,
    Vertical,
    VideoInfo,
)
from vision.errors import CannotMeasure, InvalidSetting
from vision.following import look_at
from vision.landmarks import PoseEstimator, make_estimator
from vision.memory import share_memory
from vision.networks import network_sha256
from vision.opening import Opening
from vision.progress import Progress, silent
from vision.quality import refuse
from vision.runtimes import runtime_versions
from vision.vertical import find_vertical
from vision.video import Video, open_video


def analyze(
    video: str | Path,
    *,
    speed_mps: float | None = None,
    height_cm: float | None = None,
    mass_kg: float | None = None,
    incline_pct: float = 0.0,
    capture_fps: float | None = None,
    readout_ms: float | None = None,
    view: ViewSetting = "auto",
    sex: Sex | None = None,
    person_x_px: float | None = None,
    person_y_px: float | None = None,
    person_time_s: float | None = None,
    model: Model = "heavy",
    engine: Engine = "blazepose",
    precision: Precision = "auto",
    name: str | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Running form of the one runner in a video, or of the person who is pointed at (see Settings).

    `name` is what the clip is called, in the report too, where its file bears another name.

    A clip that cannot be measured comes back with the verdict "refused" and the reason. Raises
    UnreadableVideo, NetworksUnavailable and InvalidSetting.
    """
    settings = Settings(
        speed_mps=speed_mps,
        height_cm=height_cm,
        mass_kg=mass_kg,
        incline_pct=incline_pct,
        capture_fps=capture_fps,
        readout_ms=readout_ms,
        view=view,
        sex=sex,
        person_x_px=person_x_px,
        person_y_px=person_y_px,
        person_time_s=person_time_s,
    )
    share_memory()
    whole = open_video(video, name=name)
    _require_shown(settings.person, whole)
    opening, estimator = _opened(whole, engine, model, precision)
    clip = opening.clip
    made = _provenance(settings, Network(engine, model, network_sha256(model), estimator.precision))
    tell = progress or silent
    try:
        seen = look_at(opening, estimator, person=_within(settings.person, clip.info), progress=tell)
    except CannotMeasure as error:
        quality = refuse(error, coverage=0.0, capture_fps=capture_fps or clip.info.capture_fps)
        return Analysis(clip.info, quality, made)
    del estimator  # a sixth of a gigabyte that nobody needs any longer
    tell("measure", 0.0)
    ground_speed = partial(ground_speed_px_s, sample=clip.sample)
    camera = seen.survey.camera
    vertical = find_vertical(seen.survey.edges, seen.landmarks, camera=camera, source=clip.info)
    facts = ClipFacts(clip.info, settings, made, camera, vertical, ground_speed, seen.footage)
    analysis = analyze_clip(seen.landmarks, facts)
    tell("measure", 1.0)
    return analysis


def estimate_landmarks(
    video: str | Path,
    *,
    model: Model = "heavy",
    engine: Engine = "blazepose",
    precision: Precision = "auto",
    progress: Progress | None = None,
) -> Landmarks:
    """Landmarks of the one runner in a video as the network drew them: the first of the stages one by one.

    The later stages are to be told of `Network(engine, model)`. Raises CannotMeasure where nobody can be
    followed, UnreadableVideo, NetworksUnavailable and InvalidSetting.
    """
    share_memory()
    opening, estimator = _opened(open_video(video), engine, model, precision)
    return look_at(opening, estimator, progress=progress or silent).landmarks


def _opened(
    whole: Video, engine: Engine, model: Model, precision: Precision
) -> tuple[Opening, PoseEstimator]:
    """The networks load while the first pictures are decoded."""
    with ThreadPoolExecutor(1) as beside:
        loading = beside.submit(make_estimator, engine=engine, model=model, precision=precision)
        opening = Opening.of(whole)
    return opening, loading.result()


def analyze_landmarks(
    landmarks: Landmarks,
    *,
    source: VideoInfo,
    camera: Camera = "static",
    vertical: Vertical = ASSUMED_VERTICAL,
    network: Network | None = None,
    footage: Footage | None = None,
    m_per_px: float | None = None,
    settings: Settings | None = None,
) -> Analysis:
    """The same from landmarks that are already there; `source` and `network` say what they were made from.

    Without pixels a scale comes from height alone or from `m_per_px`, of landmarks that were measured in
    metres, and which way is up from `vertical`; without `footage` nothing is known of repeated pictures and
    cuts.
    """
    settings = settings or Settings()
    made = _provenance(settings, network or Network(), "landmarks")
    facts = ClipFacts(source, settings, made, camera, vertical, footage=footage, m_per_px=m_per_px)
    return analyze_clip(landmarks, facts)


def require_shown(video: str | Path, settings: Settings) -> None:
    """Raises InvalidSetting where the person to follow lies outside picture or clip, UnreadableVideo."""
    _require_shown(settings.person, open_video(video))


def _require_shown(person: PersonPlace | None, video: Video) -> None:
    if person is None:
        return
    width, height, first_s, last_s = video.info.width, video.info.height, video.time_s[0], video.time_s[-1]
    if not (person.x_px <= width and person.y_px <= height):
        raise InvalidSetting(
            f"The point {person.x_px:g}, {person.y_px:g} lies outside the picture of this clip, which is "
            f"{width} x {height} pixels; give a point on the body of the person to follow."
        )
    if not first_s <= person.time_s <= last_s + video.info.duration_s / video.info.frames:
        raise InvalidSetting(
            f"This clip runs from {first_s:.2f} to {last_s:.2f} s, and {person.time_s:.2f} s is outside it; "
            "give the time of a frame that shows the person to follow."
        )


def _within(person: PersonPlace | None, clip: VideoInfo) -> PersonPlace | None:
    """The same point in the part of the picture that the clip fills."""
    if person is None or clip.window is None:
        return person
    left, top = clip.window.left, clip.window.top
    return replace(person, x_px=person.x_px - left, y_px=person.y_px - top)


def _provenance(
    settings: Settings, network: Network, made_from: Literal["video", "landmarks"] = "video"
) -> Provenance:
    return Provenance(
        version=version("midstance"),
        network=network,
        settings=settings.as_dict(),
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        made_from=made_from,
        runtime=runtime_versions(),
    )
