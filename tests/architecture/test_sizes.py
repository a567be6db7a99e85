"""Small enough to read: 300 lines a module, 40 a function, five arguments by position.

A file of tests may be twice as long, because tables of worked cases are read line by line.
"""

from tests.architecture.sources import function_lengths, module_lengths, python_files

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
LONGEST_TESTS = 600


def too_long(lengths: dict[str, int], limit: int) -> dict[str, int]:
    return {name: lines for name, lines in lengths.items() if lines > limit}


def test_no_python_module_is_over_300_lines(counted):
    lengths = module_lengths(python_files("backend", "budgeting"))
    counted("Python modules measured", len(lengths))
    assert too_long(lengths, LONGEST_MODULE) == {}


def test_no_file_of_tests_is_over_600_lines():
    assert too_long(module_lengths(python_files("tests")), LONGEST_TESTS) == {}


def test_no_python_function_is_over_40_lines(counted):
    lengths = function_lengths(python_files("backend", "budgeting", "tests"))
    counted("Python functions measured", len(lengths))
    assert too_long(lengths, LONGEST_FUNCTION) == {}
