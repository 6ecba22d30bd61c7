"""On which databases a test is run, where one takes long: PostgreSQL is left to the slow ones."""

import pytest

SLOW_POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.slow)
sqlite_first = pytest.mark.parametrize("database", ["sqlite", SLOW_POSTGRESQL], indirect=True)
