"""The strip under the annotated video: cadence, step counter, and when each foot is on the ground."""

from dataclasses import dataclass

import numpy as np

from vision.datatypes import Floats, GaitEvents, Image, Scene, Side
from vision.overlay.canvas import BACK, PAPER, QUIET, REGULAR, Canvas, Color
from vision.overlay.figure import side_color, side_name

_PAGE_S = 5.0  # the longest stretch of time that the bars show at once
_CADENCE_STEPS = 8  # four strides; the report's cadence is that of the whole clip
_GAP_TO_STEP = 1.6  # a longer step time means that a contact in between is unknown
_TRACK: Color = (48, 53, 62)

STRIP_TEXT_LINES = 3.6

# in text sizes
_NUMBERS_LEFT = 0.8
_NAMES_LEFT = 7.0
_BARS_LEFT = 9.8
_BARS_RIGHT = 0.8
_BAR_TOP = (0.75, 2.05)
_BAR_HEIGHT = 0.8
_CONTACT_WIDTH = 0.35  # of a mark where the toe-off is not known


@dataclass(frozen=True, slots=True, eq=False)
class _Still:
    """The strip without the line of the instant, on one page and after so many contacts."""

    page: int
    count: int
    image: Image


class Strip:
    """What the strip shows; times on the clock of the track, sizes in pixels. Threads may share it."""

    def __init__(
        self,
        events: GaitEvents,
        scene: Scene,
        *,
        start_s: float,
        end_s: float,
        width: int,
        text_px: float,
        stroke_px: float,
    ) -> None:
        self.scene, self.start_s, self.end_s = scene, start_s, end_s
        self.width, self.text_px, self.stroke_px = width, text_px, stroke_px
        self._contacts_s = np.array([contact.time_s for contact in events.contacts()])
        self._step_time_s = events.stride_time_s / 2
        self._spans = {side: contact_spans(events, side) for side in scene.sides}
        self._last: _Still | None = None

    @property
    def height(self) -> int:
        """Even, as a video needs it."""
        return int(STRIP_TEXT_LINES * self.text_px / 2) * 2

    def draw(self, image: Image, time_s: float) -> None:
        """Fill `image`, (height, width, 3), with the strip at one instant."""
        count = int(np.searchsorted(self._contacts_s, time_s, side="right"))
        image[:] = self._still(self._page(time_s), count)
        canvas = Canvas(image, self.stroke_px, self.text_px)
        x = float(self._x(np.array([time_s]), self._page(time_s))[0])
        ends = (0.4 * self.text_px, self.height - 0.4 * self.text_px)
        canvas.path([np.array([x, y]) for y in ends], PAPER, width=0.8)

    def _still(self, page: int, count: int) -> Image:
        """Most frames share that of the frame before."""
        last = self._last
        if last is None or (last.page, last.count) != (page, count):
            drawn = np.full((self.height, self.width, 3), BACK, np.uint8)
            canvas = Canvas(drawn, self.stroke_px, self.text_px)
            self._draw_numbers(canvas, count)
            for side, top in zip(self.scene.sides, _BAR_TOP, strict=True):
                self._draw_bar(canvas, side, top * self.text_px, page)
            last = self._last = _Still(page, count, drawn)
        return last.image

    def _draw_numbers(self, canvas: Canvas, count: int) -> None:
        cadence = running_cadence_spm(self._contacts_s, count, self._step_time_s)
        left = _NUMBERS_LEFT * self.text_px
        number = f"{cadence:.0f}" if np.isfinite(cadence) else "\N{EN DASH}"
        canvas.text(number, left, 1.5 * self.text_px, size=1.4)
        after = left + canvas.text_width(number, size=1.4) + 0.3 * self.text_px
        canvas.text("spm", after, 1.5 * self.text_px, QUIET, size=0.8, weight=REGULAR)
        below = (f"over {_CADENCE_STEPS} steps", f"step {count}")
        for line, baseline in zip(below, (2.35, 3.2), strict=True):
            canvas.text(line, left, baseline * self.text_px, QUIET, size=0.75, weight=REGULAR)

    def _draw_bar(self, canvas: Canvas, side: Side, top: float, page: int) -> None:
        name, color = side_name(self.scene, side), side_color(self.scene, side)
        bottom = top + _BAR_HEIGHT * self.text_px
        canvas.text(name, _NAMES_LEFT * self.text_px, bottom - 0.1 * self.text_px, color, size=0.9)
        left, right = self._bar_ends
        canvas.fill((left, top, right, bottom), _TRACK)
        spans = self._x(self._spans[side], page)
        unended = np.isnan(spans[:, 1])
        spans[unended, 1] = spans[unended, 0] + _CONTACT_WIDTH * self.text_px
        shown = np.clip(spans, left, right)
        for start, end in shown[shown[:, 1] > shown[:, 0]]:
            canvas.fill((start, top, end, bottom), color)

    @property
    def _bar_ends(self) -> tuple[float, float]:
        return _BARS_LEFT * self.text_px, self.width - _BARS_RIGHT * self.text_px

    def _x(self, instants_s: Floats, page: int) -> Floats:
        """Where instants lie on the bars of a page."""
        left, right = self._bar_ends
        x: Floats = left + (right - left) * ((instants_s - self.start_s) / self._page_s - page)
        return x

    def _page(self, time_s: float) -> int:
        """The page on which an instant is."""
        return int(np.clip((time_s - self.start_s) // self._page_s, 0, self._pages - 1))

    @property
    def _page_s(self) -> float:
        """Pages are equally long."""
        return (self.end_s - self.start_s) / self._pages

    @property
    def _pages(self) -> int:
        return max(1, int(np.ceil((self.end_s - self.start_s) / _PAGE_S)))


def contact_spans(events: GaitEvents, side: Side) -> Floats:
    """(m, 2), from each initial contact of a foot to its toe-off, where both are known.

    Where no toe-off at all is known, as from behind, every initial contact and NaN.
    """
    if not events.toe_offs():
        return np.array([(c.time_s, np.nan) for c in events.contacts(side)]).reshape(-1, 2)
    spans = []
    landed_s = None
    for event in events.events:
        if event.side != side:
            continue
        if event.kind == "initial_contact":
            landed_s = event.time_s
        elif landed_s is not None:
            spans.append((landed_s, event.time_s))
            landed_s = None
    return np.array(spans).reshape(-1, 2)


def running_cadence_spm(contacts_s: Floats, count: int, step_time_s: float) -> float:
    """Cadence over the contacts up to the `count`-th, over the first ones until there are enough.

    NaN when fewer than two step times are known; a gap, in which contacts are unknown, is left out.
    """
    last = max(count, _CADENCE_STEPS + 1)
    step_times = np.diff(contacts_s[last - _CADENCE_STEPS - 1 : last])
    known = step_times[step_times < _GAP_TO_STEP * step_time_s]
    return 60 / float(known.mean()) if len(known) >= 2 else float("nan")
