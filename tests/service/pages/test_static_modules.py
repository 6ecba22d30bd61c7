"""What the modules of the pages work out, asked in a browser."""

import pytest
from serving import serving


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("data"), None) as client:
        yield client


@pytest.fixture
def ask(server, visit):
    """Call a function of a module."""
    page = visit(server, "/athletes")
    style = page.locator("link[href$='desk.css']").get_attribute("href")
    folder = style.rpartition("/")[0]

    def ask(module, expression):
        return page.evaluate(f"import('{folder}/{module}.js').then((module) => {expression})")

    return ask


def test_a_speed_is_understood_in_the_units_of_runners(ask):
    for written, unit, mps in (
        ("12", "kmh", 12 / 3.6),
        ("12,5", "kmh", 12.5 / 3.6),
        ("5:30", "minkm", 1000 / 330),
        ("5", "minkm", 1000 / 300),
        ("5,5", "minkm", 1000 / 330),
        (" 3.2 ", "mps", 3.2),
    ):
        assert ask("known", f"module.metresPerSecond('{written}', '{unit}')") == pytest.approx(mps)
    for written, unit in (("5:70", "minkm"), ("5:30", "kmh"), ("fast", "mps"), ("-3", "mps"), ("1e1", "kmh")):
        assert ask("known", f"Number.isNaN(module.metresPerSecond('{written}', '{unit}'))"), written
    assert ask("known", "module.faultOfSpeed('', 'kmh', 0.5, 12)") == ""
    for unit in ("kmh", "mps"):
        said = ask("known", f"module.faultOfSpeed('5:30', '{unit}', 0.5, 12)")
        assert said == "5:30 is a pace: choose min/km as its unit."
    assert "1.8 km/h and 43.2 km/h" in ask("known", "module.faultOfSpeed('1', 'kmh', 0.5, 12)")


def test_a_page_is_asked_for_anew_only_where_another_week_would_show(ask):
    monday = "[{start: '2026-11-23', today: '%s'}]"
    for today, own, address in (
        ("2026-11-22", "2026-11-23", "http://x/plans?cursor=a&today=2026-11-23"),
        ("2026-11-23", "2026-11-22", "http://x/plans?cursor=a&today=2026-11-22"),
        ("2026-11-24", "2026-11-23", None),
        ("2026-11-29", "2026-11-30", "http://x/plans?cursor=a&today=2026-11-30"),
    ):
        asked = f"module.ownAddress('http://x/plans?cursor=a', {monday % today}, '{own}')"
        assert ask("own_day", asked) == address, today
    again = "module.ownAddress('http://x/plans?today=2031-01-01', %s, '2031-01-01')"
    assert ask("own_day", again % (monday % "2026-11-24")) is None
    assert ask("own_day", "module.ownAddress('http://x/athletes/1/trend', [], '2026-11-24')") is None


def test_a_time_that_is_left_is_said_once_it_can_be_known(ask):
    def left(*seen, at=None):
        added = "".join(f"left.add({share}, {time});" for share, time in seen)
        return ask(
            "estimates",
            f"{{ const left = new module.TimeLeft(); {added} return left.at({at or seen[-1][1]}) }}",
        )

    assert left((0.0, 0)) is None
    assert left((0.0, 0), (0.5, 1)) is None  # too short a time
    assert left((0.0, 0), (0.001, 10)) is None  # too little done
    assert left((0.0, 0), (0.2, 10)) == pytest.approx(40)
    assert left((0.0, 0), (0.2, 10), at=20) == pytest.approx(80)  # it stands still
    assert left((0.0, 0), (0.5, 10), (0.1, 11)) is None  # it began again
    assert left((0.0, 0), (0.1, 100), (0.2, 110), (0.5, 120)) == pytest.approx(25)  # by how it goes now


def test_a_clip_from_behind_has_stages_of_its_own(ask):
    assert ask("stages", "module.stagesOf(true).map((stage) => stage.name)") == [
        "find the runner",
        "landmarks",
        "measure",
        "find the runner from behind",
        "landmarks from behind",
        "measure from behind",
        "annotated video",
        "annotated video from behind",
        "report",
    ]
    for stage, fraction, share in (("find the runner", 0, 0), ("landmarks", 0.5, 0.37), ("report", 1, 1)):
        progress = f"{{ stage: '{stage}', fraction: {fraction} }}"
        assert ask("stages", f"module.shareDone(module.stagesOf(false), {progress})") == pytest.approx(share)


def test_pieces_grow_while_they_are_quick(ask):
    mib = 1 << 20
    assert ask("tus", f"module.nextPiece({mib}, 200)") == 2 * mib
    assert ask("tus", f"module.nextPiece({mib}, 2000)") == mib
    assert ask("tus", f"module.nextPiece({mib}, 9000)") == mib / 2
    assert ask("tus", f"module.nextPiece({16 * mib}, 1)") == 16 * mib
    assert ask("tus", "module.base64('Läufer.mp4')") == "TMOkdWZlci5tcDQ="
