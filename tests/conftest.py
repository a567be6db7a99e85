"""What every test run keeps to: one database server, and no skip that goes unnoticed."""

import os
from collections import Counter
from collections.abc import Callable

import pytest

from tests import postgres

collect_ignore_glob = ["bench/*", "factories/*"]


def pytest_configure(config: pytest.Config) -> None:
    postgres.open_folder()


@pytest.fixture
def counted(record_property) -> Callable[[str, int], None]:
    """Say how many cases a test looked at: the run shows the sum at its end."""
    return lambda what, number: record_property("counted", f"{what}: {number:,}")


def pytest_terminal_summary(terminalreporter) -> None:
    told = {
        report.nodeid: report.user_properties  # the last report of a test knows all it said
        for reports in terminalreporter.stats.values()
        for report in reports
        if hasattr(report, "user_properties")
    }
    sums: Counter[str] = Counter()
    for value in (value for said in told.values() for name, value in said if name == "counted"):
        what, _, number = value.rpartition(": ")
        countable = number.replace(",", "").isdigit()
        sums[what if countable else value] += int(number.replace(",", "")) if countable else 0
    if sums:
        terminalreporter.section("counted")
        for what, number in sorted(sums.items()):
            terminalreporter.write_line(f"{what}: {number:,}" if number else what)


def pytest_report_header() -> str:
    return "a skipped test is a failed one" if _counts_skips() else "skips are counted"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if _counts_skips() and report.skipped and not hasattr(report, "wasxfail"):
        _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if _counts_skips() and report.skipped:
        _refuse(report)
    return report


def _counts_skips() -> bool:
    return os.environ.get("CI", "").lower() in {"true", "1"}


def _refuse(report) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"{reason} (with CI=true nothing may be skipped)"
