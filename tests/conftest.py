import os
import signal
from collections.abc import Generator

import pytest

from vision.algebra import on_one_thread


def pytest_configure() -> None:
    """Workers of pytest-xdist ignore Ctrl-C, which every process that a test starts would inherit."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a browser is required, a test that is skipped for want of one fails."""
    report = yield
    if report.skipped and "chromium" in str(report.longrepr) and os.environ.get("MIDSTANCE_REQUIRE_BROWSER"):
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session", autouse=True)
def one_thread_for_algebra() -> Generator[None]:
    """As an analysis has it, also where a test calls only a part of one."""
    with on_one_thread():
        yield
