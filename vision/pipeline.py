"""Video -> Analysis: the order of the stages and their defaults."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from vision.belt import ground_speed_px_s
from vision.clip_measures import RunnerFacts
from vision.clip_settings import Engine, Model, Precision, Settings, Sex, ViewSetting
from vision.continuity import Continuous, longest_stretch
from vision.datatypes import (
    ASSUMED_VERTICAL,
    Analysis,
    Camera,
    Floats,
    Footage,
    GaitEvents,
    Landmarks,
    Measures,
    Network,
    Provenance,
    Reason,
    Scene,
    Track,
    Vertical,
    VideoInfo,
)
from vision.definitions import definition_spread, joint_track
from vision.errors import CannotMeasure
from vision.events import detect_events as detect_events_in
from vision.filtering import smooth_track
from vision.findings import find
from vision.flags import flag
from vision.instants import at_true_instants
from vision.landmarks import make_estimator
from vision.mass import center_of_mass
from vision.metrics import measure as measure_with
from vision.networks import network_sha256
from vision.passage import with_passage
from vision.progress import Progress, counted, silent
from vision.quality import (
    Seen,
    explained,
    is_blurred,
    judge,
    read_tempo,
    refuse,
    require_framing,
    require_motion,
    require_runner,
    require_running,
    require_step_rate,
    require_steps,
    require_true_tempo,
)
from vision.rear import detect_events_from_behind, measure_from_behind
from vision.scene import read_scene, with_belt_scale, with_ground_line
from vision.steadiness import holding_all, reasons_of
from vision.survey import look_through, survey_video
from vision.tracks import repair_legs
from vision.vertical import find_vertical
from vision.video import open_video
from vision.withholding import Circumstances, withhold


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
    model: Model = "heavy",
    engine: Engine = "blazepose",
    precision: Precision = "auto",
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
        readout_ms=readout_ms,
        view=view,
        sex=sex,
    )
    clip = open_video(video)
    estimator = make_estimator(engine=engine, model=model, precision=precision)
    made = _provenance(settings, Network(engine, model, network_sha256(model), estimator.precision))
    tell = progress or silent
    try:
        survey = survey_video(clip, estimator, progress=tell)
    except CannotMeasure as error:
        quality = refuse(error, coverage=0.0, capture_fps=capture_fps or clip.info.capture_fps)
        return Analysis(clip.info, quality, made)
    frames = counted(clip.frames(), clip.info.frames, "landmarks", tell)
    landmarks, footage = look_through(frames, survey, estimator)
    tell("measure", 0.0)
    ground_speed = partial(ground_speed_px_s, sample=clip.sample)
    vertical = find_vertical(survey.edges, landmarks, camera=survey.camera, source=clip.info)
    facts = _Clip(clip.info, settings, made, survey.camera, vertical, ground_speed, footage)
    analysis = _analyze(landmarks, facts)
    tell("measure", 1.0)
    return analysis


def analyze_landmarks(
    landmarks: Landmarks,
    *,
    source: VideoInfo,
    camera: Camera = "static",
    vertical: Vertical = ASSUMED_VERTICAL,
    network: Network | None = None,
    footage: Footage | None = None,
    settings: Settings | None = None,
) -> Analysis:
    """The same from landmarks that are already there; `source` and `network` say what they were made from.

    Without pixels a scale comes from height alone, and which way is up from `vertical`; without `footage`
    nothing is known of repeated pictures and cuts.
    """
    settings = settings or Settings()
    made = _provenance(settings, network or Network())
    return _analyze(landmarks, _Clip(source, settings, made, camera, vertical, footage=footage))


def make_track(landmarks: Landmarks) -> Track:
    """Landmarks with the legs put right, gaps filled and noise smoothed."""
    legs = repair_legs(landmarks)
    return smooth_track(legs.landmarks, exchanged=legs.exchanged)


def detect_events(track: Track, scene: Scene | None = None) -> GaitEvents:
    """Initial contacts and toe-offs of both feet; the scene is read from the track when not given.

    Raises CannotMeasure when there is no running stride.
    """
    return _events(track, scene or read_scene(track))


def measure(
    track: Track,
    events: GaitEvents,
    scene: Scene | None = None,
    *,
    speed_mps: float | None = None,
    height_cm: float | None = None,
    mass_kg: float | None = None,
    sex: Sex | None = None,
    network: Network | None = None,
) -> Measures:
    """Every measure of a track with its events; the scene is read from the track when not given.

    What these circumstances do not show is withheld. `network` is what drew the landmarks; without it they
    count as joints of an unknown definition.
    """
    scene = with_passage(scene or read_scene(track, height_cm=height_cm), track, events)
    network = network or Network()
    joints = joint_track(track, scene, network)
    runner = RunnerFacts(speed_mps, height_cm, mass_kg)
    measures = _measures(joints, scene, events, center_of_mass(joints, sex=sex), runner, network)
    return withhold(measures, Circumstances.of(track, scene, network))


@dataclass(frozen=True, slots=True)
class _Clip:
    """What is known of a clip beside its landmarks."""

    source: VideoInfo
    settings: Settings
    provenance: Provenance
    camera: Camera
    vertical: Vertical
    ground_speed: Callable[[Track, Scene, GaitEvents], float] | None = None  # px/s, NaN when unknown
    footage: Footage | None = None

    @property
    def capture_fps(self) -> float | None:
        """The rate of filming as the user or the container states it."""
        return self.settings.capture_fps or self.source.capture_fps


def _analyze(landmarks: Landmarks, clip: _Clip) -> Analysis:
    coverage, scene, found = 0.0, None, tuple[Reason, ...]()
    try:
        require_motion(landmarks)
        require_framing(landmarks, clip.source)
        landmarks = at_true_instants(
            landmarks, clip.source, capture_fps=clip.capture_fps, readout_ms=clip.settings.readout_ms
        )
        continuous = longest_stretch(landmarks, clip.footage, repair=lambda some: repair_legs(some).landmarks)
        found = continuous.reasons
        track = make_track(continuous.landmarks)
        coverage = require_runner(track, within=continuous.used)
        scene = read_scene(
            track,
            camera=clip.camera,
            view=None if clip.settings.view == "auto" else clip.settings.view,
            height_cm=clip.settings.height_cm,
            incline_pct=clip.settings.incline_pct,
            vertical=clip.vertical,
        )
        return _measured(track, scene, clip, continuous, coverage)
    except CannotMeasure as error:
        cause = explained(error, landmarks, clip.source, clip.footage)
        quality = refuse(cause, coverage=coverage, capture_fps=clip.capture_fps, found=found)
        return Analysis(clip.source, quality, clip.provenance, scene=scene)


def _measured(track: Track, scene: Scene, clip: _Clip, continuous: Continuous, coverage: float) -> Analysis:
    require_running(track, scene)
    events = _events(track, scene)
    require_step_rate(events, track.frame_rate_hz)
    require_steps(events, track)
    scene = _scaled(with_passage(with_ground_line(scene, track, events), track, events), track, events, clip)
    settings, network = clip.settings, clip.provenance.network
    joints = joint_track(track, scene, network)
    com_px = center_of_mass(joints, sex=settings.sex)
    runner = RunnerFacts(settings.speed_mps, settings.height_cm, settings.mass_kg)
    measured = _measures(joints, scene, events, com_px, runner, network)
    measured, change = holding_all(measured, events, unseen_share=continuous.unseen_share)
    circumstances = Circumstances.of(track, scene, network, clip.footage)
    circumstances = replace(circumstances, unsteady=change is not None, blurred=is_blurred(clip.footage))
    belt_px_s = partial(clip.ground_speed, track, scene, events) if clip.ground_speed else None
    tempo = read_tempo(withhold(measured, circumstances.unzoomed), scene, told=runner, belt_px_s=belt_px_s)
    require_true_tempo(tempo, measured, track.frame_rate_hz)
    doubted, unsure = tempo.doubtful and clip.capture_fps is None, not continuous.timed
    measures = withhold(measured, replace(circumstances, tempo_doubted=doubted, times_unsure=unsure))
    seen = Seen(
        source=clip.source,
        scene=scene,
        track=track,
        events=events,
        tempo=tempo,
        footage=clip.footage,
        found=(*continuous.reasons, *reasons_of(change)),
        timed=continuous.timed,
        coverage=coverage,
        capture_fps=clip.capture_fps,
    )
    speed_mps = settings.speed_mps or measures.metrics["speed_mps"].value
    return Analysis(
        clip.source,
        judge(seen),
        clip.provenance,
        scene=scene,
        track=track,
        joints=joints,
        com_px=com_px,
        events=events,
        measures=measures,
        findings=find(measures.metrics, speed_mps=speed_mps, height_cm=settings.height_cm),
        flags=flag(track, scene, events, measures),
    )


def _events(track: Track, scene: Scene) -> GaitEvents:
    return (detect_events_from_behind if scene.view == "rear" else detect_events_in)(track, scene)


def _measures(
    joints: Track, scene: Scene, events: GaitEvents, com_px: Floats, runner: RunnerFacts, network: Network
) -> Measures:
    measured = measure_from_behind if scene.view == "rear" else measure_with
    spread = definition_spread(network)
    return measured(joints, scene, events, com_px=com_px, runner=runner, definition_spread=spread)


def _scaled(scene: Scene, track: Track, events: GaitEvents, clip: _Clip) -> Scene:
    """The scene with a scale from the belt's speed where the height is not known."""
    speed_mps = clip.settings.speed_mps
    if scene.scale is not None or speed_mps is None or clip.ground_speed is None:
        return scene
    return with_belt_scale(
        scene, ground_speed_px_s=clip.ground_speed(track, scene, events), speed_mps=speed_mps
    )


def _provenance(settings: Settings, network: Network) -> Provenance:
    return Provenance(
        version=version("midstance"),
        network=network,
        settings=settings.as_dict(),
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
