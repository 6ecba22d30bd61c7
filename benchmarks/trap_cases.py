"""Every case of the table of traps."""

from pathlib import Path

import numpy as np
from accuracy import FILMED
from trap_clips import CLIP, EVERY, FRAMES, SECONDS, Picture, Trap
from trap_orders import (
    dropped,
    exchanged,
    first,
    frozen,
    gliding,
    halted,
    held,
    hurried,
    pulled_down,
    quicker,
    ramped,
    slow_from,
    slowed_for,
    slower,
    without_part,
)
from trap_pictures import (
    blended,
    blurred,
    bobbing,
    captioned,
    compressed,
    cropped,
    darker,
    fading,
    fading_into,
    flickering,
    gray,
    mirrored,
    on_its_side,
    sheared,
    smaller,
    smeared,
    stretched,
    strobing,
    turned,
    twice,
    upside_down,
    wandering,
    zooming,
)
from trap_scenes import (
    Scenes,
    bars,
    beside,
    bouncing_box,
    covered,
    drawn_figure,
    empty_after,
    enlarged,
    framed,
    on_a_screen,
    standing,
    stopping,
)

NAN = float("nan")
PERHAPS = ("perhaps_slow_motion",)
TOO_FAST = ("perhaps_sped_up", "sped_up")

NOBODY_RUNS = ("no_person", "not_running", "runner_hidden", "body_hidden")
CUT, MOVES, BOBS = ("scene_cut",), ("moving_camera",), ("bobbing_camera",)
STEP_HZ = 176.0 / 60
"""Of the clip whose pictures are changed."""

CHANGE, REPEATED = ("cadence_change",), ("repeated_frames",)
TOLD_WRONGLY = ("wrong_capture_fps",)
SHUFFLED = ("wrong_order",)
INTERPOLATED = ("interpolated_frames",)


def pictured(
    name: str,
    picture: Picture,
    *codes: str,
    every: int = EVERY,
    true_times: float = 1.0,
    false: tuple[str, ...] = (),
) -> Trap:
    """A trap that changes the pictures of one clip."""
    return Trap(
        name, CLIP, codes, picture=picture, every=every, seconds=SECONDS, true_times=true_times, false=false
    )


def traps(data: Path) -> tuple[Trap, ...]:
    """Every case of the table, good clips first."""
    scenes = Scenes(data / "rendered")
    return (
        *good_clips(),
        *other_times(),
        *lost_and_made_frames(scenes),
        *other_stretches(scenes),
        *other_light(),
        *other_cuts(),
        *things_in_front(),
        *other_scenes(scenes),
    )


def good_clips() -> tuple[Trap, ...]:
    """What must not be refused."""
    return (
        *(Trap(f"good clip {name}", name) for name in ("dev01", "dev02", "dev03", "dev04", "dev07", FILMED)),
        Trap("slowed 8 times, the phone says so", "dev07", (), slower(8), capture_fps=240),
    )


def other_times() -> tuple[Trap, ...]:
    """The same frames at other times."""
    return (
        *(
            Trap(f"real time, said to be filmed at {fps}", "dev01", TOLD_WRONGLY, slower(1), capture_fps=fps)
            for fps in (120, 240)
        ),
        Trap("slowed 2 times", "dev01", ("slow_motion",), slower(2)),
        Trap("slowed 4 times", "dev07", ("slow_motion",), slower(4)),
        Trap("slowed 8 times", "dev07", ("slow_motion",), slower(8)),
        *(
            Trap(f"slowed {times} times", name, PERHAPS, slower(times))
            for times in (1.25, 1.5)
            for name in ("dev01", "dev02", "dev04", "dev07", FILMED)
        ),
        *(
            Trap(f"played {times} times faster", name, TOO_FAST, slower(1 / times))
            for times in (1.12, 1.25, 1.4)
            for name in ("dev02", "dev07", FILMED)
        ),
        Trap("played 1.5 times faster", "dev01", ("sped_up",), slower(1 / 1.5)),
        Trap("real time, the last 3 s slowed twice", "dev01", ("speed_ramp",), slow_from(0.62, 2)),
        Trap("real time, 1.5 s slowed twice, real time", "dev01", ("speed_ramp",), slowed_for(0.37, 0.19, 2)),
        Trap("real time, slowed 4 times, real time", "dev07", ("speed_ramp",), ramped),
        Trap("real time, 1.5 times faster, real time", "dev01", ("speed_ramp",), hurried(0.35, 0.2, 1.5)),
        Trap("slows down all the time", "dev01", ("speed_ramp",), gliding(1.0, 0.6, 300)),
        Trap("gets faster all the time", "dev01", ("speed_ramp",), gliding(0.65, 1.05, 282)),
        Trap("steps 8 % quicker in the second half", "dev01", CHANGE, quicker(0.08), true_times=1.04),
        Trap(
            "steps quicker by and by, 16 %", "dev01", CHANGE, quicker(0.16, gradually=True), true_times=1.08
        ),
        Trap("variable frame rate", "dev01", ("variable_frame_rate",), dropped(0.3, stamped=True)),
    )


