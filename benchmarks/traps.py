"""What the product makes of clips that go wrong, each in one known way, as a table.

    python benchmarks/traps.py [--data DIR] [--out docs/traps.md] [--cache DIR] [--sweep]

A good clip must not be refused; a trap must be named, and must not give a number whose interval misses the
truth. `--sweep` also moves every threshold by 30 % down and up.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from accuracy import FILMED
from sweep import Threshold, moved
from threshold_words import IN_WORDS
from trap_cases import traps
from trap_clips import Trap
from trap_sight import Sight, look_at, truth_of
from truth import DATA, ROOT, Truth

from vision import Settings, analyze_landmarks
from vision.datatypes import Network

# ---- the table -----------------------------------------------------------------------------------------


Case = tuple[Trap, Sight, Truth | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was made of a trap; `misses` are the measures whose intervals miss the truth."""

    trap: Trap
    verdict: str
    codes: tuple[str, ...]
    cadence_error_spm: float | None
    given: int
    misses: frozenset[str]

    @property
    def named(self) -> bool:
        """A trap by one of its codes, a good clip by not being refused; no other by what it is not."""
        wanted = self.trap.codes
        if set(self.codes) & set(self.trap.false):
            return False
        return bool(set(self.codes) & set(wanted)) if wanted else self.verdict != "refused"


def outcome(trap: Trap, seen: Sight, truth: Truth | None) -> Outcome:
    if seen.landmarks is None:
        return Outcome(trap, "refused", (seen.refused or "",), None, 0, frozenset())
    analysis = analyze_landmarks(
        seen.landmarks,
        source=seen.info,
        camera=seen.camera,
        network=Network("blazepose", "heavy"),
        footage=seen.footage,
        vertical=seen.vertical,
        settings=Settings(height_cm=truth.height_cm if truth else None, view=trap.view),
    )
    quality, metrics = analysis.quality, analysis.metrics
    true = dict(truth.measures) if truth else {}
    if "cadence_spm" in true:
        true["cadence_spm"] *= trap.true_times
    known = {name: m for name, m in metrics.items() if m.value is not None}
    misses = {n for n, m in known.items() if n in true and not m.low <= true[n] <= m.high}
    cadence = known.get("cadence_spm")
    error = cadence.value - true["cadence_spm"] if cadence and "cadence_spm" in true else None
    codes = tuple(reason.code for reason in quality.reasons)
    return Outcome(trap, quality.verdict, codes, error, len(known), frozenset(misses))


HEAD = """# Clips that go wrong

Clips whose truth is known, changed in one known way each by `benchmarks/traps.py`: shown at other times, in
another order, or with other pictures (pictures are changed at 30 frames a second for 5.5 s and encoded anew).
A good clip must not be refused. A trap must be named by a code that belongs to it, or the clip refused for
it; no number may be given whose 95 % interval misses the truth where the good clip's own interval holds it.
`dev` clips are rendered, with exact truth; the filmed one's cadence was counted.

| clip | verdict | codes | cadence error, spm | measures given | sure and wrong | as wanted |
| --- | --- | --- | --- | --- | --- | --- |"""


