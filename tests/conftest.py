import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a browser is required, a test that is skipped for want of one fails."""
    report = yield
    if report.skipped and "chromium" in str(report.longrepr) and os.environ.get("MIDSTANCE_REQUIRE_BROWSER"):
        report.outcome = "failed"
    return report
