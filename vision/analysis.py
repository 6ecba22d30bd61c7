"""Landmarks -> Analysis: what is measured in which order, and where it stops."""

from dataclasses import dataclass, replace

from vision.algebra import on_one_thread
from vision.bobbing import Bob, bob_of
from vision.circumstances import Circumstances, Condition
from vision.clip_facts import ClipFacts
from vision.clip_measures import RunnerFacts
from vision.corrections import corrected_events
from vision.datatypes import (
    Analysis,
    Continuous,
    Floats,
    GaitEvents,
    Landmarks,
    Measures,
    Observed,
    Quality,
    Reason,
    Scene,
    Track,
)
from vision.definitions import joint_track
from vision.errors import CannotMeasure
from vision.events import steps_between
from vision.findings import find
from vision.flags import flag
from vision.interpolation import is_interpolated
from vision.mass import center_of_mass
from vision.passage import with_passage
from vision.placing import with_landmarks_placed, with_legs_exchanged
from vision.quality import (
    MeasuredClip,
    Tempo,
    cause_of,
    crown_is_out,
    doubts_of_speed,
    head_is_out,
    is_blurred,
    is_gray,
    judge,
    read_tempo,
    refuse,
    require_cadence,
    require_runner,
    require_running,
    require_steps,
    require_true_tempo,
)
from vision.scene import read_scene, with_belt_scale, with_ground_line, with_known_scale
from vision.stages import events_of, measures_of
from vision.steadiness import holding_all, reasons_of
from vision.stretch import Stretch
from vision.withholding import withhold

OTHER_TEMPO = ("slow_motion", "sped_up", "wrong_capture_fps")
"""In a clip that plays at quite another tempo, steps that seem uneven are an effect of that."""


@on_one_thread()
def analyze_clip(landmarks: Landmarks, clip: ClipFacts, stretch: Stretch | None = None) -> Analysis:
    """The whole analysis, from the stretch on where that is known; refused where a stage cannot measure."""
    coverage, scene, found = 0.0, None, tuple[Reason, ...]()
    try:
        stretch = stretch or Stretch.found_in(landmarks, clip)
        found, continuous = stretch.continuous.reasons, stretch.continuous
        track = with_legs_exchanged(stretch.track, clip.corrections)
        coverage = require_runner(track, within=continuous.used)
        scene = _scene(track, clip)
        require_running(track, scene)
        as_before = clip.direction is None and track is stretch.track
        detected = stretch.events if stretch.events and as_before else events_of(track, scene)
        events = _events(detected, track, scene, clip)
        scene = with_passage(with_ground_line(scene, track, events), track, events)
        filmed = not _interpolated(clip, track, events)
        belt_px_s = _belt_px_s(scene, track, events, clip) if filmed else None  # ghosts of a shoe lead astray
        scene = _scaled(scene, belt_px_s, clip)
        analysis = _measured(_Runner(track, scene, events, coverage, filmed, belt_px_s), clip, continuous)
        once = replace(continuous, landmarks=landmarks)
        seen = Observed(
            landmarks,
            clip.footage,
            clip.camera,
            clip.vertical,
            once,
            stretch.track,
            detected,
            belt_px_s,
            clip.m_per_px,
        )
        return replace(analysis, observed=seen)
    except CannotMeasure as error:
        cause = cause_of(error, landmarks, clip.source, clip.footage)
        found = () if cause.code in OTHER_TEMPO else found
        quality = refuse(cause, coverage=coverage, capture_fps=clip.capture_fps, found=found)
        return Analysis(clip.source, quality, clip.provenance, scene=scene)


@dataclass(frozen=True, slots=True, eq=False)
class _Runner:
    """What is known of the runner before anything is measured; `filmed`: no frame was made from others."""

    track: Track
    scene: Scene
    events: GaitEvents
    coverage: float
    filmed: bool
    belt_px_s: float | None  # None without pixels, NaN where it is unknown


def _scene(track: Track, clip: ClipFacts) -> Scene:
    settings = clip.settings
    scene = read_scene(
        track,
        camera=clip.camera,
        view=None if settings.view == "auto" else settings.view,
        height_cm=settings.height_cm,
        incline_pct=settings.incline_pct,
        vertical=clip.vertical,
        direction=clip.direction,
    )
    return with_known_scale(scene, clip.m_per_px) if clip.m_per_px else scene


def _events(detected: GaitEvents, track: Track, scene: Scene, clip: ClipFacts) -> GaitEvents:
    events = corrected_events(detected, clip.corrections, scene, track.time_s, steps_between=steps_between)
    require_cadence(events, track.shown_hz, capture_fps=clip.capture_fps, told=clip.told_rate)
    require_steps(events, track)
    return events


def _interpolated(clip: ClipFacts, track: Track, events: GaitEvents) -> bool:
    if clip.footage is None:
        return False
    return is_interpolated(clip.footage, track.time_s, stride_time_s=events.stride_time_s)


def _belt_px_s(scene: Scene, track: Track, events: GaitEvents, clip: ClipFacts) -> float | None:
    """How fast the ground passes in the picture, read only where the true speed was told."""
    if clip.ground_speed is None:
        return None
    return clip.ground_speed(track, scene, events) if clip.settings.speed_mps else float("nan")


