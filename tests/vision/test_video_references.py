"""A clip must not make its reader open anything else: neither a file nor an address."""

import contextlib
import os
import socket
import threading

import av
import pytest
from made_clips import make_clip
from referring_files import referring_files

from vision.errors import UnreadableVideo
from vision.video import open_video


@pytest.fixture
def elsewhere(tmp_path):
    """A clip that nobody may read: a time of reading that is old becomes new when it is read."""
    path = make_clip(tmp_path / "elsewhere.mp4")
    _forget(path)
    path.read_bytes()
    if not _was_read(path):
        pytest.skip("this file system does not say when a file was read")
    _forget(path)
    return path


def _forget(path):
    os.utime(path, (0, path.stat().st_mtime))


def _was_read(path):
    return path.stat().st_atime > 0


@pytest.fixture
def listening():
    """An address, and how often somebody came to it."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        stopping = threading.Event()

        def listen():
            while not stopping.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                calls.append(1)
                connection.close()  # from here on who called may be done

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", calls
        stopping.set()
        thread.join()


@pytest.fixture
def files(tmp_path, elsewhere, listening):
    movie = make_clip(tmp_path / "movie.mov").read_bytes()
    paths = []
    for name, content in referring_files(movie, elsewhere=elsewhere, url=listening[0]).items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(content)
    (tmp_path / "words.sub").symlink_to(elsewhere)
    return paths


def test_no_file_that_names_others_has_them_opened(files, elsewhere, listening):
    for path in files:
        try:
            video = open_video(path)
        except UnreadableVideo:
            pass
        else:
            list(video.frames())
        assert not _was_read(elsewhere), path.name
        assert not listening[1], path.name


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("script.ffconcat", {"safe": "0"}),
        ("alias.mov", {"enable_drefs": "1", "use_absolute_path": "1"}),
    ],
)
def test_a_reader_without_our_limits_would_open_them(files, elsewhere, name, options):
    path = next(path for path in files if path.name == name)
    with contextlib.suppress(av.FFmpegError), av.open(str(path), options=options) as container:
        assert sum(packet.size for packet in container.demux())
    assert _was_read(elsewhere)


def test_a_reader_without_our_limits_would_call_the_address(files, listening):
    options = {"allowed_extensions": "ALL", "extension_picky": "0", "protocol_whitelist": "file,http,tcp"}
    with contextlib.suppress(av.FFmpegError):
        av.open(str(files[0]), options=options, timeout=5).close()
    assert listening[1]