def lost_and_made_frames(scenes: Scenes) -> tuple[Trap, ...]:
    """Frames that are lost, repeated, or made from their neighbours."""
    return (
        Trap("3 % of the frames dropped", "dev01", ("dropped_frames",), dropped(0.03, stamped=False)),
        Trap("5 % of the frames dropped", "dev01", ("dropped_frames",), dropped(0.05, stamped=False)),
        Trap("8 % of the frames dropped", "dev04", ("dropped_frames",), dropped(0.08, stamped=False)),
        Trap("10 % of the frames dropped", "dev01", ("dropped_frames",), dropped(0.10, stamped=False)),
        Trap("3 % dropped at 30 per second", FILMED, ("dropped_frames",), dropped(0.03, stamped=False)),
        Trap("3 % replaced by the one before", "dev01", ("repeated_frames",), held(0.03)),
        Trap("every two frames exchanged", "dev01", SHUFFLED, exchanged(2)),
        Trap("every two of 30 frames a second exchanged", "dev01", SHUFFLED, exchanged(2, thinned=2)),
        Trap("two frames of six exchanged", "dev01", SHUFFLED, exchanged(2, every=6, thinned=2)),
        Trap("every three frames in reverse order", "dev01", SHUFFLED, exchanged(3)),
        Trap("50 frames a second shown at 60", "dev07", REPEATED, pulled_down(50, 60)),
        Trap("24 frames a second shown at 30", "dev07", REPEATED, pulled_down(24, 30)),
        Trap("24 frames a second shown at 60", "dev07", REPEATED, pulled_down(24, 60)),
        Trap("30 frames a second shown at 60", "dev01", REPEATED, pulled_down(30, 60)),
        Trap("30 frames a second shown at 120", "dev01", REPEATED, pulled_down(30, 120)),
        Trap(
            "30 frames a second shown at 60, blended",
            CLIP,
            INTERPOLATED,
            picture=blended(lambda i: scenes.frames(CLIP)[i], 30, 60),
            seconds=SECONDS,
        ),
        Trap(
            "60 frames a second shown at 48, blended",
            "dev07",
            INTERPOLATED,
            picture=blended(lambda i: scenes.frames("dev07")[2 * i], 60, 48),
            every=5,
            seconds=3.9,
        ),
    )


