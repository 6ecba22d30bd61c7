import io
from dataclasses import replace

import builders
import pytest
from rich.console import Console

from service.console import SUMMARISED, shown_progress, summary
from tests.vision.synthetic_runner import Runner, analysis_of
from vision import Reason


def test_the_summary_gives_each_headline_with_its_interval():
    lines = summary(builders.analysis()).splitlines()
    assert "cadence                   168.3 spm (167.6\N{EN DASH}169.0)" in lines
    assert "contact time              246 ms (229\N{EN DASH}262)" in lines
    assert "foot ahead of hip         20.1 cm (17.4\N{EN DASH}22.8)" in lines
    assert not [line for line in lines if "None" in line or "nan" in line]


def test_without_a_scale_lengths_are_told_in_parts_of_the_leg():
    text = summary(builders.analysis_without_scale())
    assert "foot ahead of hip         22.8 % (19.7\N{EN DASH}25.9)" in text.splitlines()
    assert " cm" not in text.partition("Your")[0]


def test_every_headline_can_have_a_value():
    side = Runner(duration_s=8.0)
    from_behind = replace(side, yaw_deg=90.0, parallax=0.0)
    metrics = [analysis_of(runner).metrics for runner in (side, from_behind)]
    assert [name for name in SUMMARISED if all(some[name].value is None for some in metrics)] == []


def test_the_summary_ends_with_the_headline_findings_only():
    analysis = builders.analysis()
    text = summary(analysis)
    for finding in analysis.findings:
        assert (finding.message in text) == finding.headline


def test_what_limits_a_clip_is_told():
    analysis = builders.analysis()
    reasons = (Reason("short", "The clip is short; film 10 s or more."),)
    limited = replace(analysis, quality=replace(analysis.quality, verdict="limited", reasons=reasons))
    assert "note: The clip is short; film 10 s or more." in summary(limited).splitlines()


@pytest.mark.parametrize("terminal", [False, True])
def test_progress_shows_every_stage(terminal):
    console = Console(file=io.StringIO(), force_terminal=terminal, width=100)
    with shown_progress(console) as progress:
        for i in range(1001):
            progress("landmarks", i / 1000)
        progress("report", 1.0)
    shown = console.file.getvalue()
    assert "landmarks" in shown
    assert "report" in shown
    assert ("\x1b" in shown) == terminal
    if not terminal:
        assert shown.splitlines()[:5] == [f"landmarks: {share} %" for share in (0, 25, 50, 75, 100)]
