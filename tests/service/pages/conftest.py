"""A browser that looks at the pages, and a clip that was analysed for them once."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from serving import CLIP, PATIENCE_S, finished, serving, upload

from service.reports import analyze_upload

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def chromium():
    """Of one file alone: while it is there, a loop runs in this thread that other tests want for them."""
    if not CHROMIUM.exists():
        pytest.skip("needs chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Open a page of a server as a new visitor; at the end nothing went wrong or was asked elsewhere."""
    contexts, wrong = [], []

    def open_page(server, path="/", *, size=DESKTOP, **options):
        context = chromium.new_context(
            base_url=str(server.base_url), viewport=size, reduced_motion="reduce", **options
        )
        context.set_default_timeout(1000 * PATIENCE_S)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Policy" in said.text else None)
        page.on("request", lambda sent: _expect_own(sent.url, str(server.base_url), wrong))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def _expect_own(url, server, wrong):
    if not url.startswith((server, "data:", "blob:")):
        wrong.append(f"asked elsewhere: {url}")


@pytest.fixture(scope="session")
def analysed_folder(tmp_path_factory):
    """The data of a server with one analysed clip, a real report; the id of the analysis."""
    folder = tmp_path_factory.mktemp("analysed")
    with serving(folder, analyze_upload) as server:
        address = upload(server, CLIP, speed_mps=3.2, height_cm=178)
        assert finished(server, address)["status"] == "done"
    return folder, address.rpartition("/")[2]


@pytest.fixture
def analysed(analysed_folder, tmp_path):
    """A server that holds it alone, whatever else a test does to it, and the id."""
    folder, id = analysed_folder
    shutil.copytree(folder, tmp_path / "data")
    with serving(tmp_path / "data", None) as server:
        yield server, id
