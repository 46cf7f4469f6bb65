"""What all tests share: the command answers in English; on the machine that decides, what must run may not skip."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # what a slow or busy machine takes for an example says nothing about what is tested
os.environ["MUSTER_LANGUAGE"] = "en"  # whatever the terminal of whoever runs the tests speaks
os.environ["MUSTER_STAYS"] = "0"  # no test leaves a process behind that did not mean to
gc.set_threshold(50_000, 20, 100)  # as `muster` has it
MUST_RUN = ("needs_browser", "needs_cluster", "needs_database", "needs_server")


LONGEST_FIRST = ("rehearsal/test_demo.py",)
"""Files whose first test plays minutes before it says anything: begun last, they would leave the other workers idle."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; the order of everything else stays."""
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONGEST_FIRST))


def pytest_collection_finish() -> None:
    """Leave what was collected to itself: looking through 24,000 tests again and again took half the time of some."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Let it be taken apart in the end, or libraries complain of what was never given back."""
    gc.unfreeze()


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
