"""Imports run one way, the contracts see every file, and none is excused."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.sources import PACKAGES, ROOT, python_files, shown

RULES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
# The order of the design, upper rooms first; rooms on one line are blind to each other.
ORDER = """
cli
wsgi | worker | clock | sandbox | migrations
app
tables
assistant
insights
autopay
plans
payments | budgets
debts
care
nudges | lenders
accounts
audit
plumbing
"""


def test_every_contract_holds_and_sees_every_file(counted):
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

    analyzed = int(re.search(r"Analyzed (\d+) files", done.stdout)[1])
    kept, broken = re.search(r"Contracts: (\d+) kept, (\d+) broken", done.stdout).groups()
    counted("files under the import contracts", analyzed)
    assert analyzed >= len(python_files(*PACKAGES))
    assert (int(kept), int(broken)) == (len(RULES["contracts"]), 0)


def test_no_contract_excuses_an_import():
    excuses = [
        (contract["id"], word)
        for contract in RULES["contracts"]
        for word in ("ignore_imports", "exhaustive_ignores", "unmatched_ignore_imports_alerting")
        if word in contract
    ]
    assert not excuses


def test_the_order_of_rooms_is_that_of_the_design():
    order = next(contract for contract in RULES["contracts"] if contract["id"] == "order")
    rooms = [layer.replace("(", "").replace(")", "") for layer in order["layers"]]
    assert order["exhaustive"] is True
    assert rooms == ORDER.split("\n")[1:-1]


def test_every_folder_of_source_is_a_package():
    loose = {
        shown(path.parent)
        for path in python_files(*PACKAGES)
        if not (path.parent / "__init__.py").exists()
    }
    assert not loose
