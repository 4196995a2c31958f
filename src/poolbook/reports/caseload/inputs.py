"""What a page of the caseload is asked beside the usual: days, percentages, numbers; every fault at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from poolbook.rules.refusal import Refusal


class AddressFault(Refusal):
    """An address that asks for something that there is not."""


LEAST, MOST = -50, 100  # per cent; past them it is a slip of the keyboard


@dataclass
class Inputs:
    """Reads parameters of an address, and keeps their faults until `refuse`; `given` as written."""

    query: Mapping[str, str]
    faults: list[str] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A parameter without blanks around it; empty where it is not given."""
        found = self.query.get(name, "").strip()
        if found:
            self.given[name] = found
        return found

    def day(self, name: str) -> date | None:
        """A day such as 2021-01-01; None where none is given."""
        if not (text := self.text(name)):
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.faults.append(f"{name}: “{text}” is not a day such as 2021-01-01")
            return None

    def part(self, name: str) -> Fraction:
        """A percentage as a part: `2.5` is 1/40; nothing where none is given."""
        text = self.text(name)
        found = self._number(name, text.removesuffix("%").strip(), "a percentage such as 2.5")
        if not LEAST <= found <= MOST:
            self.faults.append(f"{name}: give from {LEAST} to {MOST} per cent")
        return found / 100

    def count(self, name: str, most: int) -> int:
        """A whole number from nothing to `most`."""
        found = self._number(name, self.text(name), "a whole number")
        if found.denominator != 1 or not 0 <= found <= most:
            self.faults.append(f"{name}: give a whole number from 0 to {most:,}")
            return 0
        return int(found)

    def pence(self, name: str, most: int) -> int | None:
        """Pounds as whole pence, at most `most` pence; None where none are given."""
        if not (text := self.text(name)):
            return None
        plain = text.replace(",", "").removeprefix("£")
        found = self._number(name, plain, "pounds such as 1,250.50") * 100
        if found.denominator != 1 or not 0 <= found <= most:
            self.faults.append(f"{name}: give pounds and pence up to £{most // 100:,}")
            return 0
        return int(found)

    def refuse(self) -> None:
        """Raises AddressFault with every fault, if there is any."""
        if self.faults:
            raise AddressFault("The address asks for something that there is not", self.faults)

    def _number(self, name: str, text: str, what: str) -> Fraction:
        plain = text.replace("\N{MINUS SIGN}", "-")
        if not plain:
            return Fraction(0)
        digits = plain.removeprefix("-").replace(".", "", 1)
        if len(plain) > 20 or not (digits.isascii() and digits.isdecimal()):
            self.faults.append(f"{name}: “{text[:20]}” is not {what}")
            return Fraction(0)
        return Fraction(plain)
