"""The settings of a running `tideover up`, kept so that other commands find it by themselves."""

import json
import os
from collections.abc import Mapping
from pathlib import Path


def keep(environment: Mapping[str, str], home: Path) -> None:
    """Keep the settings in the home folder, readable by its owner only."""
    file = home / "environment.json"
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as made:
        json.dump(dict(environment), made)


def forget(home: Path) -> None:
    """Remove what was kept: nothing runs any more."""
    (home / "environment.json").unlink(missing_ok=True)


def use() -> None:
    """Take the kept settings, unless the environment names a database itself."""
    file = Path(os.environ.get("TIDEOVER_HOME", ".tideover")) / "environment.json"
    if "DATABASE_URL" in os.environ or not file.exists():
        return
    os.environ.update(json.loads(file.read_text()))
