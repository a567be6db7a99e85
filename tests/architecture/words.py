"""Words that are never said to a person who owes."""

import re

UNKIND = (
    r"default(?:s|ed|ing|er)?",
    r"delinquen\w+",
    r"demand(?:s|ed|ing)?",
    r"fail(?:s|ed|ure|ures|ing)?",
    r"debtor",
    r"penalt(?:y|ies)",
    r"legal action",
    r"违约",
    r"失败",
    r"催收",
    r"催缴",
    r"老赖",
    r"欠债人",
    r"债务人",
    r"失信",
)
PATTERN = re.compile(
    "|".join(rf"\b{word}\b" if word.isascii() else word for word in UNKIND), re.IGNORECASE
)


def unkind_words(text: str) -> list[str]:
    """Return the words of a text that a person should not be told."""
    return PATTERN.findall(text)
