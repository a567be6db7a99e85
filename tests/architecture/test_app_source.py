"""The app for phones keeps to the same sizes, and says everything in both languages."""

import json
import re

import pytest

from tests.architecture.sources import ROOT, module_lengths, shown
from tests.architecture.words import unkind_words

PWA = ROOT / "pwa"
LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
GENERATED = {"pwa/src/shared/api-types.d.ts"}
SOURCES = sorted(
    path
    for path in (PWA / "src").rglob("*.ts*")
    if path.suffix in {".ts", ".tsx"} and shown(path) not in GENERATED
)
WORDS = sorted(path for path in SOURCES if path.parent.name == "words")
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')


def strings(text: str) -> list[str]:
    """Return the literals of a file without its comments and imports."""
    code = re.sub(r"/\*.*?\*/|^\s*//[^\n]*|^import[^;]*;", "", text, flags=re.DOTALL | re.MULTILINE)
    return [double or template for double, template in LITERAL.findall(code)]


def test_no_module_of_the_app_is_over_300_lines(counted):
    lengths = module_lengths(SOURCES)
    counted("modules of the app measured", len(lengths))
    assert len(lengths) >= 15
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_the_linter_refuses_functions_over_40_lines_everywhere_but_in_tests_and_words():
    rules = json.loads((PWA / "biome.json").read_text())
    rule = "noExcessiveLinesPerFunction"
    assert rules["linter"]["rules"]["complexity"][rule] == {
        "level": "error",
        "options": {"maxLines": LONGEST_FUNCTION},
    }
    loosened = [
        pattern
        for override in rules["overrides"]
        if rule in json.dumps(override)
        for pattern in override["includes"]
    ]
    assert set(loosened) <= {"**/*.test.ts", "**/*.test.tsx", "**/words/*.ts"}


def test_what_is_said_is_said_in_english_and_in_chinese():
    folders = {path.parent for path in WORDS}
    assert folders
    for folder in folders:
        assert {path.name for path in folder.glob("*.ts")} == {"en.ts", "zh-hans.ts"}


@pytest.mark.parametrize("path", WORDS, ids=shown)
def test_the_words_of_the_app_are_kind(path):
    said = strings(path.read_text(encoding="utf-8"))
    assert len(said) >= 5
    assert {text: unkind_words(text) for text in said if unkind_words(text)} == {}


@pytest.mark.parametrize("path", [path for path in WORDS if path.name == "zh-hans.ts"], ids=shown)
def test_chinese_words_are_written_in_chinese(path):
    texts = strings(re.sub(r"\$\{[^}]*\}", "", path.read_text(encoding="utf-8")))
    said = [text for text in texts if re.search(r"\w", text)]
    chinese = [text for text in said if re.search(r"[\u4e00-\u9fff]", text)]
    assert len(chinese) >= 0.9 * len(said), set(said) - set(chinese)