def other_stretches(scenes: Scenes) -> tuple[Trap, ...]:
    """Parts that are frozen, cut out, turned round, or of another run."""
    return (
        Trap("frozen for 0.3 s", "dev01", ("repeated_frames",), frozen(0.4, 0.3)),
        Trap("frozen for 0.3 s, then goes on", "dev01", ("frozen_frames",), halted(0.5, 0.3)),
        Trap("frozen for 1.5 s", "dev01", ("frozen_frames",), frozen(0.3, 1.5)),
        Trap("jump cut of 0.45 s", "dev01", ("scene_cut",), without_part(0.3, 0.45)),
        Trap("jump cut of 0.3 s, filmed", FILMED, ("scene_cut",), without_part(0.3, 0.3)),
        Trap("first 1.5 s only", "dev01", ("too_few_steps", "few_steps"), first(1.5)),
        pictured(
            "cut to another runner", lambda i, k: scenes.frames("dev01")[k] if k >= 100 else i, "scene_cut"
        ),
        Trap(
            "cut to another runner in one room",
            "dev01",
            CUT,
            picture=lambda i, k: scenes.frames("dev03", every=1)[k] if k >= 100 else i,
            every=EVERY,
            seconds=SECONDS,
        ),
        pictured("played backwards", lambda _, k: scenes.runner(CLIP)[-1 - k], "reversed"),
        pictured(
            "plays forwards and then backwards",
            lambda _, k: scenes.frames(CLIP)[min(k, 164 - k)],
            "boomerang",
        ),
        pictured(
            "its second half is played backwards",
            lambda _, k: scenes.frames(CLIP)[k if k < 90 else 254 - k],
            "reversed",
            "boomerang",
        ),
        pictured("fades from and to black", fading(30, 164), "fade", false=CUT),
        pictured(
            "fades into another scene",
            fading_into(lambda k: scenes.frames("dev01")[k], 110, 20),
            "fade",
            false=CUT,
        ),
        pictured("shows 2.7 seconds twice", lambda _, k: scenes.frames(CLIP)[k % 83], "loop"),
    )


def other_light() -> tuple[Trap, ...]:
    """Pictures that are turned, dim, noisy or blurred."""
    return (
        pictured("same pictures, 30 a second", lambda i, _: i),
        pictured("every picture twice, 60 a second", twice(), *REPEATED, every=1),
        pictured("mirrored", mirrored),
        pictured("rolled by 3°", turned(3)),
        pictured("rolled by 12°", turned(12), "rolled", "tilted_camera"),
        pictured("upside down", upside_down, "not_upright", "no_person"),
        pictured("on its side", on_its_side, "not_upright"),
        pictured("camera wanders", wandering(1.0, 2.0, fps=30), "moving_camera"),
        pictured("camera bobs with the steps by 1.5 %", bobbing(0.015, STEP_HZ, fps=30), *BOBS),
        pictured("camera bobs with the steps by 4 %", bobbing(0.04, STEP_HZ, fps=30), *BOBS),
        pictured(
            "camera bobs out of step", bobbing(0.03, 0.8 * STEP_HZ, fps=30), "moving_camera", false=BOBS
        ),
        pictured("zoom that pulses with the steps", bobbing(0.0, STEP_HZ, fps=30, growth=0.1), "zoom"),
        pictured("sheared by 5°", sheared(5), "sheared", "tilted_camera"),
        pictured("sheared by 10°", sheared(10), "sheared", "tilted_camera"),
        pictured("dim", darker(0.3, 4)),
        pictured("light that flickers", flickering(0.4, 10, 0.0, fps=30), false=MOVES),
        pictured("bands of light", flickering(0.4, 10, 1.5, fps=30), false=(*MOVES, *INTERPOLATED)),
        pictured("light that beats fast", flickering(0.6, 9.07, 0.0, fps=30), false=(*MOVES, *REPEATED)),
        pictured("strobe light", strobing(0.12, 9), false=("reversed", *REPEATED, *CUT)),
        pictured("a caption blinks", captioned(8), false=(*CUT, *INTERPOLATED)),
        pictured("strong noise", darker(1.0, 25), false=MOVES),
        pictured("very strong noise", darker(1.0, 50), "jumping_joints", false=MOVES),
        pictured("saved with hardly any bits", compressed(1.0, 4), "jumping_joints", "legs_confused"),
        pictured("dark", darker(0.07, 5), "dark", "no_person"),
        pictured("a little out of focus", blurred(0.004)),
        pictured("out of focus", blurred(0.010), "blurred"),
        pictured("shaken", smeared(0.05), "blurred"),
    )