def _scaled(scene: Scene, belt_px_s: float | None, clip: ClipFacts) -> Scene:
    """The scene with a scale from the belt's speed where the height is not known."""
    speed_mps = clip.settings.speed_mps
    if scene.scale is not None or speed_mps is None or belt_px_s is None:
        return scene
    return with_belt_scale(scene, ground_speed_px_s=belt_px_s, speed_mps=speed_mps)


def _measured(runner: _Runner, clip: ClipFacts, continuous: Continuous) -> Analysis:
    scene, events, settings = runner.scene, runner.events, clip.settings
    drawn = joint_track(runner.track, scene, clip.provenance.network)
    joints, track = with_landmarks_placed(drawn, runner.track, clip.corrections, scene, clip.source)
    com_px = center_of_mass(joints, sex=settings.sex)
    everything = _everything(joints, com_px, runner, clip, crown_out=crown_is_out(track))
    everything, change = holding_all(everything, events, unseen_share=continuous.unseen_share)
    doubts, bob = _doubts_of_speed(runner, clip), _bob(runner, clip)
    noted = _noted(continuous, doubts, bob, steady=change is None)
    measures, tempo = _withheld(everything, _circumstances(runner, clip).also(noted), runner, clip)
    quality = _judged(runner, clip, continuous, tempo, also=(*reasons_of(change), *doubts, *bob.reasons))
    speed_mps = (None if doubts else settings.speed_mps) or measures.metrics["speed_mps"].value
    return Analysis(
        clip.source,
        quality,
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


def _everything(
    joints: Track, com_px: Floats, runner: _Runner, clip: ClipFacts, *, crown_out: bool
) -> Measures:
    """All measures, also those that are going to be withheld."""
    rough = is_gray(clip.footage) or crown_out
    seen, network = (joints, runner.scene, runner.events, com_px), clip.provenance.network
    return measures_of(*seen, _told(clip), network, rough=rough)


def _told(clip: ClipFacts) -> RunnerFacts:
    settings = clip.settings
    return RunnerFacts(settings.speed_mps, settings.height_cm, settings.mass_kg)


def _noted(
    continuous: Continuous, doubts: tuple[Reason, ...], bob: Bob, *, steady: bool
) -> dict[Condition, bool]:
    """The circumstances that showed on the way to the measures."""
    return {
        "unsteady": not steady,
        "times_unsure": not continuous.timed,
        "gliding": continuous.glides,
        "speed_doubted": bool(doubts),
        "bobbing": bob.rise > 0,
        "zoomed": bob.growth > 0,
    }


def _circumstances(runner: _Runner, clip: ClipFacts) -> Circumstances:
    track, network = runner.track, clip.provenance.network
    own = Circumstances.of(track, runner.scene, network, clip.footage, filmed=runner.filmed)
    return own.also({"blurred": is_blurred(clip.footage), "head_out": head_is_out(track, clip.source)})


def _bob(runner: _Runner, clip: ClipFacts) -> Bob:
    background = clip.footage.background if clip.footage else None
    return bob_of(background, runner.track, runner.scene, runner.events)


def _doubts_of_speed(runner: _Runner, clip: ClipFacts) -> tuple[Reason, ...]:
    """Of landmarks alone: the pixels of the shoe tell more."""
    if runner.belt_px_s is not None:
        return ()
    told_mps = clip.settings.speed_mps
    return tuple(doubts_of_speed(runner.track, runner.scene, runner.events, speed_mps=told_mps))


def _withheld(
    measures: Measures, circumstances: Circumstances, runner: _Runner, clip: ClipFacts
) -> tuple[Measures, Tempo]:
    """What may be shown, and the tempo at which the clip plays, as read from what all but times may show.

    Raises CannotMeasure where it plays too fast or too slowly.
    """
    track, scene, belt_px_s = runner.track, runner.scene, runner.belt_px_s
    # a zoom moves bounce by less than runners differ in it
    timed = circumstances.without("zoomed", "zoomed_far", "times_unsure", "gliding")
    tempo = read_tempo(withhold(measures, timed), scene, told=_told(clip), belt_px_s=belt_px_s)
    tempo = replace(tempo, told=(*clip.told_rate, *tempo.told), settled=clip.plays_as_filmed)
    require_true_tempo(tempo, measures, track.shown_hz, capture_fps=clip.capture_fps)
    return withhold(measures, circumstances.also({"tempo_doubted": tempo.doubtful})), tempo


def _judged(
    runner: _Runner, clip: ClipFacts, continuous: Continuous, tempo: Tempo, *, also: tuple[Reason, ...]
) -> Quality:
    return judge(
        MeasuredClip(
            source=clip.source,
            scene=runner.scene,
            track=runner.track,
            events=runner.events,
            tempo=tempo,
            footage=clip.footage,
            found=(*continuous.reasons, *also),
            timed=continuous.timed and not continuous.glides,
            filmed=runner.filmed,
            chosen=clip.settings.person is not None,
            coverage=runner.coverage,
            capture_fps=clip.capture_fps,
        )
    )
