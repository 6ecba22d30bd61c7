"""Can this clip be measured, and what limits it? Wrong and confident is the worst answer.

`runner` asks whether somebody runs and is seen, `tempo` whether the clip plays as fast as it was filmed;
`view` whether the camera looks square, `pictures` whether joints can be seen; `verdict` sums up.
"""

from vision.quality.pictures import is_blurred, name_what_hides
from vision.quality.runner import require_motion, require_runner, require_running, require_steps
from vision.quality.tempo import (
    Tempo,
    read_tempo,
    require_step_rate,
    require_true_tempo,
)
from vision.quality.verdict import Seen, judge, refuse

__all__ = [
    "Seen",
    "Tempo",
    "is_blurred",
    "judge",
    "name_what_hides",
    "read_tempo",
    "refuse",
    "require_motion",
    "require_runner",
    "require_running",
    "require_step_rate",
    "require_steps",
    "require_true_tempo",
]
