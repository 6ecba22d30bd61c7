"""Any analysis that the datatypes allow, for tests over all of them."""

import re
from typing import Any, get_args

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from vision import datatypes as d
from vision.report.catalogue import ENTRIES

number = st.floats(-1e12, 1e12) | st.sampled_from([np.nan, np.inf, -np.inf])
maybe_number = st.none() | number
NUMBER_WORDS = re.compile(r"\b(nan|inf)\b", re.IGNORECASE)  # what tests take for a number gone wrong
text = st.text(max_size=12).filter(lambda words: not NUMBER_WORDS.search(words))
count = st.integers(0, 10**6)
share = st.floats(0, 1) | st.just(np.nan)
size = st.floats(0, 1e9) | st.just(np.nan)
metric_names = st.sampled_from(sorted(ENTRIES))


def one_of(literal: object) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


side, leg = one_of(d.Side), st.none() | one_of(d.Leg)
evidence = st.lists(st.builds(d.Evidence, number, count), max_size=2).map(tuple)
estimate = st.builds(
    d.Estimate, maybe_number, maybe_number, maybe_number, count, st.none() | st.just("Dark.")
)
source = st.builds(d.VideoInfo, text, text, count, count, count, size, size, st.integers(), st.booleans())
quality = st.builds(
    d.Quality,
    one_of(d.Verdict),
    st.lists(st.builds(d.Reason, text, text), max_size=2).map(tuple),
    st.none() | one_of(d.Activity),
    one_of(d.TimeBase),
    st.none() | size,
    share,
)
provenance = st.builds(
    d.Provenance,
    text,
    st.builds(d.Network, text, text, text),
    st.dictionaries(text, st.none() | text | number, max_size=3),
    text,
)
scene = st.builds(
    d.Scene,
    view=one_of(d.View),
    direction=st.none() | side,
    near_side=st.none() | side,
    camera=one_of(d.Camera),
    ground_slope_deg=number,
    ground_y_px=number,
    leg_length_px=number,
    trunk_length_px=number,
    incline_pct=number,
    scale=st.none() | st.builds(d.Scale, size, number, number, one_of(d.ScaleSource)),
)
step = st.builds(d.Step, side, leg, number, number, number)
event = st.builds(d.GaitEvent, side, leg, one_of(d.EventKind), number, count, number)
gait_events = st.builds(
    d.GaitEvents, st.lists(event, max_size=3).map(tuple), st.lists(step, max_size=2).map(tuple), number
)
part = st.none() | estimate
metric = metric_names.flatmap(
    lambda name: st.builds(
        d.Metric, st.just(name), st.just(ENTRIES[name].unit), estimate, part, part, part, part,
        st.none() | st.just("midfoot"), evidence,
    )
)  # fmt: skip
samples = arrays(np.float64, 5, elements=number)
spread = arrays(np.float64, 5, elements=size)
curve = st.builds(
    d.Curve,
    st.sampled_from(["knee_flexion_deg", "hip_height_pct_leg"]),
    st.sampled_from(["deg", "%"]),
    leg,
    st.none() | side,
    samples,
    samples,
    spread,
    number,
)
measures = st.builds(
    d.Measures,
    st.lists(metric, max_size=4).map(lambda found: {m.name: m for m in found}),
    st.lists(
        st.builds(d.StepMeasures, step, st.dictionaries(metric_names, number, max_size=3)), max_size=2
    ).map(tuple),
    st.lists(curve, max_size=2).map(tuple),
)
finding = st.builds(
    d.Finding,
    text,
    metric_names,
    one_of(d.Level),
    text,
    text,
    maybe_number,
    maybe_number,
    st.booleans(),
    evidence,
)
flag = st.builds(d.Flag, text, number, count, st.none() | side, text, text, text)
analyses = st.builds(
    d.Analysis,
    source=source,
    quality=quality,
    provenance=provenance,
    scene=st.none() | scene,
    events=st.none() | gait_events,
    measures=measures,
    findings=st.lists(finding, max_size=3).map(tuple),
    flags=st.lists(flag, max_size=2).map(tuple),
)
