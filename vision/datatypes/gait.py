"""When feet land and leave, and the steps between."""

from dataclasses import dataclass

from vision.datatypes.words import EventKind, Leg, Side


@dataclass(frozen=True, slots=True)
class GaitEvent:
    """A foot lands or leaves. `frame` is the first frame at or after the instant."""

    side: Side
    leg: Leg | None  # None when the near side is unknown
    kind: EventKind
    time_s: float
    frame: int
    uncertainty_s: float  # one standard deviation
    by_hand: bool = False  # a coach put it there


@dataclass(frozen=True, slots=True)
class Step:
    """From one foot's initial contact to the other's; toe-off is that of the landing foot.

    From behind the toe-off is NaN, for the heel hides it; `lowest_s` is when the body is lowest, else NaN.
    """

    side: Side
    leg: Leg | None  # None when the near side is unknown
    initial_contact_s: float
    toe_off_s: float
    next_contact_s: float  # of the other foot
    lowest_s: float = float("nan")

    @property
    def midstance_s(self) -> float:
        """Half way between initial contact and toe-off; where toe-off is unknown, when the body is lowest."""
        half_way = (self.initial_contact_s + self.toe_off_s) / 2
        return half_way if half_way == half_way else self.lowest_s


@dataclass(frozen=True, slots=True)
class GaitEvents:
    """All events in order of time, and the whole steps between them."""

    events: tuple[GaitEvent, ...]
    steps: tuple[Step, ...]
    stride_time_s: float

    def contacts(self, side: Side | None = None) -> tuple[GaitEvent, ...]:
        """Initial contacts, of one side or of both."""
        return self._of("initial_contact", side)

    def toe_offs(self, side: Side | None = None) -> tuple[GaitEvent, ...]:
        """Toe-offs, of one side or of both."""
        return self._of("toe_off", side)

    def _of(self, kind: EventKind, side: Side | None) -> tuple[GaitEvent, ...]:
        return tuple(e for e in self.events if e.kind == kind and side in (None, e.side))
