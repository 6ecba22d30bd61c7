import random
from dataclasses import replace

import builders
import pytest
from runners import estimate, report

from coaching import UnusableReport, baseline_of, cadence_band, recheck_of
from coaching.baseline import RUN_SD_SHARE, usual, usual_cadence
from vision import UnreadableReport
from vision.report import report_json


def half_width(estimate):
    assert estimate.high - estimate.value == pytest.approx(estimate.value - estimate.low)
    return estimate.high - estimate.value


def test_one_clip_knows_nothing_of_other_runs_but_what_is_known_of_runners():
    found = baseline_of([report(160.0, 0.5, shank_deg=9.0)])
    assert found.cadence.value == 160.0
    assert half_width(found.cadence) == pytest.approx((0.5**2 + (2.228 * 0.02 * 160.0) ** 2) ** 0.5)
    assert half_width(found.shank) == pytest.approx((1.0**2 + (2.228 * 1.25) ** 2) ** 0.5)
    assert (found.shank.value, found.speed_mps, found.height_cm, found.clips) == (9.0, 3.0, 178.0, 1)
    assert found.rearfoot


def test_what_two_clips_differ_by_joins_what_is_known_of_runners():
    found = baseline_of([report(160.0, 0.5), report(164.0, 0.5, clip="b")])
    assert found.cadence.value == 162.0
    spread = ((10 * (0.02 * 164.0) ** 2 + 8.0) / 11) ** 0.5
    assert half_width(found.cadence) == pytest.approx((0.5**2 + (2.201 * spread) ** 2 / 2) ** 0.5)


def test_clips_that_differ_more_make_the_interval_wider():
    widths = [
        half_width(usual_cadence([estimate(158.0 - d, 0.5), estimate(158.0 + d, 0.5)])) for d in (0, 3, 9)
    ]
    assert widths == sorted(widths)
    assert widths[2] > 1.5 * widths[0]


def test_two_clips_alike_share_the_errors_of_camera_and_network():
    assert half_width(usual([estimate(160.0, 0.6), estimate(160.0, 0.4)], run_sd=0.0)) == pytest.approx(0.5)


@pytest.mark.parametrize("clips", [1, 2])
@pytest.mark.parametrize("run_sd", [0.010, 0.015, 0.020, 0.025])
def test_the_interval_holds_the_runner_in_nine_of_ten_baselines_or_more(clips, run_sd):
    """The spread from run to run may be as small or large as in the literature."""
    chance, own_spm, covered, many = random.Random(7), 157.0, 0, 4000
    for _ in range(many):
        runs = [chance.gauss(own_spm, run_sd * own_spm) for _ in range(clips)]
        found = usual_cadence([estimate(chance.gauss(run, 0.25), 0.5) for run in runs])
        covered += found.low <= own_spm <= found.high
    assert covered / many > (0.94 if run_sd <= RUN_SD_SHARE else 0.90)


def report_of_strike(category, clip):
    document = report(clip=clip)
    document["metrics"]["foot_strike_pattern"]["category"] = category
    return document


@pytest.mark.parametrize(
    ("strikes", "rearfoot"),
    [
        (("rearfoot", "rearfoot"), True),
        (("rearfoot", None), None),
        (("rearfoot", "forefoot"), False),
        ((None, "midfoot"), False),
    ],
)
def test_a_strike_that_was_not_measured_is_unknown(strikes, rearfoot):
    reports = [report_of_strike(strike, clip) for strike, clip in zip(strikes, "ab", strict=True)]
    assert baseline_of(reports).rearfoot is rearfoot


def test_the_band_goes_with_speed_and_height():
    band = cadence_band(3.0, 181.0)
    assert (band.low_spm, band.mean_spm, band.high_spm) == (160.0, 168.0, 176.0)
    assert cadence_band(3.5, 181.0).mean_spm == 171.0
    assert cadence_band(3.0, 191.0).mean_spm == pytest.approx(162.0)
    assert cadence_band(6.0, 181.0) is None


