"""Where the project's own source stands, and how long its parts are."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
ACTS_ON_IMPORT = re.compile(r"\.migrations\b|\.__main__$|^backend\.wsgi$")
PACKAGES = ("backend", "budgeting")
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below the folders of the project, migrations excepted."""
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def tree(path: Path) -> ast.Module:
    """Return the parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """Return the path as one reads it in the project."""
    return path.relative_to(ROOT).as_posix()


def module_lengths(paths: list[Path]) -> dict[str, int]:
    """Return how many lines each file has."""
    return {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}


def function_lengths(paths: list[Path]) -> dict[str, int]:
    """Return how many lines each function has from its def on, its docstring not counted."""
    return {
        f"{shown(path)}:{node.lineno} {node.name}": _length(node)
        for path in paths
        for node in ast.walk(tree(path))
        if isinstance(node, FunctionNode)
    }


def imported_modules(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything a file imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def modules() -> Iterator[ModuleType]:
    """Yield every module of the project, imported, except those that act when imported."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not ACTS_ON_IMPORT.search(found.name):
                yield importlib.import_module(found.name)


def _length(node: FunctionNode) -> int:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and ast.get_docstring(node) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines
