from dataclasses import replace

import pytest
from force_files import c3d, rewritten, write_forces

from lab import Event, Plates, ReportedClip, beside_reference, read_reference
from lab.beside_reference import ESTIMATED
from lab.cautions import cautions_beside
from lab.references import Recording, Reference
from vision import UnreadableForces, UnusableTable
from vision.limits import FEW_GROUPS

CLIPS = [
    ReportedClip(
        f"c{i}", f"r{i % 4}", "", {"contact_time_s": 0.25 + 0.01 * i}, names=frozenset((f"c{i}", "clip"))
    )
    for i in range(8)
]


def reference(tmp_path, text, clips=CLIPS, **told):
    path = tmp_path / "reference.csv"
    path.write_text(text, encoding="utf-8")
    return read_reference(path, clips, **told)


def test_values_make_limits_of_agreement(tmp_path):
    rows = [f"c{i},contact_time_s,{0.24 + 0.01 * i + 0.002 * (-1) ** i}" for i in range(8)]
    found = beside_reference(CLIPS, reference(tmp_path, "\n".join(["clip,measure,value", *rows])))
    (measure,) = found.measures
    assert measure.limits.n == 8
    assert measure.limits.bias == pytest.approx(0.01)
    assert (measure.groups, measure.proportional.why_missing) == (4, FEW_GROUPS)
    assert len(measure.pairs) == 8


def test_rows_that_name_no_clip_are_said(tmp_path):
    rows = "clip,measure,value\nother,contact_time_s,0.2\nc1,contact_time_s,0.2\n"
    told = reference(tmp_path, rows)
    assert told.values == {"c1": {"contact_time_s": 0.2}}
    assert beside_reference(CLIPS, told).left_out == ("'other' of reference.csv: no clip is called so.",)


def test_a_table_that_names_no_clip_at_all_is_refused(tmp_path):
    with pytest.raises(UnusableTable, match="none of the clips"):
        reference(tmp_path, "clip,measure,value\nother,contact_time_s,0.2\n")


