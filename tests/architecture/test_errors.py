"""A refusal is named for what is the case, and its docstring is what a person may read."""

import inspect

import pytest

from tests.architecture.sources import modules
from tests.architecture.words import unkind_words

ERRORS = sorted(
    {
        kind
        for module in modules()
        for kind in vars(module).values()
        if inspect.isclass(kind)
        and issubclass(kind, BaseException)
        and kind.__module__ == module.__name__
    },
    key=lambda kind: f"{kind.__module__}.{kind.__name__}",
)


def is_root(kind: type[BaseException]) -> bool:
    return all(base.__module__ == "builtins" for base in kind.__bases__)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_an_error_says_what_is_the_case(kind):
    words = (kind.__dict__.get("__doc__") or "").strip()
    assert words, "no docstring"
    assert words.splitlines()[0].endswith((".", "?", "!")), words
    assert not unkind_words(words), words


def test_only_the_root_of_a_family_is_called_error():
    assert not [kind for kind in ERRORS if kind.__name__.endswith("Error") and not is_root(kind)]