LIMITS = """## What is not seen

- A rail that hardly stands out from what passes behind it, one before a runner who crosses the picture or of
  less than 200 pixels, or where the camera moves: knee flexion then comes out up to 12 degrees too small.
- Play that is faster or slower than real by less than about 1.12, in some runners 1.2: so much runners differ
  by themselves. With speed and height told, by less than 1.08, in some 1.12 ([how finely](tempo.md)).
- A cadence that changes by less than 3 %, or within two seconds of either end: the mean is given.
- A camera that zooms, or comes nearer, by less than about 7 %: lengths come out up to 2 % wrong; and any that
  does so before a runner who crosses its picture, whose size perspective changes too.
- Of frames lost at random some are not found; the interval of the cadence has room for as many as usually
  hide, and from 3 % on times are left out.
- A picture squeezed to other proportions by less than about a quarter, or seen from behind: distances and
  angles come out wrong by as much.
- Frames that a file lost evenly, so that it plays faster by a few per cent, at more than 80 frames a second.
- Frames blended by a conversion to a rate that differs by less than a tenth, or from more than 120 a second.
- A loop seen from behind, or of less than three strides; a speed or height that is told wrongly by less
  than a quarter.
- That the network draws one body otherwise in pictures that hardly differ: with the top of the head cut off
  vertical oscillation moves by up to 0.9 cm. Intervals have room for it where it is known to happen.
- Values of pictures so noisy (35 of 255, one standard deviation) or so compressed (0.006 bits a pixel; 0.02
  of a small, dark or noisy runner) that joints jump come out wrong, the knee's flexion in swing by up to 27
  degrees; intervals have room for it.
- Two runners so close together that they overlap are not named as two; the nearer one is measured.
- A camera that bobs in time with the steps before a background without anything to follow, or that shifts
  more than it turns, so that a far background hardly shows it.
- A tempo that glides by less than 12 % in all: the intervals of cadence and step times hold both ends of it.
- Frames in the wrong order here and there, or only at every seventh place and beyond.
- A picture sheared by less than 3 degrees, or by more where no upright and level lines of the background show
  it: angles to the vertical are off by as much.
- A cut to another runner in clothes of the same shade before the same background.
- A height that is told wrongly by a quarter makes the tempo doubtful, and lengths wrong by as much.
- In noisy, strongly compressed pictures (12 of 255; 30 in x264's scale) single frames may be called missing
  that are not: the cadence's interval holds the truth. Very bad ones (50 of 255; 46) may be refused for
  another reason than that: played too fast, or not upright.
- That near and far leg are alike: seen from the side they differ by up to 12 degrees of knee flexion in a
  runner who is symmetric. The interval of each leg has room for it.
- Whether a clip was mirrored: left and right are those of the picture.
- Slow motion by 1.5 of a clip of 30 frames a second: it is refused for its 20 frames a second, before
  anything is said about its tempo.
"""


def sure_and_wrong(found: Sequence[Outcome]) -> list[frozenset[str]]:
    """Of every outcome the measures whose intervals miss the truth, where the good clip's hold it."""
    own = {
        o.trap.clip: o.misses
        for o in found
        if not o.trap.codes and o.trap.order is None and not o.trap.picture
    }
    return [o.misses - own.get(o.trap.clip, frozenset()) for o in found]


def rows(found: Sequence[Outcome]) -> Iterator[str]:
    for o, misses in zip(found, sure_and_wrong(found), strict=True):
        wrong = ", ".join(sorted(misses)) or "-"
        error = "-" if o.cadence_error_spm is None else f"{o.cadence_error_spm:+.1f}"
        codes = ", ".join(dict.fromkeys(o.codes)) or "-"
        name = f"{o.trap.name} ({o.trap.clip})" if o.trap.order or o.trap.picture else o.trap.name
        wanted = "yes" if o.named and not misses else "**no**"
        yield f"| {name} | {o.verdict} | {codes} | {error} | {o.given} | {wrong} | {wanted} |"


def summary(found: Sequence[Outcome]) -> str:
    good = [o for o in found if not o.trap.codes]
    bad = [o for o in found if o.trap.codes]
    return (
        f"\nGood clips refused: {sum(o.verdict == 'refused' for o in good)} of {len(good)}. "
        f"Traps named: {sum(o.named for o in bad)} of {len(bad)}. "
        f"Sure and wrong: {sum(map(bool, sure_and_wrong(found)))} of {len(found)}.\n"
    )


# ---- thresholds -----------------------------------------------------------------------------------------

