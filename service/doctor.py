"""Whether this machine can analyse clips, and what to do where it cannot."""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

import av
import numpy as np

from service.child import Child, ProcessLimits
from service.isolation import can_open_sockets
from vision import MidstanceError, Progress, make_estimator, missing_networks, network, network_folder

PACKAGES = ("numpy", "openvino", "mediapipe", "av")
DECODERS = ("h264", "hevc", "vp9", "libdav1d")  # what phones and browsers record
ENCODER = "libx264"
_WHY = {
    "f16": "which this processor does itself, in a third of the time of f32",
    "f32": "since this processor has no 16-bit arithmetic of its own",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and what to do if that is not enough."""

    name: str
    found: str
    advice: str | None = None


def examine() -> Iterator[Check]:
    """Every check, in the order in which a fault would show."""
    yield Check("midstance", version("midstance"))
    yield Check("Python", platform.python_version())
    yield Check("cores", str(os.cpu_count()))
    yield Check("packages", ", ".join(f"{name} {version(name)}" for name in PACKAGES))
    yield _codecs()
    yield _network()
    yield _networks()
    if not missing_networks():
        yield _engine()


def fetch_networks() -> None:
    """Get the pose networks that are missing; raises NetworksUnavailable."""
    for name in missing_networks():
        network(name)


def _codecs() -> Check:
    lacking = [name for name in (*DECODERS, ENCODER) if name not in av.codecs_available]
    if lacking:
        return Check("codecs", f"without {', '.join(lacking)}", "install the wheel of av: pip install av")
    return Check("codecs", f"reads {', '.join(DECODERS)}; writes {ENCODER}")


def _network() -> Check:
    if Child(_goes_past_python, limits=ProcessLimits(silence_s=60.0)).result(lambda *_: None):
        return Check("network", "only Python keeps analyses of the service from it: there is no seccomp here")
    return Check("network", "none for analyses of the service: the kernel refuses them sockets")


def _goes_past_python(_: Progress) -> bool:
    return can_open_sockets()


def _networks() -> Check:
    if lacking := missing_networks():
        advice = "run `midstance doctor --fetch` once while this machine is connected to the internet"
        return Check("networks", f"without {', '.join(lacking)}", advice)
    return Check("networks", f"in {network_folder()}")


def _engine() -> Check:
    try:
        estimator = make_estimator()
        people = estimator.detect(np.full((480, 640, 3), 128, np.uint8))
    except (MidstanceError, RuntimeError, ImportError, OSError) as error:
        advice = "install the packages again as README.md says"
        return Check("engine", f"{type(error).__name__}: {error}", advice)
    looked = f"looked at a grey picture and found {len(people)} people in it"
    return Check("engine", f"{looked}; computes in {estimator.precision}, {_WHY[estimator.precision]}")
