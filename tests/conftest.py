"""What all tests share: the command answers in English; on the machine that decides, what must run may not skip."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

os.environ["MUSTER_LANGUAGE"] = "en"  # whatever the terminal of whoever runs the tests speaks
MUST_RUN = ("needs_browser", "needs_cluster", "needs_database", "needs_server")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where `MUSTERBOOK_CI` is 1 and the test is marked with one of `MUST_RUN`."""
    del call  # the hook's own shape
    report = yield
    marked = any(item.get_closest_marker(name) for name in MUST_RUN)
    if report.skipped and marked and os.environ.get("MUSTERBOOK_CI") == "1" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} may not skip here: {report.longreprtext or report.longrepr}"
    return report
