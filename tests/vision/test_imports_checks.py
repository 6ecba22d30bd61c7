import numpy as np
import pytest

from vision.errors import MidstanceError, UnreadableForces, UnreadableLandmarks
from vision.imports.checks import opening, require_rising


@pytest.mark.parametrize("unreadable", [UnreadableForces, UnreadableLandmarks])
def test_what_cannot_be_opened_is_said_by_its_name(unreadable: type[MidstanceError], tmp_path) -> None:
    with (
        pytest.raises(unreadable, match=r"^gone.csv cannot be opened: No such file or directory\.$"),
        opening(tmp_path / "gone.csv", unreadable),
    ):
        (tmp_path / "gone.csv").read_text()


@pytest.mark.parametrize("time_s", [[0.0, 0.2, 0.1], [0.0, 0.0], [0.0, np.nan, 0.2], [0.0, np.inf]])
def test_times_that_do_not_rise_are_refused(time_s: list[float]) -> None:
    with pytest.raises(UnreadableForces, match=r"a.csv has times that do not rise from one to the next"):
        require_rising(np.array(time_s), "a.csv", UnreadableForces)


def test_times_that_rise_are_taken() -> None:
    require_rising(np.array([0.0, 0.1, 0.3]), "a.csv", UnreadableForces)
