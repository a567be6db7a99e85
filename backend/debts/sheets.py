"""Tables of debts: from the cells of a row to the fields of a debt."""

import re
from dataclasses import dataclass
from typing import Any, Final

from backend.debts.errors import HeaderMissing, HeaderNotUnderstood, TooManyColumns
from backend.debts.rows import Fields
from budgeting.currencies import EXPONENTS

MOST_COLUMNS = 64
_CHARGES: Final = {"principal": "principal", "interest": "interest", "fee": "fee"}
_MONEY: Final = {
    **{name: ("charges", name) for name in _CHARGES},
    "paid": ("", "paid_minor"),
    "due": ("", "due_minor"),
    "late_fee": ("terms", "late_fee_minor"),
    "instalment": ("terms", "instalment_minor"),
}
_PLAIN: Final = {
    "reference": ("", "reference"), "title": ("", "title"), "currency": ("", "currency"),
    "due_on": ("", "due_on"), "as_of": ("", "as_of"), "origin": ("", "origin"),
    "original_creditor": ("", "original_creditor"),
    "annual_rate": ("terms", "annual_rate"), "late_annual_rate": ("terms", "late_annual_rate"),
    "grace_days": ("terms", "grace_days"), "instalments_left": ("terms", "instalments_left"),
    "phone": ("contact", "phone"), "email": ("contact", "email"), "name": ("contact", "name"),
    "question": ("knowledge", "question"), "answer": ("knowledge", "answer"),
}  # fmt: skip
_COUNTS: Final = frozenset({"grace_days", "instalments_left"})
_CHINESE: Final = {
    "编号": "reference", "账单编号": "reference", "名称": "title", "币种": "currency",
    "本金": "principal", "利息": "interest", "费用": "fee", "已还": "paid", "应还": "due",
    "到期日": "due_on", "截至": "as_of", "年利率": "annual_rate", "逾期年利率": "late_annual_rate",
    "滞纳金": "late_fee", "宽限天数": "grace_days", "每期金额": "instalment",
    "剩余期数": "instalments_left", "手机": "phone", "手机号": "phone", "邮箱": "email",
    "姓名": "name", "问题": "question", "答案": "answer", "来源": "origin",
    "原债权人": "original_creditor",
}  # fmt: skip
_NEEDED: Final = ("reference", "currency", "due_on", "as_of", "question", "answer")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FIGURE: Final = re.compile(r"([0-9]{1,16})(?:\.([0-9]{1,4}))?", re.ASCII)
_WHOLE: Final = re.compile(r"[0-9]{1,16}", re.ASCII)
FORMULA_CELL = "This cell begins like a formula (= + - @). Write it without."
NO_FIGURE = "Write an amount in digits with a point, such as 2480.00."
NO_WHOLE = "Write a whole number in digits."


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one table, in order."""

    columns: tuple[str, ...]

    def debt(self, cells: list[str]) -> tuple[dict[str, Any] | None, Fields | None]:
        """Return the fields of a debt, or what is wrong with which column."""
        if len(cells) != len(self.columns):
            return None, {"row": [f"{len(cells)} cells under {len(self.columns)} columns."]}
        given = {
            column: text
            for column, cell in zip(self.columns, cells, strict=True)
            if (text := cell.strip(" \u3000"))
        }
        debt: dict[str, Any] = {"charges": [], "contact": {}, "knowledge": {}}
        wrong: Fields = {}
        for column, text in given.items():
            try:
                _place(debt, column, _value(column, text, given.get("currency", "")))
            except _CellNotRead as cell:
                wrong[column] = [str(cell)]
        return (debt, wrong or None)

    def column_of(self, path: str) -> str:
        """Return the column that a field of a debt came from, for its message."""
        first, _, rest = path.partition(".")
        if first == "charges":
            return "principal"
        name = (rest or first).removesuffix("_minor")
        return name if name in _MONEY or name in _PLAIN else path


class _CellNotRead(Exception):
    """A cell that does not say what its column asks for."""


def header_of(cells: list[str] | None, *, too_long: bool = False) -> Table:
    """Return the table that a first line announces.

    Raises:  TooManyColumns; HeaderMissing when no name is known or a needed one is absent;
             HeaderNotUnderstood when a name is unknown, repeated or doubled by its _minor twin.
    """
    if too_long or (cells is not None and len(cells) > MOST_COLUMNS):
        raise TooManyColumns
    names = [_name(cell) for cell in cells or ()]
    wrong = {name[:64]: words for name in names if (words := _wrong_name(name, names))}
    if len(wrong) == len(set(names)):
        raise HeaderMissing
    if wrong:
        raise HeaderNotUnderstood(fields=wrong)
    missing = [name for name in _NEEDED if name not in names]
    if not {name.removesuffix("_minor") for name in names} & _CHARGES.keys():
        missing.append("principal")
    if missing:
        raise HeaderMissing(fields={name: ["This column is missing."] for name in missing})
    return Table(tuple(names))


def _name(cell: str) -> str:
    name = cell.strip().strip("\ufeff").lower()
    return _CHINESE.get(name, name)


def _wrong_name(name: str, names: list[str]) -> list[str]:
    if name not in _PLAIN and name.removesuffix("_minor") not in _MONEY:
        return ["This column isn't known here."]
    if names.count(name) > 1 or f"{name}_minor" in names:
        return ["This column appears twice."]
    return []


def _value(column: str, text: str, currency: str) -> Any:
    if column in _COUNTS or column.endswith("_minor"):
        return _whole(text)
    if column in _MONEY:
        return _money(text, currency)
    # A phone number begins with a plus of its own; its form is checked with the debt.
    if column != "phone" and text.startswith(_FORMULA):
        raise _CellNotRead(FORMULA_CELL)
    return text


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise _CellNotRead(NO_WHOLE)
    return int(text)


def _money(text: str, currency: str) -> int:
    figure = _FIGURE.fullmatch(text)
    if not figure:
        raise _CellNotRead(NO_FIGURE)
    exponent = EXPONENTS.get(currency)
    if exponent is None:
        raise _CellNotRead("An amount can't be read without its currency.")
    decimals = figure[2] or ""
    if len(decimals) > exponent:
        raise _CellNotRead(f"{currency} has {exponent} decimals.")
    return int(figure[1] + decimals.ljust(exponent, "0"))


def _place(debt: dict[str, Any], column: str, value: Any) -> None:
    name = column.removesuffix("_minor")
    group, field = _MONEY.get(name) or _PLAIN[name]
    if group == "charges":
        # A charge of nothing is no charge; the column is there for the other rows.
        if value:
            debt["charges"].append({"kind": name, "amount_minor": value})
    elif group:
        debt.setdefault(group, {})[field] = value
    else:
        debt[field] = value
