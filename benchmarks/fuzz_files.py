"""Files as no phone makes them: damaged clips, lying headers, no clips at all. The same for a seed."""

import gzip
import io
import random
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
from referring_files import referring_files

SAMPLES = sorted((Path(__file__).parents[1] / "sample_videos").glob("*.mp4"))
_SECONDS = 1.0
_NAMES = (
    "run.mp4", "../../etc/passwd", "..\\..\\boot.ini", "run\0.mp4", "\u202e4pm.exe", "🏃" * 60, "a" * 3000,
    "'; DROP TABLE analyses;--.mp4", "<script>alert(1)</script>.mov", "%2e%2e%2fa.mp4", "CON", "-rf", " ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FuzzedFile:
    """What is wrong with it, what it is called, and what is in it."""

    kind: str
    name: str
    content: bytes


def fuzzed_files(count: int, *, seed: int = 1) -> Iterator[FuzzedFile]:
    """So many files; all kinds in turn."""
    clips = _clips()
    kinds = list(_KINDS.items())
    for number in range(count):
        kind, make = kinds[number % len(kinds)]
        rng = random.Random(f"{seed}-{number}")
        yield FuzzedFile(kind, rng.choice(_NAMES), make(rng, rng.choice(clips)))


def good_clip() -> bytes:
    """A clip with nothing wrong."""
    return _clips()[0]


def _clips() -> list[bytes]:
    """The first second of our own clips, in the containers that phones and programs write."""
    fragmented = "frag_keyframe+empty_moov"
    forms = ("mp4", ""), ("mp4", "+faststart"), ("mp4", fragmented), ("matroska", "")
    return [_remuxed(path, form, flags) for path in SAMPLES for form, flags in forms]


def _remuxed(path: Path, form: str, flags: str) -> bytes:
    options = {"fflags": "+bitexact"} | ({"movflags": flags} if flags else {})
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        with av.open(str(path)) as old, av.open(str(copy), "w", format=form, options=options) as new:
            stream = new.add_stream_from_template(old.streams.video[0])
            for packet in old.demux(video=0):
                if packet.size and float(packet.pts * packet.time_base) < _SECONDS:
                    packet.stream = stream
                    new.mux(packet)
        return copy.read_bytes()


# ---- damage ----------------------------------------------------------------------------------------


def _flip_bits(rng: random.Random, clip: bytes) -> bytes:
    return _flipped(rng, clip, range(len(clip)), rng.choice((1, 10, 100, 1000)))


def _flip_bits_of_the_head(rng: random.Random, clip: bytes) -> bytes:
    start = rng.choice((0, max(0, len(clip) - 4096), max(0, clip.find(b"moov"))))
    return _flipped(rng, clip, range(start, min(len(clip), start + 4096)), rng.choice((1, 4, 16, 64)))


def _flipped(rng: random.Random, clip: bytes, where: range, times: int) -> bytes:
    data = bytearray(clip)
    for _ in range(times):
        data[rng.choice(where)] ^= 1 << rng.randrange(8)
    return bytes(data)


def _truncate(rng: random.Random, clip: bytes) -> bytes:
    return clip[: rng.choice((rng.randrange(len(clip)), rng.randrange(64), len(clip) - rng.randrange(64)))]


def _concatenate(rng: random.Random, clip: bytes) -> bytes:
    return clip + rng.choice((clip, clip[::-1], bytes(5000), clip[rng.randrange(len(clip)) :]))


def _shift(rng: random.Random, clip: bytes) -> bytes:
    at = rng.randrange(len(clip))
    return (
        clip[:at] + rng.choice((b"", rng.randbytes(rng.randrange(1, 999)))) + clip[at + rng.randrange(999) :]
    )


# ---- headers that lie ------------------------------------------------------------------------------


def _boxes(*kinds: bytes) -> Callable[[random.Random, bytes], bytes]:
    """Big numbers written over fields of boxes of these kinds."""

    def lie(rng: random.Random, clip: bytes) -> bytes:
        data = bytearray(clip)
        for kind in kinds:
            at = clip.find(kind)
            if at < 0:
                continue
            for _ in range(rng.choice((1, 2, 4))):
                place = at + 4 * rng.randrange(1, 14)
                data[place : place + 4] = struct.pack(">I", rng.choice(_NUMBERS))
        return bytes(data)

    return lie


_NUMBERS = (
    0, 1, 2, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 1_000_000, 1_000_000_000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF,
    32768 << 16 | 32768, 0xFFFF8000, 0xFFFFFFFE, 10_000, 300_000,
)  # fmt: skip


def _box_sizes(rng: random.Random, clip: bytes) -> bytes:
    kinds = (
        b"moov",
        b"trak",
        b"mdia",
        b"stbl",
        b"stsd",
        b"stts",
        b"stsz",
        b"stco",
        b"mdat",
        b"moof",
        b"avcC",
    )
    data, at = bytearray(clip), clip.find(rng.choice(kinds))
    if at >= 4:
        data[at - 4 : at] = struct.pack(">I", rng.choice(_NUMBERS))
    return bytes(data)


def _large_pictures(rng: random.Random, clip: bytes) -> bytes:
    data, at = bytearray(clip), clip.find(b"avc1", clip.find(b"stsd"))
    if at >= 0:
        data[at + 28 : at + 32] = struct.pack(">HH", *(rng.choice((32768, 65535, 32000, 0, 1)) for _ in "wh"))
    return bytes(data)


def _billion_frames(rng: random.Random, clip: bytes) -> bytes:
    """One size and one duration for a billion frames, which take a few bytes to say."""
    data = bytearray(clip)
    count = rng.choice((100_000_000, 1_000_000_000, 0xFFFFFFFF))
    sizes, times = clip.find(b"stsz"), clip.find(b"stts")
    if sizes >= 0 and times >= 0:
        data[sizes + 8 : sizes + 16] = struct.pack(">II", rng.choice((1, 100)), count)
        data[times + 8 : times + 20] = struct.pack(">III", 1, count, 512)
    chunks = clip.find(b"stsc")
    if chunks >= 0:
        data[chunks + 8 : chunks + 24] = struct.pack(">IIII", 1, 1, count, 1)
    return bytes(data)


def _many_frames_a_second(rng: random.Random, clip: bytes) -> bytes:
    data, at = bytearray(clip), clip.find(b"mdhd")
    if at >= 0:
        data[at + 16 : at + 20] = struct.pack(">I", rng.choice((0, 1, 5_120_000, 0x7FFFFFFF)))
    return bytes(data)


# ---- no clips --------------------------------------------------------------------------------------


def _refer(rng: random.Random, _: bytes) -> bytes:
    movie = _remuxed(SAMPLES[0], "mp4", "")
    files = referring_files(movie, elsewhere=Path("/nonexistent/elsewhere.mp4"), url="http://127.0.0.1:9")
    return rng.choice(list(files.values()))


def _sound(rng: random.Random, _: bytes) -> bytes:
    written = io.BytesIO()
    form, exact = rng.choice(("mp4", "matroska", "wav")), {"fflags": "+bitexact"}
    with av.open(written, "w", format=form, options=exact) as container:
        stream = container.add_stream("pcm_s16le" if container.format.name == "wav" else "aac", rate=44100)
        for _ in range(8):
            frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
            frame.sample_rate = 44100
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return written.getvalue()


def _png(width: int, height: int, rows: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(bytes((width + 7) // 8 + 1) * rows, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _picture(rng: random.Random, _: bytes) -> bytes:
    gif = b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0x80, 0, 0) + bytes(6)
    gif += b"\x2c" + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x4c\x01\x00\x3b"
    return rng.choice(
        (_png(64, 64, 64), _png(32768, 32768, 8), gif, gif * 50, b"\xff\xd8\xff\xe0" + rng.randbytes(999))
    )


def _bomb(rng: random.Random, _: bytes) -> bytes:
    zeros = bytes(20 << 20)
    return rng.choice(
        (lambda: _png(30_000, 30_000, 30_000), lambda: gzip.compress(zeros, mtime=0), lambda: _zip(zeros))
    )()


def _archive(rng: random.Random, clip: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("../../a.mp4"), io.BytesIO())
    return rng.choice(
        (_zip(clip), gzip.compress(clip, mtime=0), packed.getvalue() + clip, b"7z\xbc\xaf\x27\x1c" + clip)
    )


def _zip(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("../../run.mp4"), content)
    return packed.getvalue()


def _polyglot(rng: random.Random, clip: bytes) -> bytes:
    other = rng.choice(
        (b"%PDF-1.7\n", b"<html><script>", b"#!/bin/sh\n", b"#EXTM3U\n", b"GIF89a", b"MZ", _zip(b"a"))
    )
    return rng.choice((other + clip, clip + other, clip[:32] + other + clip[32:]))


def _nonsense(rng: random.Random, clip: bytes) -> bytes:
    head = clip[: rng.choice((4, 8, 12, 40))]
    return rng.choice(
        (b"", bytes(4096), rng.randbytes(4096), head + rng.randbytes(4096), b"Dear coach,\n" * 99)
    )


_KINDS: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "flipped bits": _flip_bits,
    "flipped bits of the head": _flip_bits_of_the_head,
    "truncated": _truncate,
    "concatenated": _concatenate,
    "bytes too many or too few": _shift,
    "sizes of boxes": _box_sizes,
    "tables of frames": _boxes(b"stsz", b"stts", b"stsc", b"stco", b"trun", b"tfhd"),
    "a billion frames": _billion_frames,
    "pictures of 32k x 32k": _large_pictures,
    "10 000 frames a second": _many_frames_a_second,
    "negative times": _boxes(b"ctts", b"elst", b"mvhd", b"tkhd"),
    "references to other files": _refer,
    "sound alone": _sound,
    "pictures": _picture,
    "bombs": _bomb,
    "archives": _archive,
    "polyglots": _polyglot,
    "nonsense": _nonsense,
}
