"""Ways in which the wallet can misbehave, chosen by the test and repeatable by a seed."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from backend.sandbox.server import Refused

BEFORE = frozenset({"error_before", "drop_before", "throttle"})
"""Modes in which nothing is charged."""

OUTCOMES = frozenset({"pending", "accept_and_lose", "charge_late", "refuse"})
"""Modes that decide how the charge itself stands."""

AFTER = frozenset({"charge_then_drop", "charge_then_500", "slow"})
"""Modes in which the call takes effect and its answer goes astray."""

MODES = BEFORE | OUTCOMES | AFTER
CALLS = frozenset({"charge", "batch", "query", "refund"})
REASONS = frozenset(
    {"insufficient_funds", "account_closed", "mandate_gone", "needs_user", "limit", "technical"}
)


@dataclass(slots=True)
class Fault:
    """One way to misbehave, how often, and towards which calls.

    Units:   seconds of delay; chance as a fraction of calls; times None means always.
    """

    mode: str
    on: str = "charge"
    times: int | None = None
    chance: float = 1.0
    seed: int = 0
    seconds: float | None = None
    reason: str = "technical"
    then: str = "succeeded"
    status: int = 500
    hidden: bool = False
    match: dict[str, Any] = field(default_factory=dict)
    _asked: Counter[str] = field(default_factory=Counter)

    def strikes(self, on: str, facts: dict[str, Any]) -> bool:
        """Return whether this call is hit; the same seed, key and try always give the same."""
        if self.on != on or self.times == 0:
            return False
        if any(facts.get(name) != value for name, value in self.match.items()):
            return False
        if self.chance < 1.0:
            key = str(facts.get("key") or facts.get("charge_id"))
            self._asked[key] += 1
            draw = random.Random(f"{self.seed}:{key}:{self._asked[key]}")  # noqa: S311 - repeatable
            if draw.random() >= self.chance:
                return False
        if self.times is not None:
            self.times -= 1
        return True


def parse_fault(fields: dict[str, Any]) -> Fault:
    """Return the fault that a test asks for.

    Raises:  Refused when the mode, the call or a field is unknown.
    """
    known = {"mode", "on", "times", "seed", "seconds", "reason", "then", "status", "match"}
    unknown = set(fields) - known - {"probability", "hidden"}
    if unknown:
        raise Refused(422, "unknown_field", ", ".join(sorted(unknown)))
    fault = Fault(**{name: value for name, value in fields.items() if name in known})
    fault.chance = float(fields.get("probability", 1.0))
    fault.hidden = bool(fields.get("hidden", False))
    allowed = MODES if fault.on == "charge" else BEFORE | AFTER
    if fault.on not in CALLS or fault.mode not in allowed:
        raise Refused(422, "unknown_mode", f"{fault.mode!r} on {fault.on!r} is not a fault.")
    if fault.reason not in REASONS:
        raise Refused(422, "unknown_reason", f"{fault.reason!r} is not a reason.")
    if fault.then not in {"succeeded", "refused", "unknown", "missing"}:
        raise Refused(422, "unknown_then", f"{fault.then!r} cannot follow.")
    return fault


@dataclass(slots=True)
class Faults:
    """The faults in force, oldest first, and how often each mode has struck."""

    in_force: list[Fault] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)

    def add(self, fault: Fault) -> None:
        """Put a fault in force after those already there."""
        self.in_force.append(fault)

    def clear(self) -> None:
        """Behave well again."""
        self.in_force.clear()

    def pick(self, on: str, facts: dict[str, Any]) -> Fault | None:
        """Return the first fault that strikes this call."""
        for fault in self.in_force:
            if fault.strikes(on, facts):
                self.struck[fault.mode] += 1
                if fault.times == 0:
                    self.in_force.remove(fault)
                return fault
        return None
