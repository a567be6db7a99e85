"""`budgeting` could be published alone: it needs Python and nothing else."""

import sys

from tests.architecture.sources import imported_modules, python_files, shown


def test_budgeting_imports_only_the_standard_library():
    files = python_files("budgeting")
    foreign = {
        (shown(path), name)
        for path in files
        for name in imported_modules(path)
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "budgeting"}
    }
    assert len(files) >= 5  # a check of nothing would pass too
    assert not foreign


def test_budgeting_reads_no_clock_and_no_outside():
    """What it is given decides: no clock, no files, no network; chance only from a seed."""
    banned = {
        "time",
        "secrets",
        "os",
        "socket",
        "urllib",
        "http",
        "sqlite3",
        "subprocess",
    }
    reached = {
        (shown(path), name)
        for path in python_files("budgeting")
        for name in imported_modules(path)
        if name.partition(".")[0] in banned
    }
    assert not reached
