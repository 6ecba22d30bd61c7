"""A video file as upright RGB pictures with exact times.

Times are presentation timestamps multiplied by the container's time base, never index / fps. They are read
by demuxing, which costs next to nothing; pictures are decoded only while somebody iterates, and never more
than a handful is in memory.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from vision.datatypes import Floats, Frame, VideoInfo, Window
from vision.errors import OverLimit, UnreadableVideo
from vision.pictures import PictureWithin
from vision.video.container import capture_fps, open_container, picture_stream, pictures
from vision.video.decoded import DecodedPicture
from vision.video.frame_index import FrameIndex
from vision.video.upright import Upright


@dataclass(frozen=True, slots=True, eq=False)
class Video:
    """A readable video: what it is, when each frame is shown, and the frames themselves.

    A damaged frame that cannot be decoded keeps its index and its time but is left out of `frames` and
    `sample`, so `info.frames` less the number of frames delivered is the number lost.
    """

    path: Path
    info: VideoInfo
    time_s: Floats  # (n,), strictly increasing
    _index: FrameIndex = field(repr=False)
    _upright: Upright = field(repr=False)

    def within(self, window: Window | None) -> "Video":
        """The same video as if only a part of its picture had been filmed; the whole for None."""
        if window is None:
            return self
        return replace(self, info=replace(self.info, width=window.width, height=window.height, window=window))

    def frames(self, start: int = 0) -> Iterator[Frame]:
        """All frames from index `start` on, in order."""
        for index, picture in _decode(self.path, self._index, start):
            yield self._frame(index, picture)

    def sample(self, indices: Iterable[int]) -> Iterator[Frame]:
        """Only the frames with these indices, in ascending order; the rest is decoded but not converted.

        Long gaps are skipped by seeking. Raises IndexError for an index outside the video.
        """
        wanted = sorted({int(i) for i in indices})
        if wanted and not 0 <= wanted[0] <= wanted[-1] < self.info.frames:
            raise IndexError(f"frames run from 0 to {self.info.frames - 1}, not {wanted[0]}..{wanted[-1]}")
        for stretch in self._index.stretches(wanted):
            members = frozenset(stretch)
            for index, picture in _decode(self.path, self._index, stretch[0]):
                if index in members:
                    yield self._frame(index, picture)
                if index >= stretch[-1]:
                    break

    def _frame(self, index: int, picture: VideoFrame) -> Frame:
        whole, window = DecodedPicture(picture, self._upright), self.info.window
        shown = PictureWithin(whole, window) if window else whole
        return Frame(index, float(self.time_s[index]), shown)


def open_video(
    path: str | Path,
    *,
    name: str | None = None,
    longest_s: float = 3600.0,
    largest_px: int = 8192 * 4320,
    most_frames: int = 1_000_000,
) -> Video:
    """Open a video file, read every timestamp and decode its first frame.

    `name` is what the clip is called where its file bears another name. `longest_s`, `largest_px` (pixels
    in one frame) and `most_frames` bound the work that a file can cause.
    Raises UnreadableVideo when the file is missing, no video or damaged beyond use, and OverLimit.
    """
    path = Path(path)
    name = name or path.name
    _check_file(path, name)
    try:
        with open_container(path) as container:
            stream = picture_stream(container, name)
            _check_picture_size(stream, name, largest_px)
            index = FrameIndex.read(container, stream, name, most_frames=most_frames)
            _check_duration(index, name, longest_s)
            rate, pixel_aspect = stream.average_rate, stream.sample_aspect_ratio
            filmed_fps = capture_fps(container, stream)
        _, picture = next(_decode(path, index, 0), (0, None))
    except (av.FFmpegError, OSError) as error:
        raise UnreadableVideo(
            f"{name} is damaged or is not a video; copy it from the phone again or export it as MP4."
        ) from error
    if picture is None:
        raise UnreadableVideo(f"No picture in {name} can be decoded; export it again as MP4 (H.264).")
    upright = Upright.of(picture, pixel_aspect)
    info = replace(_info(path, name, index, upright, rate), capture_fps=filmed_fps)
    return Video(path, info, index.time_s, index, upright)


def _check_file(path: Path, name: str) -> None:
    if path.is_dir():
        raise UnreadableVideo(f"{path} is a folder; choose a video file in it.")
    if not path.is_file():
        raise UnreadableVideo(f"There is no file {name}; check the path.")
    if path.stat().st_size == 0:
        raise UnreadableVideo(f"{name} is empty; copy it from the phone again.")


def _check_picture_size(stream: VideoStream, name: str, largest_px: int) -> None:
    if stream.width * stream.height > largest_px:
        raise OverLimit(
            f"The pictures of {name} are {stream.width} x {stream.height} pixels, more than the limit "
            f"of {largest_px / 1e6:.3g} million; export it at a smaller size."
        )


def _check_duration(index: FrameIndex, name: str, longest_s: float) -> None:
    if len(index.pts) < 2:
        raise UnreadableVideo(f"{name} holds a single picture; choose a video of the runner.")
    if index.duration_s > longest_s:
        raise OverLimit(
            f"{name} lasts {index.duration_s:.0f} s, longer than the limit of {longest_s:.0f} s; "
            "cut out the part with the runner."
        )


def _info(path: Path, name: str, index: FrameIndex, upright: Upright, rate: Fraction | None) -> VideoInfo:
    width, height = upright.size
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return VideoInfo(
        file=name,
        sha256=sha256,
        width=width,
        height=height,
        frames=len(index.pts),
        duration_s=index.duration_s,
        container_fps=float(rate or 1 / index.spacing_s),
        rotation_deg=upright.rotation_deg,
        variable_frame_rate=index.variable,
    )


def _decode(path: Path, index: FrameIndex, start: int) -> Iterator[tuple[int, VideoFrame]]:
    """(index, picture) in ascending order from `start` on, decoded from the key frame before it."""
    with open_container(path) as container:
        stream = picture_stream(container, path.name)
        key = index.key_before(start)
        if key > 0:
            with contextlib.suppress(av.FFmpegError):  # a file without an index is decoded from its start
                container.seek(int(index.pts[key]), stream=stream)
        last = start - 1
        for picture in pictures(container, stream):
            i = index.find(picture.pts)
            if i is not None and i > last:
                last = i
                yield i, picture
