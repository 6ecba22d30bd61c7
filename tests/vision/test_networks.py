import hashlib
import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from vision import networks
from vision.errors import NetworksUnavailable
from vision.networks import network, network_folder, network_sha256

CONTENTS = {name: f"the {name} network".encode() * 1000 for name in ("detector", "lite", "full", "heavy")}
FAKE_NPM = """#!{python}
import pathlib, shutil, sys
log = pathlib.Path({log!r})
log.write_text((log.read_text() if log.exists() else "") + " ".join(sys.argv[1:]) + "\\n")
if {fails!r}:
    sys.exit("npm error no such registry")
folder = sys.argv[sys.argv.index("--pack-destination") + 1]
shutil.copy({tarball!r}, folder)
"""


def make_tarball(path: Path, contents: dict[str, bytes], *extra: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as package:
        for name, content in contents.items():
            member = tarfile.TarInfo(f"package/{networks._NETWORKS[name].member}")
            member.size = len(content)
            package.addfile(member, io.BytesIO(content))
        for member in extra:
            package.addfile(member, io.BytesIO(b"x" * member.size))
    return path


class Npm:
    """An npm on PATH that hands out a prepared package and writes down how it was called."""

    def __init__(self, folder: Path, tarball: Path, *, fails: bool = False) -> None:
        self.log = folder / "calls.txt"
        script = folder / "npm"
        script.write_text(
            FAKE_NPM.format(python=sys.executable, log=str(self.log), tarball=str(tarball), fails=fails)
        )
        script.chmod(0o755)

    @property
    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache folder, small networks, and no npm anywhere."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("MIDSTANCE_NETWORKS", str(folder))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(networks, "NODE_FOLDER", str(tmp_path / "no-node"))
    for name, content in CONTENTS.items():
        known = networks._NETWORKS[name]
        small = networks._NetworkFile(known.file, known.member, hashlib.sha256(content).hexdigest())
        monkeypatch.setitem(networks._NETWORKS, name, small)
    (tmp_path / "bin").mkdir()
    return folder


@pytest.fixture
def npm(cache, tmp_path):
    """Beside the empty cache."""
    assert not cache.exists()
    return Npm(tmp_path / "bin", make_tarball(tmp_path / networks.TARBALL, CONTENTS))


def test_all_networks_are_fetched_once(cache, npm):
    for name, content in CONTENTS.items():
        assert network(name).read_bytes() == content
    assert len(npm.calls) == 1
    assert npm.calls[0].startswith(f"pack {networks.PACKAGE}")
    assert sorted(p.name for p in cache.iterdir()) == sorted(n.file for n in networks._NETWORKS.values())


@pytest.mark.usefixtures("cache", "npm")
def test_other_users_may_read_the_cached_files():
    assert network("lite").stat().st_mode & 0o044 == 0o044


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("damage", [b"", b"half a netw"])
def test_a_damaged_file_is_fetched_again(npm, damage):
    path = network("full")
    path.write_bytes(damage)
    assert network("full").read_bytes() == CONTENTS["full"]
    assert len(npm.calls) == 2


def test_a_package_copied_by_hand_needs_no_npm(cache):
    cache.mkdir()
    make_tarball(cache / networks.TARBALL, CONTENTS)
    assert network("heavy").read_bytes() == CONTENTS["heavy"]


@pytest.mark.usefixtures("npm")
def test_files_in_a_read_only_folder_are_used_as_they_are(cache):
    network("heavy")
    cache.chmod(0o555)
    try:
        assert network("detector").read_bytes() == CONTENTS["detector"]
    finally:
        cache.chmod(0o755)


def test_without_npm_the_message_says_what_to_do(cache):
    with pytest.raises(NetworksUnavailable) as error:
        network("heavy")
    for part in ("npm pack", networks.PACKAGE, networks.TARBALL, str(cache), "MIDSTANCE_NETWORKS"):
        assert part in str(error.value)


@pytest.mark.usefixtures("cache")
def test_the_reason_of_npm_is_passed_on(tmp_path):
    Npm(tmp_path / "bin", tmp_path / "none", fails=True)
    with pytest.raises(NetworksUnavailable, match="no such registry"):
        network("heavy")


def test_a_network_with_the_wrong_checksum_is_not_kept(cache, tmp_path):
    Npm(tmp_path / "bin", make_tarball(tmp_path / networks.TARBALL, CONTENTS | {"heavy": b"something else"}))
    with pytest.raises(NetworksUnavailable, match="checksum"):
        network("heavy")
    assert not (cache / networks._NETWORKS["heavy"].file).exists()
    assert not list(cache.glob(".*"))


@pytest.mark.parametrize("content", [b"", b"not a package", "cut short"])
def test_a_broken_package_is_refused(cache, tmp_path, content):
    whole = make_tarball(tmp_path / "whole.tgz", CONTENTS).read_bytes()
    cache.mkdir()
    (cache / networks.TARBALL).write_bytes(whole[: len(whole) // 2] if isinstance(content, str) else content)
    with pytest.raises(NetworksUnavailable):
        network("heavy")


def test_nothing_but_the_networks_leaves_the_package(cache, tmp_path):
    outside = tarfile.TarInfo("../../escaped.txt")
    outside.size = 5
    link = tarfile.TarInfo("package/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    cache.mkdir()
    make_tarball(cache / networks.TARBALL, CONTENTS, outside, link)
    network("heavy")
    files = {p.name for p in cache.iterdir()}
    assert files == {n.file for n in networks._NETWORKS.values()} | {networks.TARBALL}
    assert not list(tmp_path.rglob("escaped.txt"))


def test_without_a_chosen_folder_the_users_cache_is_taken(monkeypatch):
    monkeypatch.delenv("MIDSTANCE_NETWORKS", raising=False)
    assert "midstance" in str(network_folder())


def test_checksums_are_those_of_the_published_networks():
    assert network_sha256("heavy").startswith("59e42d71")
    assert len({network_sha256(name) for name in CONTENTS}) == 4


@pytest.mark.slow
@pytest.mark.parametrize("path", ["as it is", "empty"])
def test_processes_that_start_together_all_get_the_published_networks(tmp_path, path, monkeypatch):
    """With the npm on PATH, and with that of the wheel."""
    monkeypatch.setenv("MIDSTANCE_NETWORKS", str(tmp_path / "cache"))
    if path == "empty":
        monkeypatch.setenv("PATH", str(tmp_path))
    command = [sys.executable, "-c", "from vision.networks import network; print(network('heavy'))"]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    folders = [process.communicate(timeout=600)[0].strip() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0]
    assert set(folders) == {str(tmp_path / "cache" / "pose_landmark_heavy.tflite")}
    for name in ("detector", "lite", "full", "heavy"):
        assert hashlib.sha256(network(name).read_bytes()).hexdigest() == network_sha256(name)
    assert not list((tmp_path / "cache").glob(".*"))
