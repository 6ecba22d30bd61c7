"""Files into packets and pictures; damage is stepped over."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vision.errors import UnreadableVideo

# Playlists, scripts, subtitles and network protocols are left out, and data of a MOV that lies elsewhere is
# not followed: a file must not make the demuxer open anything else. Pictures are let in to be refused.
_FORMATS = "mov,matroska,avi,gif,png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe"
_OPEN_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": _FORMATS,
    "enable_drefs": "0",
    "use_absolute_path": "0",
}


ANDROID_CAPTURE_FPS = "com.android.capture.fps"
APPLE_SLOW_MOTION = "com.apple.quicktime.full-frame-rate-playback-intent"
APPLE_SLOW_MOTION_FPS = 100
MOST_FPS = 2000
DECODED_PX = 4 * 3840 * 2160
"""Of the pictures that a decoder's threads have in hand, one each; two threads may have more."""


def open_container(path: Path) -> InputContainer:
    """Open for reading; raises av.FFmpegError."""
    # "file:" keeps a name such as "concat:a" from being read as a protocol
    return av.open(f"file:{path.absolute()}", options=_OPEN_OPTIONS, metadata_errors="replace")


def picture_stream(container: InputContainer, name: str) -> VideoStream:
    """The video stream that a player would show; cover art of a sound file is not one."""
    attached = av.stream.Disposition.attached_pic
    streams = [s for s in container.streams.video if not s.disposition & attached]
    if not streams:
        raise UnreadableVideo(f"{name} holds no moving picture; choose the video, not its sound.")
    stream = max(streams, key=lambda s: (bool(s.disposition & av.stream.Disposition.default), -s.index))
    if stream.codec_context is None:
        raise UnreadableVideo(f"The video format of {name} is unknown; export it as MP4 (H.264).")
    stream.thread_type = "AUTO"
    stream.codec_context.thread_count = _threads(stream)
    return stream


def _threads(stream: VideoStream) -> int:
    """One a core, where FFmpeg takes one more: each holds a picture, and no core waits for it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, max(2, DECODED_PX // max(1, stream.width * stream.height)))


def capture_fps(container: InputContainer, stream: VideoStream) -> float | None:
    """The rate of filming that a phone wrote down; None when it did not.

    Android states it. Apple's phones mark slow motion, in files that keep the true times and leave playing
    slowly to the player; a marked file of an ordinary rate was exported, and says nothing any more.
    """
    stated = container.metadata.get(ANDROID_CAPTURE_FPS)
    if stated:
        with contextlib.suppress(ValueError):
            return float(stated) if 1 < float(stated) < MOST_FPS else None
    if APPLE_SLOW_MOTION in container.metadata and (stream.average_rate or 0) >= APPLE_SLOW_MOTION_FPS:
        return float(stream.average_rate or 0)
    return None


def packets(container: InputContainer, stream: VideoStream) -> "Iterator[av.Packet[VideoStream]]":
    """All packets of the stream; stretches that the container cannot parse are stepped over."""
    for _ in range(100):
        try:
            yield from container.demux(stream)
            return
        except av.FFmpegError:
            continue


def pictures(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """All pictures that can be decoded; damaged packets are stepped over."""
    for packet in packets(container, stream):
        try:
            yield from packet.decode()
        except av.FFmpegError:
            continue
