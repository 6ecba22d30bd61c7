from service.wanted import ALL, Wanted


def test_what_is_left_out_is_no_condition():
    assert ALL.conditions() == []
    assert len(Wanted(statuses=("done",)).conditions()) == 1
