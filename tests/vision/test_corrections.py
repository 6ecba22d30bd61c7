"""What a coach may say of a clip, and what cannot be true of it."""

import pytest
from synthetic_runner import Runner, analysis_of

from vision import (
    EventAdded,
    EventMoved,
    EventRemoved,
    FactsCorrected,
    InvalidCorrection,
    InvalidSetting,
    LandmarkHidden,
    LandmarkMoved,
    LegsExchanged,
    StepLeftOut,
    revise,
)
from vision.corrections import in_order

RUNNER = Runner(duration_s=5.0, fps=120)


def contact(number=2):
    return analysis_of(RUNNER).events.contacts("left")[number]


def moved(by_s, number=2, **more):
    event = contact(number)
    return EventMoved(
        side="left", event="initial_contact", time_s=event.time_s, to_s=event.time_s + by_s, **more
    )


@pytest.mark.parametrize(
    ("correction", "says"),
    [
        (LandmarkMoved(frame=600, landmark="left_ankle", x_px=600, y_px=600), "its last is 599"),
        (LandmarkMoved(frame=-1, landmark="left_ankle", x_px=600, y_px=600), "no frame -1"),
        (LandmarkMoved(frame=60, landmark="left_wing", x_px=600, y_px=600), "no landmark"),
        (LandmarkMoved(frame=60, landmark="left_ankle", x_px=600, y_px=721), "outside the picture"),
        (LandmarkMoved(frame=60, landmark="left_ankle", x_px=float("nan"), y_px=1), "outside the picture"),
        (LandmarkMoved(frame=60, landmark="left_ankle", x_px=5, y_px=5), "not on the body"),
        (LandmarkHidden(frame=9999, landmark="left_ankle"), "no frame 9999"),
        (LegsExchanged(first_frame=20, last_frame=10), "comes before"),
        (EventRemoved(side="left", event="toe_off", time_s=99.0), "no toe off of the left foot at 99.000"),
        (EventAdded(side="left", event="toe_off", time_s=99.0), "not in the clip"),
        (EventAdded(side="left", event="toe_off", time_s=float("nan")), "not in the clip"),
        (StepLeftOut(side="right", time_s=99.0, reason="trips"), "No step of the right foot"),
    ],
)
def test_what_cannot_be_true_is_told_with_what_to_do(correction, says):
    with pytest.raises(InvalidCorrection, match=says):
        revise(analysis_of(RUNNER), [correction])


def test_a_contact_cannot_come_after_its_toe_off():
    with pytest.raises(InvalidCorrection, match=r"less than 0\.06 s apart, which nobody runs"):
        revise(analysis_of(RUNNER), [moved(RUNNER.contact_time_s - 0.03)])


def test_a_second_contact_of_a_standing_foot_cannot_be():
    again = EventAdded(side="left", event="initial_contact", time_s=contact().time_s + 0.1)
    with pytest.raises(InvalidCorrection, match="less than"):
        revise(analysis_of(RUNNER), [again])


def test_two_that_contradict_each_other_are_refused():
    with pytest.raises(InvalidCorrection, match="keep one"):
        revise(analysis_of(RUNNER), [moved(0.01), moved(0.02)])
    with pytest.raises(InvalidCorrection, match="keep one"):
        in_order([FactsCorrected(height_cm=170.0), FactsCorrected(height_cm=180.0)])


def test_facts_have_the_limits_of_settings():
    with pytest.raises(InvalidSetting, match="height_cm is 20"):
        revise(analysis_of(RUNNER), [FactsCorrected(height_cm=20.0)])


def test_a_clip_without_any_event_left_says_that_nothing_can_be_measured():
    events = analysis_of(RUNNER).events.events
    gone = [EventRemoved(side=e.side, event=e.kind, time_s=e.time_s) for e in events]
    with pytest.raises(InvalidCorrection, match="nothing can be measured"):
        revise(analysis_of(RUNNER), gone)


def test_facts_of_different_kinds_go_together():
    facts = [FactsCorrected(height_cm=170.0), FactsCorrected(speed_mps=3.1)]
    assert in_order(facts) == in_order(reversed(facts))
