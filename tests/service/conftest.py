from functools import partial

import pytest
from serving import serving


@pytest.fixture
def serve(tmp_path):
    """`serving` with data that stays between calls of one test."""
    return partial(serving, tmp_path)