def test_without_a_height_the_mean_of_all_runners_is_not_sharp():
    assert cadence_band(3.0, 181.0).mean_half_width_spm == 0
    assert cadence_band(3.0, None).mean_half_width_spm == pytest.approx(0.6 * 1.96 * 9.5)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda d: d["quality"].update(verdict="refused", reasons=[]), "was refused"),
        (lambda d: d["quality"].update(activity="walking"), "does not show somebody who runs"),
        (lambda d: d["quality"].update(view="rear"), "not filmed from the side"),
        (
            lambda d: d["metrics"]["cadence_spm"].update(value=None, low=None, high=None),
            "no cadence: film 30 s",
        ),
        (
            lambda d: d["metrics"]["cadence_spm"].update(value=None, low=None, high=None, why_missing="slow"),
            "has no cadence: slow.$",
        ),
        (lambda d: d["provenance"]["settings"].update(speed_mps=None), "speed in a.mp4 is not known"),
    ],
)
def test_a_report_that_tells_no_cadence_is_refused_in_one_sentence(change, complaint):
    document = report()
    document["metrics"]["speed_mps"]["value"] = None
    change(document)
    with pytest.raises(UnusableReport, match=complaint):
        baseline_of([document])


@pytest.mark.parametrize(
    ("other", "complaint"),
    [
        (report(clip="a"), "Both reports are of one clip"),
        (report(clip="b", speed_mps=3.1), "The speeds differ"),
        (report(clip="b", height_cm=170.0), "The heights differ"),
    ],
)
def test_two_reports_must_be_of_one_runner_at_one_speed(other, complaint):
    with pytest.raises(UnusableReport, match=complaint):
        baseline_of([report(), other])


def test_a_step_of_the_treadmills_display_is_one_speed():
    assert baseline_of([report(), report(clip="b", speed_mps=3.02)]).speed_mps == pytest.approx(3.01)


def test_a_clip_that_could_not_be_measured_says_why():
    refused = report_json(builders.refused_analysis())
    reason = refused["quality"]["reasons"][0]["message"]
    with pytest.raises(UnusableReport) as caught:
        baseline_of([refused])
    assert reason in str(caught.value)


@pytest.mark.parametrize("missing", ["value", "low", "high"])
def test_a_baseline_has_a_cadence_with_its_interval(missing):
    start = baseline_of([report(160.0, 0.5)])
    assert start.own_spm == 160.0
    assert start.own_ends_spm == (start.cadence.low, start.cadence.high)
    with pytest.raises(UnusableReport, match="The cadence has no interval"):
        replace(start, cadence=replace(start.cadence, **{missing: None}))


@pytest.mark.parametrize("end", ["low", "high"])
def test_a_report_whose_cadence_has_no_interval_makes_no_baseline(end):
    document = report()
    document["metrics"]["cadence_spm"][end] = None
    with pytest.raises(UnusableReport, match="analyse the clip again with this version"):
        baseline_of([document], watch_spm=160.0)


def test_a_video_to_check_by_is_of_the_same_runner_at_the_same_speed():
    start = baseline_of([report(160.0)])
    assert recheck_of(report(166.0, clip="b"), start).cadence.value == 166.0
    with pytest.raises(UnusableReport, match="The speeds differ"):
        recheck_of(report(clip="b", speed_mps=3.2), start)
    with pytest.raises(UnusableReport, match="The heights differ"):
        recheck_of(report(clip="b", height_cm=165.0), start)


def test_a_clip_of_the_baseline_is_no_video_to_check_by():
    start = baseline_of([report(160.0), report(161.0, clip="b")])
    for clip in ("a", "b"):
        with pytest.raises(UnusableReport, match="made the baseline"):
            recheck_of(report(166.0, clip=clip), start)


def test_a_damaged_report_is_told_as_that():
    document = report()
    del document["quality"]
    with pytest.raises(UnreadableReport):
        baseline_of([document])


def test_a_watch_stands_beside_and_changes_nothing():
    agreeing = baseline_of([report(160.0)], watch_spm=161.0)
    assert (agreeing.cadence.value, agreeing.watch_spm) == (160.0, 161.0)
    assert "agree" in agreeing.watch_note
    assert "differ by 9.0 spm" in baseline_of([report(160.0)], watch_spm=169.0).watch_note


def test_a_watch_that_counts_strides_is_read_as_steps():
    found = baseline_of([report(160.0)], watch_spm=80.5)
    assert found.watch_spm == 161.0
    assert "counts strides" in found.watch_note
