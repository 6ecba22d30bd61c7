"""What computes here beside this project: other versions may give slightly other numbers."""

import platform
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("numpy", "scipy", "opencv-contrib-python", "openvino", "mediapipe", "av")


def runtime_versions() -> dict[str, str]:
    """Name -> version of the libraries that read pictures or compute, of Python; the kind of processor."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
