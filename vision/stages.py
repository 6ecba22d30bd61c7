"""The stages after the landmarks one by one, for people who bring their own."""

from vision.circumstances import Circumstances
from vision.clip_measures import RunnerFacts
from vision.clip_settings import Sex
from vision.datatypes import Floats, GaitEvents, Landmarks, Measures, Network, Scene, Track
from vision.definitions import definition_spread, joint_track
from vision.events import detect_events_from_the_side
from vision.filtering import smooth_track
from vision.jumps import knee_jumps_pct
from vision.mass import center_of_mass
from vision.metrics import measure_from_the_side
from vision.passage import with_passage
from vision.rear import detect_events_from_behind, measure_from_behind
from vision.scene import read_scene
from vision.step_measures import Drawing
from vision.tracks import repair_legs
from vision.withholding import withhold


def make_track(landmarks: Landmarks) -> Track:
    """Landmarks with the legs put right, gaps filled and noise smoothed."""
    legs = repair_legs(landmarks)
    return smooth_track(legs.landmarks, exchanged=legs.exchanged)


def detect_events(track: Track, scene: Scene | None = None) -> GaitEvents:
    """Initial contacts and toe-offs of both feet; the scene is read from the track when not given.

    Raises CannotMeasure when there is no running stride.
    """
    return events_of(track, scene or read_scene(track))


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
    measures = measures_of(joints, scene, events, center_of_mass(joints, sex=sex), runner, network)
    return withhold(measures, Circumstances.of(track, scene, network))


def events_of(track: Track, scene: Scene) -> GaitEvents:
    """Initial contacts and toe-offs as the view shows them; raises CannotMeasure as detect_events does."""
    detect = detect_events_from_behind if scene.view == "rear" else detect_events_from_the_side
    return detect(track, scene)


def measures_of(
    joints: Track,
    scene: Scene,
    events: GaitEvents,
    com_px: Floats,
    runner: RunnerFacts,
    network: Network,
    *,
    rough: bool = False,
) -> Measures:
    """Every measure that the view shows, with nothing withheld; `rough` says that the pictures hide colours
    or the top of the head, which moves all landmarks."""
    measured = measure_from_behind if scene.view == "rear" else measure_from_the_side
    drawing = Drawing(definition_spread(network), rough, knee_jumps_pct(joints, scene, events))
    return measured(joints, scene, events, com_px=com_px, runner=runner, drawing=drawing)
