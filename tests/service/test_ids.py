import time

from service.ids import Ids


def test_ids_stand_in_order_of_arrival_also_when_the_clock_is_put_back(monkeypatch):
    ids = Ids()
    before = [ids.new() for _ in range(3)]
    hour_ago_ns = time.time_ns() - 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: hour_ago_ns)
    after = [ids.new() for _ in range(3)]
    assert sorted(before + after) == before + after
    restarted = Ids()
    restarted.follow(after[-1])
    assert restarted.new() > after[-1]


def test_ids_cannot_be_guessed_from_each_other():
    ids = Ids()
    ids.follow(None)
    ids.follow("01")  # made by hand, or by a version that made others
    assert len({ids.new()[16:] for _ in range(100)}) == 100
    assert all(len(id) == 32 for id in (ids.new(), ids.new()))