GOOD = ("same pictures, 30 a second", f"good clip {FILMED}")
OUT_OF_THE_PICTURE = (
    "top of the head out of the picture",
    "head out of the picture to the chin",
    "head out of the picture",
    "head and shoulders out of the picture",
    "feet out of the picture",
    "half of the runner out of the picture",
)
ONE_ROOM = (
    "cut to another runner in one room",
    "3 % of the frames dropped",
    "camera bobs with the steps by 4 %",
)
GLIDING = ("slows down all the time", "gets faster all the time", "real time, the last 3 s slowed twice")
SHUFFLED = ("every two frames exchanged", "every three frames in reverse order", "3 % of the frames dropped")
SWEPT: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("repeats", "STILL_SHARE"): ("3 % replaced by the one before", "frozen for 0.3 s"),
    ("interpolation", "LOST_SHARE"): (
        "30 frames a second shown at 60, blended",
        "60 frames a second shown at 48, blended",
        "small and badly compressed",
    ),
    ("repeats", "REGULAR_SHARE"): ("30 frames a second shown at 60", "24 frames a second shown at 30"),
    ("cuts", "CUT_ABOVE"): ("cut to another runner", "camera wanders"),
    ("cuts", "CUT_TIMES"): ("cut to another runner", "camera wanders"),
    ("cuts", "ALONE_CHANGE"): ONE_ROOM,
    ("cuts", "ALONE_NOVELTY"): ONE_ROOM,
    ("shuffled", "BACK_FRAMES"): SHUFFLED,
    ("fades", "APART_MIN"): ("fades into another scene",),
    ("fades", "LEFT_MAX"): ("fades into another scene", "camera wanders"),
    ("fades", "FAINT_SHARE"): ("fades from and to black",),
    ("replays", "MIRRORED_SHARE"): ("plays forwards and then backwards",),
    ("replays", "LOOPED_SHARE"): ("shows 2.7 seconds twice",),
    ("replays", "JITTER_MIN"): ("shows 2.7 seconds twice",),
    ("lost_frames", "MISSING_FRAMES"): ("3 % of the frames dropped", "3 % dropped at 30 per second"),
    ("lost_frames", "MISSING_S"): ("3 % of the frames dropped", "3 % dropped at 30 per second"),
    ("lost_frames", "MISSING_SD"): ("3 % of the frames dropped", "3 % dropped at 30 per second"),
    ("lost_frames", "NOISE_MAX_S"): ("3 % dropped at 30 per second", "shaken"),
    ("lost_frames", "MENDED_SHARE"): ("3 % of the frames dropped", "10 % of the frames dropped"),
    ("continuity", "BREAK_FRAMES"): ("jump cut of 0.45 s", "jump cut of 0.3 s, filmed"),
    ("continuity", "BREAK_S"): ("jump cut of 0.45 s", "jump cut of 0.3 s, filmed"),
    ("continuity", "OTHER_SPEED"): ("real time, 1.5 times faster, real time", "jump cut of 0.45 s"),
    ("lost_frames", "UNSEEN_S"): ("3 % of the frames dropped", "5 % of the frames dropped"),
    ("pace", "PAUSE_S"): ("stands still for 2 s", "real time, slowed 4 times, real time"),
    ("pace", "GLIDES_BY"): GLIDING,
    ("pace", "GLIDES_ON"): GLIDING,
    ("pace", "SLOW_STEP"): ("real time, 1.5 s slowed twice, real time", "walks for 2 s, then runs"),
    ("pace", "SLOWLY_APART"): ("stands still for 2 s", "real time, slowed 4 times, real time"),
    ("steadiness", "LEAST_CHANGE"): ("steps 8 % quicker in the second half", "steps quicker by and by, 16 %"),
    ("steadiness", "LEAST_DISTANCE"): (
        "steps 8 % quicker in the second half",
        "steps quicker by and by, 16 %",
    ),
    ("steadiness", "MEMORY"): ("steps 8 % quicker in the second half",),
    ("stepping", "APART_MIN_TRUNKS"): ("3 % of the frames dropped", "walking"),
    ("stepping", "PEAK_SHARE"): ("real time, the last 3 s slowed twice", "stands still for 2 s"),
    ("quality.tempo", "SURELY_SLOWER"): ("slowed 2 times", "slowed 1.5 times"),
    ("quality.tempo", "BOUNCE_LOG_SD"): ("slowed 1.25 times", "played 1.25 times faster"),
    ("quality.tempo", "CADENCE_LOG_SD"): ("slowed 1.25 times", "played 1.25 times faster"),
    ("quality.tempo", "DUTY_FACTOR_LOG_SD"): ("slowed 1.25 times", "played 1.25 times faster"),
    ("quality.tempo", "BOUNCE_TO_SPRING"): ("slowed 1.25 times", "played 1.25 times faster"),
    ("quality.tempo", "SURELY_FASTER"): ("played 1.5 times faster", "played 1.25 times faster"),
    ("quality.view", "OBLIQUE_DEG"): ("good clip dev03",),
    ("quality.view", "TOO_OBLIQUE_DEG"): ("good clip dev03",),
    ("zoom", "GROWTH_MIN"): ("zooms by a third", "zooms by a tenth", "from behind"),
    ("zoom", "ALIKE_SHARE"): ("zooms by a third", "zooms by a tenth", "post before the runner"),
    ("zoom", "WINDOW_S"): ("zooms by a third", "zooms by a tenth"),
    ("bobbing", "RISE_MIN"): (
        "camera bobs with the steps by 1.5 %",
        "camera bobs out of step",
        "camera wanders",
    ),
    ("vertical", "LEVEL_WITHIN_DEG"): ("sheared by 5°", "rolled by 12°"),
    ("quality.view", "ROLLED_DEG"): ("rolled by 3°", "rolled by 12°"),
    ("quality.pictures", "DARK_BELOW"): ("dim",),
    ("quality.pictures", "BLURRED_ABOVE"): ("out of focus", "a little out of focus"),
    ("quality.pictures", "SMALL_BELOW_PX"): ("runner 190 px tall",),
    ("quality.pictures", "ROUGH_JUMPS_PCT"): ("very strong noise", "strong noise"),
    ("circumstances", "SURE_ENOUGH"): ("console before the feet",),
    ("kinematics", "BACKWARDS_BELOW"): ("played backwards",),
    ("quality.runner", "BOUNCE_IN_STEP_MIN"): ("walking", "somebody stands"),
    ("quality.runner", "FEET_APART_MIN"): ("walking", "somebody stands"),
    ("quality.runner", "FEET_MOVE_MIN"): ("somebody stands", "from behind"),
    ("quality.pictures", "GRAY_BELOW"): ("without colours", "dim"),
    ("quality.framing", "CROWN_TRUNKS"): (*OUT_OF_THE_PICTURE, "camera wanders"),
    ("quality.framing", "HEAD_GUESSED"): OUT_OF_THE_PICTURE,
    ("quality.framing", "OUTSIDE_SHARE"): OUT_OF_THE_PICTURE,
    ("quality.framing", "EDGE_SEGMENTS"): OUT_OF_THE_PICTURE,
    ("quality.framing", "HEAD_MIN"): OUT_OF_THE_PICTURE,
    ("quality.framing", "TRUNK_MIN"): OUT_OF_THE_PICTURE,
}
"""Threshold -> the traps that could hang on it; good clips are always tried."""


