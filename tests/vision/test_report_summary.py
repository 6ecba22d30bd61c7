import pytest

from vision import Reason, SummarisedClip, write_summary
from vision.report.distributions import BOTTOM, LEFT, RIGHT, TOP, distribution


def clip(number, cadence_spm, verdict="done", *reasons):
    page = f"reports/{number} & more/report.html"
    return SummarisedClip(f"clip <{number}>", verdict, reasons, page, {"cadence_spm": cadence_spm})


@pytest.fixture
def page(tmp_path):
    def page(*clips):
        write_summary(clips, tmp_path / "summary.html")
        return (tmp_path / "summary.html").read_text()

    return page


def test_who_stands_out_is_linked_to_its_report(page):
    text = page(*(clip(n, 170.0 + n) for n in range(8)), clip(8, 230.0))
    assert text.count("<a href=") == 1
    assert '<a href="reports/8%20%26%20more/report.html">clip &lt;8&gt;</a> 230.0 spm' in text
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
    assert "Every measure" not in text


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
