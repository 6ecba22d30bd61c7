import pytest

from vision import Reason, SummarisedClip, write_summary
from vision.report.distributions import BOTTOM, LEFT, RIGHT, TOP, distribution


def clip(number, cadence_spm, verdict="done", *reasons):
    page = f"reports/{number} & more/report.html"
    values, frames = {"cadence_spm": cadence_spm}, {"cadence_spm": (22, 471)}
    return SummarisedClip(f"clip <{number}>", verdict, reasons, page, values, frames)


@pytest.fixture
def page(tmp_path):
    def page(*clips, **told):
        write_summary(clips, tmp_path / "summary.html", **told)
        return (tmp_path / "summary.html").read_text()

    return page


def test_who_stands_out_is_linked_to_its_report_and_its_frames(page):
    text = page(*(clip(n, 170.0 + n) for n in range(8)), clip(8, 230.0))
    assert text.count("frame 22") == 1  # of the others nothing stands out
    assert (
        '<a href="reports/8%20%26%20more/report.html">clip &lt;8&gt;</a> 230.0 spm: '
        '<a href="reports/8%20%26%20more/frames/000022.jpg">frame 22</a>, '
        '<a href="reports/8%20%26%20more/frames/000471.jpg">frame 471</a>'
    ) in text
    assert "9 clips, median 174.0 spm, middle half 172.0" in text


def test_reasons_come_with_their_clips_the_most_frequent_first(page):
    nobody, dark = Reason("no_runner", "Nobody runs."), Reason("dark", "It is dark.")
    refused = [
        SummarisedClip(f"{n}.mp4", "refused", reasons)
        for n, reasons in enumerate([(dark,), (nobody,), (nobody,)])
    ]
    text = page(*refused)
    assert text.index("2 clips: no runner") < text.index("1 clip: dark")
    assert "It is dark." in text
    assert text.count("Nobody runs.") == 1, "what is said of two clips alike is said once"
    assert "Every measure" not in text


def test_what_a_reason_says_otherwise_of_each_clip_is_said_of_each(page):
    short = [
        SummarisedClip(f"{n}.mp4", "refused", (Reason("too_few_steps", f"Only {n} steps."),)) for n in (1, 2)
    ]
    text = page(*short)
    assert text.count("Only 1 steps.") == text.count("Only 2 steps.") == 1


def test_every_clip_is_there_with_its_end_and_what_it_is_a_copy_of(page):
    copy = SummarisedClip("copy.mp4", "done", page="reports/0/report.html", same_as="clip <0>")
    text = page(clip(0, 170.0), copy, SummarisedClip("gone.mp4", "failed"))
    listed = text[text.index('id="all"') :]
    assert '<a href="reports/0/report.html">copy.mp4</a>' in listed
    assert "the same clip as clip &lt;0&gt;" in listed
    assert listed.count('class="verdict') == 3 and "gone.mp4" in listed


def test_reports_of_earlier_runs_are_told_of(page):
    assert "earlier runs" not in page(clip(0, 170.0))
    assert "holds 2 more, of other clips or settings" in page(clip(0, 170.0), others=2)


def test_bars_count_every_value_within_the_axis():
    chart = distribution("contact_time_s", [0.2, 0.21, 0.22, 0.25, 0.4])
    assert chart.unit == "ms"
    assert max(bar.height for bar in chart.bars) == BOTTOM - TOP
    assert all(LEFT <= bar.x <= RIGHT for bar in chart.bars)
    assert all(LEFT <= tick.at <= RIGHT for tick in chart.ticks)
    assert chart.summary == "5 clips, median 220 ms"


@pytest.mark.parametrize("values", [[170.0], [170.0] * 6, [0.0, 0.0]])
def test_equal_values_have_one_bar(values):
    assert len(distribution("cadence_spm", values).bars) == 1


def test_one_clip_is_one_clip(page):
    text = page(clip(0, 170.0))
    assert "<h1>1 clip</h1>" in text and "1 clip, median 170.0 spm" in text
    assert "1 clips" not in text


def test_what_is_most_likely_a_slip_comes_first(page):
    text = page(clip(0, 170.0), cautions=["a.mp4 is given to Ann and <Ben>."])
    assert text.index("a.mp4 is given to Ann and &lt;Ben&gt;.") < text.index("Every measure")
    assert "To look at first" not in page(clip(0, 170.0))