def sweep(cases: Sequence[Case]) -> Iterator[str]:
    """What changes when a threshold is moved by 30 % down and up."""
    yield "## Thresholds moved by 30 %\n"
    yield "Each on clips that could hang on it and two good ones; what is named otherwise than above.\n"
    yield "| threshold | value | 30 % less | 30 % more |\n| --- | --- | --- | --- |"
    usual: dict[str, Outcome] = {}
    for (module, name), traps_of in SWEPT.items():
        tried = [case for case in cases if case[0].name in (*traps_of, *GOOD) and case[0].clip != "dev07"]
        usual |= {key(case): outcome(*case) for case in tried if key(case) not in usual}
        own, cells = getattr(import_module(f"vision.{module}"), name), []
        for factor in (0.7, 1.3):
            with moved(Threshold(module, name, ()), own * factor):
                cells.append("; ".join(changes(tried, usual)) or "-")
        yield f"| {IN_WORDS[name]} (`{name}`) | {own:g} | {cells[0]} | {cells[1]} |"


def key(case: Case) -> str:
    return f"{case[0].name}, {case[0].clip}"


def changes(cases: Sequence[Case], usual: Mapping[str, Outcome]) -> Iterator[str]:
    for case in cases:
        before, now = usual[key(case)], outcome(*case)
        if set(before.codes) != set(now.codes):
            yield f"{key(case)}: {', '.join(dict.fromkeys(now.codes)) or 'nothing said'}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "traps.md")
    parser.add_argument("--cache", type=Path, default=ROOT / ".traps", help="keeps clips and landmarks")
    parser.add_argument("--sweep", action="store_true", help="move the thresholds too")
    given = parser.parse_args(arguments)
    given.cache.mkdir(parents=True, exist_ok=True)
    cases: list[Case] = [
        (trap, look_at(trap, given.data, given.cache), truth_of(trap, given.data) if known(trap) else None)
        for trap in traps(given.data)
    ]
    found = [outcome(*case) for case in cases]
    lines = [HEAD, *rows(found), summary(found)]
    lines.append(LIMITS)
    if given.sweep:
        lines += sweep(cases)
    lines.append(f"\nMade by `python benchmarks/traps.py{' --sweep' if given.sweep else ''}`.")
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def known(trap: Trap) -> bool:
    """Whether there is a truth to compare with."""
    return bool(np.isfinite(trap.true_times))


if __name__ == "__main__":
    main()
