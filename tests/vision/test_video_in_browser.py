"""What is written plays, and seeks to the frame, in a browser."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from made_clips import numbered_picture
from playwright.sync_api import sync_playwright

from vision.video import VideoWriter

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--autoplay-policy=no-user-gesture-required",
)


class Ranges(SimpleHTTPRequestHandler):
    """Files with byte ranges, which a player needs to seek."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        data = path.read_bytes()
        start, end = 0, len(data) - 1
        asked = self.headers.get("Range")
        if asked:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, end = int(first), int(last) if last else end
        self.send_response(206 if asked else 200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(end - start + 1))
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
        self.end_headers()
        self.wfile.write(data[start : end + 1])

    def log_message(self, *_):
        pass


@pytest.fixture
def served(tmp_path) -> Iterator[str]:
    """The address under which the test's folder is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Ranges, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


READY = """() => {
    const video = document.querySelector("video")
    return video.error ? "error: " + video.error.message : video.readyState >= 2 ? "ready" : ""
}"""

SEEK = """async times => {
    const video = document.querySelector("video"), canvas = document.createElement("canvas")
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    const drawing = canvas.getContext("2d")
    const green = i => drawing.getImageData((i + 0.5) * canvas.width / 10, canvas.height / 4, 1, 1).data[1]
    const seen = []
    for (const time of times) {
        await new Promise(done => { video.requestVideoFrameCallback(done); video.currentTime = time })
        drawing.drawImage(video, 0, 0)
        seen.push([...Array(10).keys()].reduce((sum, i) => sum + (green(i) > 117) * 2 ** i, 0))
    }
    await video.play()
    await new Promise(done => setTimeout(done, 300))
    video.pause()
    return {seen, duration: video.duration, played: video.currentTime}
}"""


@pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed")
def test_chromium_plays_and_seeks_what_the_writer_writes(tmp_path, served):
    with VideoWriter(tmp_path / "a.mp4", width=320, height=180) as writer:
        for number in range(120):
            writer.write(numbered_picture(number, 320, 180), number / 30)
    (tmp_path / "index.html").write_text(
        '<link rel="icon" href="data:,"><video src="a.mp4" muted preload="auto"></video>'
    )
    wanted = [100, 3, 64, 65, 0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page()
        page.goto(f"{served}/index.html")
        assert page.wait_for_function(READY).json_value() == "ready"
        result = page.evaluate(SEEK, [(number + 0.5) / 30 for number in wanted])
        browser.close()
    assert result["seen"] == wanted
    assert result["duration"] == pytest.approx(4.0, abs=0.05)
    assert result["played"] > 0.05
