"""Video -> Analysis: the order of the stages and their defaults."""

from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from vision.camera import FramePair, background_speed, camera_of
from vision.clip_measures import RunnerFacts
from vision.datatypes import (
    Analysis,
    Camera,
    Frame,
    GaitEvents,
    Landmarks,
    Measures,
    Provenance,
    Region,
    Regions,
    Scene,
    Track,
    VideoInfo,
)
from vision.errors import CannotMeasure
from vision.events import detect_events as detect_events_in
from vision.filtering import smooth_track
from vision.findings import find
from vision.flags import flag
from vision.landmarks import PoseEstimator, make_estimator
from vision.mass import center_of_mass
from vision.metrics import measure as measure_with
from vision.networks import network_sha256
from vision.persons import choose_runner, link_persons, sample_frames
from vision.progress import Progress, counted, silent
from vision.quality import judge, refuse, require_runner, require_running, require_steps, require_true_time
from vision.scene import read_scene, with_ground_line
from vision.settings import Engine, Model, Settings, Sex, ViewSetting
from vision.tracks import repair_legs
from vision.video import Video, open_video


def analyze(
    video: str | Path,
    *,
    speed_mps: float | None = None,
    height_cm: float | None = None,
    mass_kg: float | None = None,
    incline_pct: float = 0.0,
    capture_fps: float | None = None,
    view: ViewSetting = "auto",
    sex: Sex | None = None,
    model: Model = "heavy",
    engine: Engine = "blazepose",
    progress: Progress | None = None,
) -> Analysis:
    """Running form of the one runner in a video.

    A clip that cannot be measured comes back with the verdict "refused" and the reason. Raises
    UnreadableVideo, NetworksUnavailable and InvalidSetting.
    """
    settings = Settings(
        speed_mps=speed_mps,
        height_cm=height_cm,
        mass_kg=mass_kg,
        incline_pct=incline_pct,
        capture_fps=capture_fps,
        view=view,
        sex=sex,
        model=model,
        engine=engine,
    )
    clip = open_video(video)
    estimator = make_estimator(engine=engine, model=model)
    tell = progress or silent
    try:
        regions, camera = find_runner(clip, estimator, progress=tell)
    except CannotMeasure as error:
        quality = refuse(clip.info, error, coverage=0.0, capture_fps=capture_fps)
        return Analysis(clip.info, quality, _provenance(settings))
    landmarks = estimator.landmarks(counted(clip.frames(), clip.info.frames, "landmarks", tell), regions)
    tell("measure", 0.0)
    analysis = _analyze(landmarks, clip.info, settings, camera)
    tell("measure", 1.0)
    return analysis


def analyze_landmarks(
    landmarks: Landmarks,
    *,
    source: VideoInfo,
    camera: Camera = "static",
    speed_mps: float | None = None,
    height_cm: float | None = None,
    mass_kg: float | None = None,
    incline_pct: float = 0.0,
    capture_fps: float | None = None,
    view: ViewSetting = "auto",
    sex: Sex | None = None,
) -> Analysis:
    """The same from landmarks that are already there; `source` says what they were made from."""
    settings = Settings(
        speed_mps=speed_mps,
        height_cm=height_cm,
        mass_kg=mass_kg,
        incline_pct=incline_pct,
        capture_fps=capture_fps,
        view=view,
        sex=sex,
    )
    return _analyze(landmarks, source, settings, camera)


