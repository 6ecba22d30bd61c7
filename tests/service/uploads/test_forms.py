import pytest

from service.problems import Problem
from service.settings import Settings
from service.uploads.forms import FormReader
from service.uploads.intake import OnePiece
from service.uploads.room import Room
from service.uploads.spool import Spool

TYPE = "multipart/form-data; boundary=b"


@pytest.fixture
def form(tmp_path):
    settings = Settings(data=tmp_path)
    spool = Spool(settings.uploads)
    spool.create()
    form = FormReader(TYPE, ("file", "rear"), lambda: OnePiece(spool, Room(settings, None)))
    yield form
    form.remove()
    assert list(spool.root.iterdir()) == []


def part(name, content, file_name=None):
    named = "" if file_name is None else f'; filename="{file_name}"'
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_a_form_is_read_however_it_is_cut(form, step):
    body = part("speed_mps", b"3.2") + part("file", b"\r\n--b\r--\r\n-" * 9, "a.mp4") + b"--b--\r\n"
    for start in range(0, len(body), step):
        form.feed(body[start : start + step])
    form.finish()
    assert form.texts == [("speed_mps", "3.2")]
    assert form.files["file"].name == "a.mp4"
    assert form.files["file"].piece.path.read_bytes() == b"\r\n--b\r--\r\n-" * 9


def test_files_that_nobody_asked_for_are_not_kept(form):
    form.feed(part("notes", b"a" * 999, "a.txt") + part("rear", b"", "") + b"--b--\r\n")
    form.finish()
    assert form.files == {}
    assert [name for name, _ in form.texts] == ["notes"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form",
        part("file", b"abc", "a.mp4"),
        b"--b\r\nContent-Disposition: form-data\r\n\r\na\r\n--b--\r\n",
        b"--b\r\n" + b"X-A: b\r\n" * 50 + b"\r\na\r\n--b--\r\n",
        part("a" * 9000, b"a") + b"--b--\r\n",
        part("a", b"a" * (64 << 10)) + part("b", b"b") + b"--b--\r\n",
        part("a", b"a") * 60 + b"--b--\r\n",
    ],
)
def test_a_broken_or_boundless_form_is_a_mistake_of_the_client(form, body):
    with pytest.raises(Problem) as caught:
        form.feed(body)
        form.finish()
    assert caught.value.status_code == 400


def test_a_form_needs_a_boundary():
    with pytest.raises(Problem):
        FormReader("multipart/form-data", (), None)
