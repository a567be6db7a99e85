"""The runner itself: a skip is counted, and with CI=true it is a failure."""

import os
import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT

SKIPS = "import pytest\n\ndef test_something():\n    pytest.skip('no such machine')\n"
SKIPS_WHOLE_FILE = "import pytest\npytest.skip('no such machine', allow_module_level=True)\n"


def run(folder, text: str, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(text)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", os.devnull, "-p", "tests.conftest", "test_it.py"],
        cwd=folder,
        env=os.environ | {"CI": ci, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("text", [SKIPS, SKIPS_WHOLE_FILE])
def test_with_ci_a_skipped_test_is_a_failed_one(tmp_path, text):
    done = run(tmp_path, text, ci="true")
    assert done.returncode != 0
    assert "no such machine (with CI=true nothing may be skipped)" in done.stdout


@pytest.mark.parametrize("text", [SKIPS, SKIPS_WHOLE_FILE])
def test_without_ci_a_skipped_test_is_counted(tmp_path, text):
    done = run(tmp_path, text, ci="")
    assert "1 skipped" in done.stdout
    assert "failed" not in done.stdout