def other_cuts() -> tuple[Trap, ...]:
    """A runner who is small, cut off, squeezed or framed, and pictures that change half way."""
    return (
        pictured("runner 190 px tall", smaller(0.5)),
        pictured("runner 120 px tall", smaller(0.3), "too_small"),
        pictured("without colours", gray, "no_colors"),
        pictured("top of the head out of the picture", cropped(top=0.185), "cut_off"),
        pictured("head out of the picture", cropped(top=0.20), "cut_off"),
        Trap(
            "head out of the picture to the chin",
            "dev01",
            ("cut_off",),
            picture=cropped(top=0.20),
            every=EVERY,
            seconds=SECONDS,
        ),
        pictured("head and shoulders out of the picture", cropped(top=0.33), "cut_off"),
        pictured("feet out of the picture", cropped(bottom=0.72), "cut_off"),
        pictured("half of the runner out of the picture", cropped(left=0.5), "cut_off"),
        pictured("small and badly compressed", compressed(0.42, 8), "too_small", "small"),
        pictured("squeezed to three quarters", stretched(0.75, 1.0), "squeezed"),
        pictured("stretched by a third", stretched(1.0, 0.75), "squeezed"),
        pictured("zooms by a third", zooming(4 / 3, FRAMES), "zoom"),
        pictured("zooms by a tenth", zooming(1.1, FRAMES), "zoom"),
        pictured("laid before a blurred copy", framed(1080, 1920, enlarged(1080, 1920)), "framed"),
        pictured("laid between white bars", framed(720, 1280, bars("FORM CHECK")), "framed"),
        pictured("mirrored half way", lambda i, k: mirrored(i, k) if k >= 60 else i, "scene_cut"),
        pictured(
            "black before and after",
            lambda i, k: i if 20 <= k < 145 else np.full_like(i, 12),
            "blank_frames",
        ),
    )


def things_in_front() -> tuple[Trap, ...]:
    """What hides a part of the runner."""
    return (
        pictured("console before the feet", covered(0.2, 0.76, 0.8, 1.0), "feet_hidden"),
        pictured("rail before the hips", covered(0.0, 0.42, 1.0, 0.50), "occluded"),
        pictured("thin rail before the hips", covered(0.0, 0.475, 1.0, 0.495), "occluded"),
        pictured("rail before the knees", covered(0.0, 0.61, 1.0, 0.67), "occluded"),
        pictured("rail before the shanks", covered(0.0, 0.70, 1.0, 0.74), "occluded"),
        pictured("post before the runner", covered(0.47, 0.0, 0.52, 1.0), "occluded"),
        pictured("post beside the runner", covered(0.36, 0.0, 0.40, 1.0)),
    )


def other_scenes(scenes: Scenes) -> tuple[Trap, ...]:
    """Somebody else, nobody, somebody who does not run, and other views."""
    return (
        pictured(
            "out of the picture for 2 s",
            lambda i, k: empty_after(scenes.gym(), 60, 120, 3)(i, k),
            "partly_hidden",
            "pause",
            "frozen_frames",
        ),
        pictured("somebody stands beside", beside(lambda _: scenes.runner("dev01")[20]), "several_people"),
        pictured("somebody runs beside", beside(lambda k: scenes.runner("dev01")[k]), "several_people"),
        pictured("stands still for 2 s", stopping(50, 110, 3), "pause", "frozen_frames"),
        pictured(
            "somebody stands",
            lambda i, k: standing(scenes.frames(CLIP)[30], 3)(i, k),
            *NOBODY_RUNS,
            true_times=NAN,
        ),
        pictured("empty gym", lambda i, k: standing(scenes.gym(), 3)(i, k), *NOBODY_RUNS, true_times=NAN),
        pictured(
            "a box bounces",
            lambda i, k: bouncing_box(scenes.gym())(i, k),
            "no_person",
            "not_running",
            true_times=NAN,
        ),
        Trap(
            "walks for 2 s, then runs",
            "dev01",
            ("pause", "scene_cut"),
            picture=lambda i, k: scenes.frames("dev06")[k] if k < 60 else i,
            every=EVERY,
            seconds=SECONDS + 2,
        ),
        pictured("somebody runs on a screen", on_a_screen(lambda k: scenes.frames("dev01")[k])),
        pictured("a toy swings its legs", drawn_figure, *NOBODY_RUNS, "walking", true_times=NAN),
        Trap("walking", "dev06", ("walking",), true_times=NAN, seconds=SECONDS, every=EVERY),
        Trap("from behind", "dev05", seconds=SECONDS, every=EVERY),
        Trap("from behind, called from the side", "dev05", ("not_from_the_side",), view="side"),
        Trap("from the side, called from behind", CLIP, ("not_from_behind",), view="rear"),
    )
