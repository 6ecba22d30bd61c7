"""Files that name other files or addresses, as playlists, scripts and movies with parts elsewhere do."""

import struct
from pathlib import Path


def referring_files(movie: bytes, *, elsewhere: Path, url: str) -> dict[str, bytes]:
    """Contents by name; each asks its reader to open `elsewhere` or `url`. `movie` is an MP4."""
    file, name = f"file:{elsewhere}", elsewhere.name
    return {
        "hls.m3u8": _hls(f"{url}/a.ts", file),
        "hls.mp4": _hls(file, f"{url}/a.ts", f"concat:{elsewhere}|{elsewhere}"),
        "hls_key.m3u8": b'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="' + url.encode() + b'/key"\n' + _hls(file),
        "dash.mpd": _DASH.format(base=url, media=file).encode(),
        "dash.mp4": _DASH.format(base=file, media=f"{url}/a.mp4").encode(),
        "script.ffconcat": f"ffconcat version 1.0\nfile '{name}'\nfile '{url}/a'\n".encode(),
        "script.mp4": f"ffconcat version 1.0\nfile '{name}'\noption safe 0\n".encode(),
        "list.txt": f"file '{elsewhere}'\nfile '{url}/a.mp4'\n".encode(),
        "session.sdp": b"v=0\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
        "list.pls": f"[playlist]\nFile1={url}/a.mp4\nFile2={elsewhere}\nNumberOfEntries=2\n".encode(),
        "list.asx": f'<asx version="3.0"><entry><ref href="{url}/a.mp4"/></entry></asx>'.encode(),
        "words.srt": f"1\n00:00:00,000 --> 00:00:09,000\n<img src='{url}/a.png'> {elsewhere}\n".encode(),
        "words.ass": f"[Script Info]\nVideo File: {elsewhere}\nAudio URI: {url}/a\n".encode(),
        "words.idx": b"# VobSub index file, v7\nid: en, index: 0\ntimestamp: 00:00:00:000, filepos: 0\n",
        "picture.svg": f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}/a.png"/></svg>'.encode(),
        "entity.xml": f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{elsewhere}">]><a>&b;</a>'.encode(),
        "redirect.mov": _atom(b"moov", _atom(b"rmra", _atom(b"rmda", _atom(b"rdrf", _pointer(url))))),
        "alias.mov": with_data_elsewhere(movie, _alias(elsewhere)),
        "url.mov": with_data_elsewhere(movie, _atom(b"url ", bytes(4) + url.encode() + b"/a.mov\0")),
        "linked.mkv": _linked_segment(name),
    }


def with_data_elsewhere(movie: bytes, entry: bytes) -> bytes:
    """An MP4 whose pictures lie where a data reference says; its index must be at the end."""
    box = movie.index(b"dref") - 4
    size = int.from_bytes(movie[box : box + 4], "big")
    dref = _atom(b"dref", bytes(4) + struct.pack(">I", 1) + entry)
    grown = len(dref) - size
    changed = bytearray(movie[:box] + dref + movie[box + size :])
    for parent in (b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        at = changed.rindex(parent, 0, box) - 4
        changed[at : at + 4] = struct.pack(">I", int.from_bytes(changed[at : at + 4], "big") + grown)
    return bytes(changed)


def _hls(*addresses: str) -> bytes:
    entries = "".join(f"#EXTINF:1,\n{address}\n" for address in addresses)
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n{entries}#EXT-X-ENDLIST\n".encode()


_DASH = """<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" \
mediaPresentationDuration="PT9S"><BaseURL>{base}</BaseURL><Period><AdaptationSet mimeType="video/mp4">\
<Representation id="1" bandwidth="1"><BaseURL>{media}</BaseURL></Representation></AdaptationSet>\
</Period></MPD>"""


def _atom(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def _pointer(url: str) -> bytes:
    return bytes(4) + b"url " + struct.pack(">I", len(url) + 1) + url.encode() + b"\0"


def _alias(path: Path) -> bytes:
    """A Macintosh alias record to a file in the same folder, as FFmpeg's demuxer reads it."""
    volume, name = b"\x01x".ljust(28, b"\0"), path.name.encode()[:63]
    text = str(path).encode()
    text += bytes(len(text) % 2)
    levels = struct.pack(">HH", 1, 1)
    record = bytes(10) + volume + bytes(12) + bytes([len(name)]) + name.ljust(63, b"\0") + bytes(16) + levels
    record += bytes(16) + struct.pack(">HH", 2, len(text)) + text + struct.pack(">HH", 0xFFFF, 0)
    return _atom(b"alis", bytes(4) + record)


def _linked_segment(name: str) -> bytes:
    """A Matroska segment that says in which file it goes on."""
    head = _element(b"\x1a\x45\xdf\xa3", _element(b"\x42\x82", b"matroska"))
    info = _element(b"\x2a\xd7\xb1", (1_000_000).to_bytes(3, "big"))
    info += _element(b"\x73\xa4", bytes(range(16))) + _element(b"\x3e\xb9\x23", bytes(range(1, 17)))
    info += _element(b"\x3e\x83\xbb", name.encode())
    return head + _element(b"\x18\x53\x80\x67", _element(b"\x15\x49\xa9\x66", info))


def _element(kind: bytes, content: bytes) -> bytes:
    return kind + (len(content) | 1 << 28).to_bytes(4, "big") + content
