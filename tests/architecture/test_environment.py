"""The environment is read in one place, so that a start says everything that is missing."""

import ast

from tests.architecture.sources import python_files, shown, tree

READERS = {
    "backend/plumbing/settings.py",  # what the product is told
    "backend/plumbing/clock.py",  # the moved clock of long tests
    "backend/plumbing/metrics.py",  # the folder where gunicorn's workers add up
    "backend/plumbing/serving.py",  # how many processes and threads the web server starts
    "backend/plumbing/faults.py",  # where tests of sudden death say where to die
}


def reads_environment(path) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
        and node.attr in {"environ", "getenv"}
        for node in ast.walk(tree(path))
    )


def test_only_settings_read_the_environment():
    rooms = [
        path
        for path in python_files("backend")
        if not shown(path).startswith(("backend/cli", "backend/sandbox/"))
    ]
    assert {shown(path) for path in rooms if reads_environment(path)} <= READERS


def test_the_network_has_one_door():
    """Rooms reach out through plumbing.outside, which refuses while a transaction is open."""
    doors = {"requests", "urllib3", "http.client", "urllib.request", "smtplib", "aiohttp"}
    reaching = {
        shown(path)
        for path in python_files("backend")
        if not shown(path).startswith(("backend/plumbing/", "backend/sandbox/", "backend/cli"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import) and {alias.name for alias in node.names} & doors
    }
    assert not reaching
