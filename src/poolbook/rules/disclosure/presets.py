"""Presets of disclosure control: which counts of people are hidden, and how the others are shown.

`default` is the rule of NHS England's publications: 1 to 7 hidden, everything else rounded to 5.
The other two show exact numbers and therefore hide more cells, so that none can be worked out.
"""

from dataclasses import dataclass
from fractions import Fraction

from poolbook.rules.money import round_half_up, signed
from poolbook.rules.refusal import Refusal


@dataclass(frozen=True)
class Preset:
    """`below`: smallest count shown (1 to `below` − 1 are hidden); `base`: what counts are rounded to.

    `keep`: how many values must stay possible for every hidden count, whatever is published.
    `money`: what cost sums are rounded to, `unit`: what averages are rounded to, both in pence.
    """

    name: str
    below: int
    base: int = 1
    keep: int = 3
    money: int = 1
    unit: int = 1

    def __post_init__(self) -> None:
        faults = []
        if self.below < 3:
            faults.append("below: write 3 or more; otherwise a hidden number is known")
        if self.base < 1 or self.money < 1 or self.unit < 1:
            faults.append("base, money and unit: write 1 or more")
        elif not self.base <= 2 * self.below:
            faults.append("base: at most twice `below`, so that nobody is rounded to none")
        if not 2 <= self.keep <= (self.below + 1) // 2:
            faults.append("keep: from 2 to half of the hidden values and one")
        if faults:
            raise Refusal("This disclosure preset cannot protect anybody.", faults)

    def sensitive(self, count: int) -> bool:
        """Whether a count of people is too small to be shown; zero is not."""
        return 0 < count < self.below

    def rounded(self, count: int) -> int:
        """A count as it is shown where it may be: the nearest multiple of `base`, half up."""
        return nearest(count, self.base)

    def span(self, shown: int) -> tuple[int, int]:
        """The least and greatest counts that are shown as `shown`."""
        if shown == 0:
            return 0, 0
        low, high = around(shown, self.base)
        return max(low, self.below), high


def nearest(value: int, base: int) -> int:
    """The nearest multiple of `base`; a tie goes away from zero."""
    return round_half_up(Fraction(value, base)) * base


def around(shown: int, base: int) -> tuple[int, int]:
    """The least and greatest whole numbers that `nearest` shows as `shown`."""
    if shown < 0:
        low, high = around(-shown, base)
        return -high, -low
    if shown == 0:
        return -((base - 1) // 2), (base - 1) // 2
    return shown - base // 2, shown + (base - 1) // 2


def grouped(value: int) -> str:
    """A whole number with thousands separated and a true minus sign."""
    return signed(f"{abs(value):,}", value < 0)


DEFAULT = Preset("default", below=8, base=5, keep=4, money=100_000, unit=100)
BELOW_10 = Preset("below 10", below=10, keep=5)
BELOW_5 = Preset("below 5", below=5, keep=3)
PRESETS = {preset.name: preset for preset in (DEFAULT, BELOW_10, BELOW_5)}