@pytest.mark.parametrize(
    "text",
    [
        "clip,measure,value\nc1,contact_time_s,0.2\nc1,contact_time_s,0.3\n",
        "clip,events\nc1,a.csv\nc1,b.csv\n",
    ],
)
def test_a_clip_that_is_listed_twice_is_refused(tmp_path, text):
    with pytest.raises(UnusableTable, match="two rows of c1"):
        reference(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("clip,measure,value\nc1,contact,0.2\n", "no report has"),
        ("clip,measure,value\nc1,contact_time_s,long\n", "write a number"),
        ("clip,measure,value\nclip,contact_time_s,0.2\n", "several clips"),
        ("kind,side,time_s\ntoe_off,left,1.0\n", "which clip"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path, text, why):
    with pytest.raises(UnusableTable, match=why):
        reference(tmp_path, text)


def running():
    events = []
    for i in range(30):
        side = "left" if i % 2 else "right"
        wander_s = 0.02 * ((i * 7) % 5 - 2) / 2
        events += [
            Event(side, "initial_contact", 0.36 * i + wander_s),
            Event(side, "toe_off", 0.36 * i + wander_s + 0.25),
        ]
    return events


def test_events_of_one_clip_are_matched_by_time(tmp_path):
    clip = ReportedClip("a", "", "", {}, events=tuple(running()))
    rows = [f"{e.kind},{e.side},{e.time_s - 5 - 0.01 * (e.kind == 'toe_off')}" for e in running()]
    text = "\n".join(["kind,side,time_s", *rows])
    found = beside_reference([clip], reference(tmp_path, text, [clip], offset_s=5.0))
    contact, toe_off, contact_time = found.events
    assert (contact.name, contact.limits.bias) == ("initial_contact", pytest.approx(0.0, abs=1e-9))
    assert (toe_off.limits.bias, contact_time.limits.bias) == pytest.approx((0.01, 0.01))
    assert (found.clocks[0].told, found.clocks[0].matched) == (True, 60)
    estimated = beside_reference([clip], reference(tmp_path, text, [clip]))
    assert estimated.clocks[0].offset_s == pytest.approx(5.005)  # between contacts and toe-offs
    assert estimated.events[2].limits.bias == pytest.approx(0.01)
    for instant in estimated.events[:2]:
        assert (instant.limits.bias, instant.limits.lower) == (None, None)
        assert (instant.limits.n, instant.limits.why_missing) == (30, ESTIMATED)


def beside_itself(clips, shift_s=0.0, left_out=()):
    """Clips beside recordings of their own events, some of them left out."""
    recordings = {
        clip.name: Recording(
            tuple(
                replace(e, time_s=e.time_s - shift_s) for i, e in enumerate(clip.events) if i not in left_out
            ),
            0.0,
        )
        for clip in clips
    }
    return {each.name: each for each in beside_reference(clips, Reference({}, recordings)).events}


def test_a_contact_whose_toe_off_nobody_found_is_not_joined_to_the_next():
    """Of the right foot a toe-off and the contact after it."""
    clip = ReportedClip("a", "", "", {}, events=tuple(running()))
    found = beside_itself([clip], left_out=(5, 8))
    assert max(ours for ours, _ in found["contact_time"].pairs) < 0.3
    assert len(found["contact_time"].pairs) == 28
    turned = replace(clip, events=tuple(e for i, e in enumerate(clip.events) if i not in (5, 8)))
    both = Reference({}, {"a": Recording(clip.events, 0.0)})
    assert len(beside_reference([turned], both).events[2].pairs) == 28


def test_clips_of_one_runner_are_one_group_of_events():
    clips = [ReportedClip(f"c{i}", f"r{i % 3}", "", {}, events=tuple(running())) for i in range(6)]
    assert beside_itself(clips)["toe_off"].groups == 3


@pytest.mark.parametrize(
    "runners", [("ben", "ben", "", "", ""), ("", "", "")], ids=["some unnamed", "all unnamed"]
)
def test_clips_of_which_nobody_says_the_runner_are_one_runners(runners, tmp_path):
    """For values of whole clips and for events alike."""
    own = {"values": {"contact_time_s": 0.25}, "events": tuple(running())}
    clips = [
        ReportedClip(f"c{i}", runner, "", names=frozenset((f"c{i}",)), **own)
        for i, runner in enumerate(runners)
    ]
    rows = [f"{clip.name},contact_time_s,0.24" for clip in clips]
    found = beside_reference(clips, reference(tmp_path, "\n".join(["clip,measure,value", *rows]), clips))
    assert found.measures[0].groups == beside_itself(clips)["toe_off"].groups == len(set(runners))


def test_events_of_many_clips_are_named_by_a_table(tmp_path):
    clip = ReportedClip("a", "", "", {}, events=tuple(running()), names=frozenset(("a",)))
    rows = [f"{e.kind},{e.side},{e.time_s}" for e in running()]
    (tmp_path / "plates.csv").write_text("\n".join(["event,side,time_s", *rows]))
    told = reference(tmp_path, "clip,events,offset_s\na,plates.csv,0\n", [clip, *CLIPS])
    assert told.recordings["a"].offset_s == 0.0
    assert beside_reference([clip], told).clocks[0].only_theirs == 0


@pytest.mark.parametrize("row", ["landing,left,1.0", "toe_off,near,1.0", "toe_off,left,"])
def test_events_that_cannot_be_read_are_said(tmp_path, row):
    with pytest.raises(UnusableTable, match="row 1"):
        reference(tmp_path, f"kind,side,time_s\n{row}\n", CLIPS[:1])


def forces(path, names=("left_vy", "right_vy")):
    """Of `running`, a column of force for each foot, left and right."""
    steps = zip(running()[::2], running()[1::2], strict=True)
    write_forces(path, ",".join(names), [(a.side, a.time_s, b.time_s) for a, b in steps])


RAN = ReportedClip("a", "", "", {}, events=tuple(running()), names=frozenset(("a",)))


@pytest.mark.parametrize("written", [(",", "."), (";", ",", "utf-16"), ("\t", ".", "utf-8", "endheader\n")])
def test_forces_of_plates_are_read_as_events(written, tmp_path):
    forces(tmp_path / "forces.csv")
    rewritten(tmp_path / "forces.csv", *written)
    told = reference(tmp_path, "clip,events,offset_s\na,forces.csv,0\n", [RAN])
    found = beside_reference([RAN], told)
    (clock,) = found.clocks
    assert (clock.matched, clock.only_ours, clock.only_theirs) == (
        59,
        0,
        0,
    )  # the first foot stands at 0 s
    assert found.events[2].limits.bias == pytest.approx(0.0, abs=0.002)


def test_the_plate_of_each_foot_is_named_by_its_row(tmp_path):
    forces(tmp_path / "belts.csv", ("belt A", "belt B"))
    with pytest.raises(UnreadableForces, match="It has belt A, belt B"):
        reference(tmp_path, "clip,events,offset_s\na,belts.csv,0\n", [RAN])
    header = "clip,events,offset_s,left,right"
    told = reference(tmp_path, f"{header}\na,belts.csv,0,belt A,belt B\n", [RAN])
    assert beside_reference([RAN], told).clocks[0].matched == 59
    exchanged = beside_reference(
        [RAN], reference(tmp_path, f"{header}\na,belts.csv,0,belt B,belt A\n", [RAN])
    )
    assert exchanged.clocks[0].matched == 0
    (caution,) = cautions_beside(exchanged)
    assert caution.message.startswith("a: no event lies near one of the reference, moved by 0 s; check")


def test_the_plates_of_a_c3d_file_are_named(tmp_path):
    path = c3d(tmp_path / "run.c3d")
    by_foot = Plates.told({"left": "plate 1", "right": "plate 2"})
    (recording,) = read_reference(path, [RAN], plates=by_foot).recordings.values()
    first = min(recording.events, key=lambda event: event.time_s)
    assert (first.side, first.kind) == ("left", "initial_contact")
    with pytest.raises(UnreadableForces, match="no column 'plate 3'; it has plate 1, plate 2"):
        read_reference(path, [RAN], plates=Plates.told({"left": "plate 1", "right": "plate 3"}))


def test_what_a_row_says_of_its_plates_goes_before_what_all_have(tmp_path):
    forces(tmp_path / "belts.csv", ("belt A", "belt B"))
    for_all = Plates.told({"left": "belt B", "right": "belt A"})
    row = "clip,events,offset_s,left,right\na,belts.csv,0,{}\n"
    own = reference(tmp_path, row.format("belt A,belt B"), [RAN], plates=for_all)
    assert beside_reference([RAN], own).clocks[0].matched == 59
    left_out = reference(tmp_path, row.format(","), [RAN], plates=for_all)
    assert beside_reference([RAN], left_out).clocks[0].matched == 0


@pytest.mark.parametrize(
    ("columns", "cells", "why"),
    [
        ("first", "Left", "clip a: The foot that lands first is left or right, not 'Left'"),
        ("left,both", "belt A,belt B", "clip a: Name the plate of both feet, or that of each foot"),
        ("hz", "-1", "clip a: A second has more than 0 samples, not -1"),
        ("hz", "many", "write a number"),
    ],
)
def test_what_cannot_be_true_of_plates_is_said(tmp_path, columns, cells, why):
    with pytest.raises(UnusableTable, match=why):
        reference(tmp_path, f"clip,events,{columns}\na,belts.csv,{cells}\n", [RAN])


@pytest.mark.parametrize(("columns", "cells"), [("first", "left"), ("left", "Fz1"), ("hz", "300")])
def test_plates_of_a_file_of_events_are_refused(tmp_path, columns, cells):
    (tmp_path / "plates.csv").write_text("kind,side,time_s\ntoe_off,left,1.0\n")
    with pytest.raises(UnusableTable, match="holds events and no forces; leave plates, first and hz out"):
        reference(tmp_path, f"clip,events,{columns}\na,plates.csv,{cells}\n", [RAN])
