"""Reading a table of named values (from TOML or JSON) with every fault noted, none raised.

The terms of a risk share, positions, agreements and layouts are all data that people write; this
turns them into typed values and says, for each fault at once, where it stands and what to do.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

_MISSING = object()
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PLACES = 30
# The largest amount that is taken, in pence: a million times any pool, and safe in every engine.
MOST = 10**17


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands (`groups[2].rules[1].split`) and what is wrong and to be done."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


@dataclass
class Fields:
    """One table of values; asks take a value out, `done()` faults whatever was not asked for."""

    data: Mapping[str, Any]
    where: str
    faults: list[Fault]
    asked: set[str] = field(default_factory=set)

    def fault(self, name: str, message: str) -> None:
        """Notes a fault at this field (or at the table itself where name is empty)."""
        place = ".".join(part for part in (self.where, name) if part)
        self.faults.append(Fault(place, message))

    def ignore(self) -> None:
        """Takes every field as asked for, where a fault already says what is wrong with them all."""
        self.asked.update(str(name) for name in self.data)

    def has(self, name: str) -> bool:
        """Whether the field was written."""
        return name in self.data

    def raw(self, name: str, default: Any = None, required: bool = False) -> Any:
        """The value as written, or the default; a missing required field is a fault."""
        self.asked.add(name)
        value = self.data.get(name, _MISSING)
        if value is _MISSING:
            if required:
                self.fault(name, "is missing")
            return default
        return value

    def text(self, name: str, default: str = "", required: bool = False) -> str:
        """A text, stripped; a number or list in its place is a fault."""
        value = self.raw(name, default, required)
        if not isinstance(value, str):
            self.fault(name, f"should be text, not {shown(value)}")
            return default
        if required and self.has(name) and not value.strip():
            self.fault(name, "is empty")
        return value.strip()

    def choice(self, name: str, allowed: Sequence[str], default: str = "") -> str:
        """One of the allowed words; required where there is no default."""
        value = self.text(name, default, required=not default)
        if value and value not in allowed:
            self.fault(name, f"is “{value}”; it should be one of {', '.join(allowed)}")
            return default or allowed[0]
        return value or default or allowed[0]

    def flag(self, name: str, default: bool = False) -> bool:
        """true or false."""
        value = self.raw(name, default)
        if not isinstance(value, bool):
            self.fault(name, f"should be true or false, not {shown(value)}")
            return default
        return value

    def whole(self, name: str, default: int = 0, required: bool = False) -> int:
        """A whole number."""
        value = self.raw(name, default, required)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(name, f"should be a whole number, not {shown(value)}")
            return default
        return value

    def number(self, name: str, default: Decimal | None = None, required: bool = False) -> Decimal:
        """A finite number, exactly as written."""
        value = self.raw(name, default if default is not None else Decimal(0), required)
        number = as_decimal(value)
        if number is None:
            self.fault(name, f"should be a number, not {shown(value)}")
            return Decimal(0)
        return number

    def money(self, name: str, default: int | None = 0, required: bool = False) -> int | None:
        """Pounds (a number or text such as "1200.50") as whole pence."""
        value = self.raw(name, _MISSING, required)
        if value is _MISSING:
            return default
        amount, problem = as_pence(value)
        if problem:
            self.fault(name, problem)
        return amount

    def day(self, name: str, required: bool = False) -> date | None:
        """A date: a TOML date, or text such as "2020-10-31"."""
        value = self.raw(name, None, required)
        if value is None or type(value) is date:
            return value
        try:
            if isinstance(value, str) and _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.fault(name, f"should be a date such as 2020-10-31, not {shown(value)}")
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = self.raw(name, ())
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
            self.fault(name, f"should be a list of texts, not {shown(value)}")
            return ()
        return tuple(value)

    def table(self, name: str, required: bool = False) -> "Fields":
        """A table within this one (empty where there is none)."""
        value = self.raw(name, {}, required)
        if not isinstance(value, Mapping):
            self.fault(name, f"should be a table of values, not {shown(value)}")
            value = {}
        return Fields(value, f"{self.where}.{name}".lstrip("."), self.faults)

    def tables(self, name: str, required: bool = False) -> Iterator["Fields"]:
        """The tables of a list, each knowing its place (`groups[1]` is the first)."""
        value = self.raw(name, [], required)
        if not isinstance(value, list):
            self.fault(name, "should be a list of tables")
            return
        if required and not value and self.has(name):
            self.fault(name, "is empty; at least one is needed")
        for at, item in enumerate(value, 1):
            place = f"{self.where}.{name}[{at}]".lstrip(".")
            if isinstance(item, Mapping):
                yield Fields(item, place, self.faults)
            else:
                self.faults.append(Fault(place, f"should be a table of values, not {shown(item)}"))

    def done(self) -> None:
        """Faults every field that nothing asked for: a misspelt name must not pass silently."""
        for name in self.data:
            if name not in self.asked:
                known = ", ".join(sorted(self.asked))
                self.fault(str(name), f"is not a field that is known here (known: {known})")


def shown(value: Any) -> str:
    """A value as written, for a message: cut where it is long."""
    try:
        text = str(value) if isinstance(value, str | Decimal) else repr(value)
    except ValueError:  # an int of thousands of digits
        return "a number of thousands of digits"
    return (text if len(text) <= 60 else text[:60] + "…") or "an empty text"


def as_decimal(value: Any) -> Decimal | None:
    """A finite Decimal, or None where the value is no number of a sensible size.

    Floats go through their shortest text. In a text commas may only part thousands, so that a
    decimal comma (`1,50`) is never read as a hundred times the amount.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
        return None
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except (InvalidOperation, ValueError):  # ValueError: an int of thousands of digits
        return None
    if not number.is_finite():
        return None
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return number if exponent >= -_PLACES and number.adjusted() < _PLACES else None


def as_pence(value: Any) -> tuple[int, str]:
    """(whole pence, "") or (0, what is wrong)."""
    number = as_decimal(value)
    if number is None:
        return 0, f"should be an amount in pounds such as 1200.50, not {shown(value)}"
    amount = Fraction(number) * 100
    if amount.denominator != 1:
        return 0, f"is {shown(value)}, which has a part of a penny; write at most two decimals"
    if abs(amount) > MOST:
        return 0, f"is {shown(value)}, which is beyond £{MOST // 100:,}"
    return int(amount), ""
