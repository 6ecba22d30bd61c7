"""Can this clip be measured, and what limits it? Wrong and confident is the worst answer.

`runner` asks whether somebody runs and is seen, `tempo` whether the clip plays as fast as it was filmed,
`told_speed` whether the feet pass as fast as was told;
`view` whether the camera looks square, `pictures` whether joints can be seen and `framing` whether
the whole body is in them; `causes` says what an error comes from, `verdict` sums up.
"""

from vision.quality.causes import cause_of
from vision.quality.framing import crown_is_out, head_is_out, require_framing
from vision.quality.pictures import is_blurred, is_gray
from vision.quality.runner import require_motion, require_runner, require_running, require_steps
from vision.quality.tempo import (
    Tempo,
    read_tempo,
    require_cadence,
    require_told_rate,
    require_true_tempo,
)
from vision.quality.told_speed import doubts_of_speed
from vision.quality.verdict import MeasuredClip, judge, refuse

__all__ = [
    "MeasuredClip",
    "Tempo",
    "cause_of",
    "crown_is_out",
    "doubts_of_speed",
    "head_is_out",
    "is_blurred",
    "is_gray",
    "judge",
    "read_tempo",
    "refuse",
    "require_cadence",
    "require_framing",
    "require_motion",
    "require_runner",
    "require_running",
    "require_steps",
    "require_told_rate",
    "require_true_tempo",
]
