import pytest
from runners import baseline, settings

from coaching import make_plan


@pytest.fixture
def plan():
    return make_plan(baseline(150.0), settings(usual_effort=3.0))
