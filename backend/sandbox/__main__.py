"""Run the outside world, or one part of it, as a process of its own."""

import argparse
import sqlite3
import sys
from pathlib import Path

from backend.sandbox.run import PARTS, run


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m backend.sandbox", description=__doc__)
    parser.add_argument("part", nargs="?", choices=["all", *PARTS], default="all")
    parser.add_argument("--home", type=Path, required=True, help="where the files are kept")
    parser.add_argument("--port", type=int, default=0, help="the port of the one part named")
    listening = [*PARTS, "smtp"]
    for name in listening:
        parser.add_argument(f"--{name}-port", type=int, default=0)
    parser.add_argument("--with-parent", action="store_true", help="end when the parent does")
    given = parser.parse_args()
    ports = {name: getattr(given, f"{name}_port") for name in listening}
    if given.part != "all" and given.port:
        ports[given.part] = given.port
    try:
        only = None if given.part == "all" else given.part
        run(given.home, ports, only=only, with_parent=given.with_parent)
    except (OSError, sqlite3.Error) as reason:
        sys.exit(f"The outside world could not start in {given.home}: {reason}")


if __name__ == "__main__":
    main()
