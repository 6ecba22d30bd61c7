import pytest
from rendered_truth import rendered_truth


@pytest.fixture(scope="session")
def truth():
    """The truth of each rendered clip, read once."""
    cache = {}

    def read(name):
        if name not in cache:
            cache[name] = rendered_truth(name)
        return cache[name]

    return read
