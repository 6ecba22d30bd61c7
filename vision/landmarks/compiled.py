"""A network's file -> the network compiled for this processor, which is kept for the next time."""

import hashlib
import sys
from contextlib import suppress
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

from vision.clip_settings import Precision
from vision.errors import InvalidSetting
from vision.files import write_whole

# OpenVINO reports every import to its maker through this package, from another process; it can do without.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

import openvino as ov  # noqa: E402
from openvino.preprocess import PrePostProcessor  # noqa: E402

_DEVICE = "CPU"
_FOLDER = "compiled"  # beside the networks
_MACHINE = ("FULL_DEVICE_NAME", "OPTIMIZATION_CAPABILITIES")


@cache
def computes_f16() -> bool:
    """Whether the processor itself computes with 16-bit floats (AVX512-FP16 or AMX-FP16).

    Elsewhere OpenVINO takes bfloat16 when asked for them, which moves landmarks by 1.2 px of the
    piece (median; 95 % within 4 to 7, by the clip).
    """
    core = ov.Core()
    tried = core.get_property(_DEVICE, "DEVICE_ARCHITECTURE") == "intel64"
    return tried and "FP16" in core.get_property(_DEVICE, "OPTIMIZATION_CAPABILITIES")


def chosen_precision(wanted: Precision) -> Precision:
    """ "auto" is f16 where the processor computes with it, else f32.

    Raises InvalidSetting when f16 is wanted of a processor that does not.
    """
    if wanted == "f16" and not computes_f16():
        raise InvalidSetting("This processor has no 16-bit arithmetic; choose the precision f32 or auto.")
    if wanted == "auto":
        return "f16" if computes_f16() else "f32"
    return wanted


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is compiled: a file's wanted outputs, with bytes as input, less the mean and over the scale.

    `at_once` is how many pieces it takes together.
    """

    path: Path
    outputs: tuple[str, ...]
    mean: float
    scale: float
    precision: Precision = "f32"
    at_once: int = 1

    def compiled(self) -> ov.CompiledModel:
        """The compiled network: the one kept by an earlier run, or a new one, which is then kept."""
        core, settings = ov.Core(), self._settings
        kept = self._kept(core)
        with suppress(OSError, RuntimeError):  # not there, or not to be used any more
            return core.import_model(kept.read_bytes(), _DEVICE, settings)
        compiled = core.compile_model(self._model(core), _DEVICE, settings)
        with suppress(OSError):  # the folder may be read-only
            _keep(compiled.export_model().getvalue(), kept)
        return compiled

    @property
    def _settings(self) -> dict[str, str]:
        return {"INFERENCE_PRECISION_HINT": self.precision, "PERFORMANCE_HINT": "THROUGHPUT"}

    def _kept(self, core: ov.Core) -> Path:
        """Named for what is wanted of the network on this processor, and for the network and the runtime."""
        machine = [core.get_property(_DEVICE, name) for name in _MACHINE]
        wanted = _digest(repr((astuple(self)[1:], machine)).encode())
        version = _digest(self.path.read_bytes() + ov.get_version().encode())
        return self.path.parent / _FOLDER / f"{self.path.stem}-{wanted}-{version}.blob"

    def _model(self, core: ov.Core) -> ov.Model:
        whole = core.read_model(self.path)
        wanted = [whole.output(name) for name in self.outputs]
        _, *shape = whole.input(0).shape
        steps = PrePostProcessor(ov.Model(wanted, whole.get_parameters(), self.path.stem))
        steps.input().tensor().set_element_type(ov.Type.u8)
        steps.input().preprocess().convert_element_type(ov.Type.f32).mean(self.mean).scale(self.scale)
        model = steps.build()
        model.reshape([self.at_once, *shape])
        return model


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _keep(content: bytes, path: Path) -> None:
    """Write it in place of what another version of network or runtime left."""
    path.parent.mkdir(exist_ok=True)
    write_whole(path, content)
    wanted, _ = path.stem.rsplit("-", 1)
    for other in path.parent.glob(f"{wanted}-*.blob"):
        if other != path:
            other.unlink(missing_ok=True)