def find_runner(video: Video, estimator: PoseEstimator, *, progress: Progress) -> tuple[Regions, Camera]:
    """The runner's square in every frame, and whether the camera stands still.

    Raises CannotMeasure when there is nobody to measure.
    """
    samples = sample_frames(video.time_s)
    pairs = np.unique(np.concatenate([samples, np.minimum(samples + 1, video.info.frames - 1)]))
    sightings: list[tuple[float, tuple[Region, ...]]] = []
    speeds: list[float] = []
    previous: tuple[Frame, tuple[Region, ...]] | None = None
    looked_at = frozenset(samples.tolist())
    for frame in counted(video.sample(pairs), len(pairs), "find the runner", progress):
        if previous and frame.index == previous[0].index + 1:
            speeds.append(background_speed(FramePair(previous[0], frame, previous[1])))
        if frame.index in looked_at:
            previous = (frame, estimator.detect(frame.image))
            sightings.append((frame.time_s, previous[1]))

    def probe(regions: Regions) -> Landmarks:
        return estimator.landmarks(video.sample(np.searchsorted(video.time_s, regions.time_s)), regions)

    runner = choose_runner(link_persons(sightings), time_s=video.time_s, width=video.info.width, probe=probe)
    return runner, camera_of(speeds)


def make_track(landmarks: Landmarks) -> Track:
    """Landmarks with the legs put right, gaps filled and noise smoothed."""
    legs = repair_legs(landmarks)
    return smooth_track(legs.landmarks, exchanged=legs.exchanged)


def detect_events(track: Track, scene: Scene | None = None) -> GaitEvents:
    """Initial contacts and toe-offs of both feet; the scene is read from the track when not given.

    Raises CannotMeasure when there is no running stride.
    """
    return detect_events_in(track, scene or read_scene(track))


def measure(
    track: Track,
    events: GaitEvents,
    scene: Scene | None = None,
    *,
    speed_mps: float | None = None,
    height_cm: float | None = None,
    mass_kg: float | None = None,
    sex: Sex | None = None,
) -> Measures:
    """Every measure of a track with its events; the scene is read from the track when not given."""
    return measure_with(
        track,
        scene or read_scene(track, height_cm=height_cm),
        events,
        com_px=center_of_mass(track, sex=sex),
        runner=RunnerFacts(speed_mps, height_cm, mass_kg),
    )


def _analyze(landmarks: Landmarks, source: VideoInfo, settings: Settings, camera: Camera) -> Analysis:
    coverage, scene = 0.0, None
    true_time = _in_true_time(landmarks, source, settings.capture_fps)
    try:
        track = make_track(true_time)
        coverage = require_runner(track)
        scene = read_scene(
            track,
            camera=camera,
            view=None if settings.view == "auto" else settings.view,
            height_cm=settings.height_cm,
            incline_pct=settings.incline_pct,
        )
        return _measured(track, scene, source, settings, coverage)
    except CannotMeasure as error:
        quality = refuse(source, error, coverage=coverage, capture_fps=settings.capture_fps)
        return Analysis(source, quality, _provenance(settings), scene=scene)


def _measured(track: Track, scene: Scene, source: VideoInfo, settings: Settings, coverage: float) -> Analysis:
    require_running(track, scene)
    events = detect_events_in(track, scene)
    require_steps(events)
    scene = with_ground_line(scene, track, events)
    com_px = center_of_mass(track, sex=settings.sex)
    runner = RunnerFacts(settings.speed_mps, settings.height_cm, settings.mass_kg)
    measures = measure_with(track, scene, events, com_px=com_px, runner=runner)
    require_true_time(measures, scene, track.frame_rate_hz)
    return Analysis(
        source,
        judge(source, scene, events, coverage=coverage, track=track, capture_fps=settings.capture_fps),
        _provenance(settings),
        scene=scene,
        track=track,
        com_px=com_px,
        events=events,
        measures=measures,
        findings=find(measures.metrics, speed_mps=settings.speed_mps, height_cm=settings.height_cm),
        flags=flag(track, scene, events, measures),
    )


def _in_true_time(landmarks: Landmarks, source: VideoInfo, capture_fps: float | None) -> Landmarks:
    """Times as they were filmed: 240 frames a second played at 30 last 8 times too long."""
    if capture_fps is None:
        return landmarks
    return replace(landmarks, time_s=landmarks.time_s * source.container_fps / capture_fps)


def _provenance(settings: Settings) -> Provenance:
    return Provenance(
        version=version("midstance"),
        engine=settings.engine,
        network=settings.model,
        network_sha256=network_sha256(settings.model),
        settings=settings.as_dict(),
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
