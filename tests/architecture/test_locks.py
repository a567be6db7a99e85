"""What is installed is what was resolved: by hash, from whichever registry the machine uses."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT

LOCK = (ROOT / "requirements.lock").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINNED = {
    canonicalize_name(name): version
    for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", LOCK, re.MULTILINE)
}
NPM_LOCKS = sorted(
    path for path in ROOT.glob("**/package-lock.json") if "node_modules" not in path.parts
)


def test_the_python_lock_names_no_address():
    options = re.findall(r"^\s*--(?!hash=).*$", LOCK, re.MULTILINE)
    assert "://" not in LOCK
    assert " @ " not in LOCK
    assert not options


def test_every_pinned_python_package_has_hashes(counted):
    entries = re.split(r"^(?=[\w.-]+(?:\[[\w,-]+\])?==)", LOCK, flags=re.MULTILINE)[1:]
    bare = [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]
    counted("Python packages pinned by hash", len(entries))
    assert len(entries) >= 100
    assert not bare


def test_the_lock_satisfies_what_the_project_declares():
    declared = [
        Requirement(line)
        for line in (*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"])
    ]
    stale = [
        str(wanted)
        for wanted in declared
        if not wanted.specifier.contains(PINNED.get(canonicalize_name(wanted.name), "0"))
    ]
    assert not stale, "make lock"


def test_dateutil_is_never_named_by_us():
    assert not [line for line in PROJECT["project"]["dependencies"] if "dateutil" in line]


@pytest.mark.parametrize("path", NPM_LOCKS, ids=lambda path: path.parent.name)
def test_an_npm_lock_names_no_address_and_every_package_has_a_hash(path: Path):
    packages = json.loads(path.read_text())["packages"]
    installed = {name: entry for name, entry in packages.items() if name and "link" not in entry}
    said = json.dumps([{**entry, "funding": None} for entry in installed.values()])
    assert installed
    assert "://" not in said
    assert not [name for name, entry in installed.items() if "resolved" in entry]
    assert not [name for name, entry in installed.items() if "integrity" not in entry]


@pytest.mark.parametrize("path", NPM_LOCKS, ids=lambda path: path.parent.name)
def test_an_npm_lock_has_the_packages_of_every_platform(path: Path):
    """A lock written over installed packages forgets the others' platforms; npm ci refuses it."""
    packages = json.loads(path.read_text())["packages"]
    present = {name.rpartition("node_modules/")[2] for name in packages}
    wanted = {
        name
        for entry in packages.values()
        for part in ("dependencies", "optionalDependencies")
        for name in entry.get(part, {})
    }
    assert not wanted - present


@pytest.mark.parametrize("path", NPM_LOCKS, ids=lambda path: path.parent.name)
def test_an_npm_lock_belongs_to_its_package(path: Path):
    declared = json.loads((path.parent / "package.json").read_text())
    locked = json.loads(path.read_text())["packages"][""]
    for part in ("dependencies", "devDependencies"):
        assert declared.get(part, {}) == locked.get(part, {})
