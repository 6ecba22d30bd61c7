"""Find people and their landmarks in pictures: one protocol, one file per engine.

`blazepose` runs the BlazePose networks on OpenVINO and opens no connection. `mediapipe` runs the same
networks inside MediaPipe's Pose Landmarker, which reports its use to its maker; it is imported only when
asked for.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Protocol, cast, get_args

from vision.clip_settings import Engine, Model, Precision
from vision.datatypes import Frame, Image, Landmarks, Region, Regions
from vision.errors import InvalidSetting

_MODULES: dict[Engine, str] = {
    "blazepose": "vision.landmarks.blazepose",
    "mediapipe": "vision.landmarks.mediapipe_tasks",
}


class PoseEstimator(Protocol):
    """Persons in a picture, and one person's landmarks over time.

    `network` names the landmark network, `precision` the arithmetic that it is computed with. Where not
    `whole_pictures`, landmarks need no more of a picture than the piece that lies in the region.
    """

    @property
    def name(self) -> str: ...

    @property
    def network(self) -> Model: ...

    @property
    def precision(self) -> Precision: ...

    @property
    def whole_pictures(self) -> bool: ...

    def detect(self, image: Image, *, thorough: bool = True) -> tuple[Region, ...]:
        """Everyone in one upright RGB picture (height, width, 3), surest first.

        Unless `thorough`, small persons are looked for only where no large one is found.
        """
        ...

    def landmarks(self, frames: Iterable[Frame], regions: Regions) -> Landmarks:
        """Landmarks of the person in `regions`, one row per region.

        `frames` are the frames of `regions.time_s`, in step with it; they are taken one at a time. A row is
        NaN with confidence 0 where the region is NaN, where nobody is in it, and for frames that never came.
        Raises ValueError when a frame and its region differ in time.
        """
        ...


def make_estimator(
    *, engine: Engine = "blazepose", model: Model = "heavy", precision: Precision = "auto"
) -> PoseEstimator:
    """The engine with its networks loaded.

    Raises NetworksUnavailable when the networks are neither cached nor to be had, InvalidSetting for an
    unknown engine or model, or a precision that the engine or the processor has not.
    """
    if engine not in _MODULES:
        raise InvalidSetting(f"There is no engine {engine!r}; choose one of {', '.join(_MODULES)}.")
    if model not in get_args(Model):
        raise InvalidSetting(f"There is no model {model!r}; choose one of {', '.join(get_args(Model))}.")
    return cast(PoseEstimator, import_module(_MODULES[engine]).open_estimator(model, precision))
