"""The colour of a value: from its target, the tolerance, which way is better, and the sample.

Green meets the target; amber misses it by no more than the tolerance; red misses it by more. There
is no colour (NR, not rated) where none is due, and the sentence says why.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from poolbook.rules.measures.figures import show
from poolbook.rules.measures.kinds import VALUE
from poolbook.rules.measures.periods import ends_a_year

_WORDS = {
    "at least": "at least {}", "at most": "at most {}", "above": "above {}", "below": "below {}",
    "within": "between {}", "equal": "exactly {}",
}  # fmt: skip


@dataclass(frozen=True)
class Aim:
    """A target as the rule takes it, in the measure's unit; `tolerance` in it too, or in per cent
    of the target. `judged`: always, year end, or never."""

    aim: str
    value: Decimal | None
    value_to: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    tolerance_percent: bool = False
    judged: str = "always"
    words: str = ""

    def said(self, unit: str, decimals: int) -> str:
        """The target in words; those of the paper where it had its own."""
        if self.words:
            return self.words
        if self.value is None:
            return "no target"
        shown = show(self.value, unit, _enough(self.value, decimals))
        if self.aim == "within":
            shown += f" and {show(self.value_to, unit, decimals)}"
        return _WORDS[self.aim].format(shown)


@dataclass(frozen=True)
class Judged:
    """A colour (R, A, G or NR) and the sentence that says why."""

    rag: str
    why: str


@dataclass(frozen=True)
class Case:
    """What is judged: the value and its status, the day its time ends, its unit and decimals, which
    way is better, and the people or answers it rests on (`least` are needed)."""

    status: str
    value: Decimal | None
    ends: date
    unit: str = "count"
    decimals: int = 0
    polarity: str = "higher"
    sample: int | None = None
    least: int = 0
    projected: bool = False


def judge(case: Case, aim: Aim | None) -> Judged:
    """The colour that the rule gives."""
    value = case.value
    if case.status != VALUE or value is None:
        return Judged("NR", f"no value: {case.status}")
    if case.polarity == "neutral":
        return Judged("NR", "neither way is better, so there is nothing to judge")
    if aim is None or aim.value is None:
        return Judged("NR", "there is no target for this time")
    if aim.judged == "never":
        return Judged("NR", "this target is not judged by a rule")
    if aim.judged == "year end" and not ends_a_year(case.ends):
        return Judged("NR", "the target is for the full year, so it is judged at its end")
    if case.sample is not None and case.sample < case.least:
        return Judged("NR", f"rests on {case.sample} only; {case.least} are needed to judge it")
    short = _short(value, aim)
    target = aim.said(case.unit, case.decimals)
    shown = show(value, case.unit, case.decimals)
    if case.projected:
        shown += " projected for the year"
    if short is None:
        return Judged("G", f"{shown} meets the target, {target}")
    margin = abs(aim.value) * aim.tolerance / 100 if aim.tolerance_percent else aim.tolerance
    missed = f"{shown} misses the target, {target}"
    if margin == 0:
        return Judged("R", missed)
    within = _tolerance(aim, case)
    if short <= margin:
        return Judged("A", f"{missed}, by no more than the tolerance of {within}")
    return Judged("R", f"{missed}, by more than the tolerance of {within}")


def pro_rata(value: Decimal, months: int) -> Decimal:
    """A count since 1 April carried on to twelve months: 12 after seven months is 20.57 in the year."""
    if not 1 <= months <= 12:
        raise ValueError(f"{months} is not a number of months from 1 to 12")
    return value * 12 / months


def _short(value: Decimal, aim: Aim) -> Decimal | None:
    """How far a value misses its target; None where it meets it. A strict target that is just
    reached is missed by nothing."""
    assert aim.value is not None
    low = high = aim.value
    if aim.aim == "within":
        assert aim.value_to is not None
        high = aim.value_to
    if aim.aim in ("at least", "above"):
        met = value > low if aim.aim == "above" else value >= low
        return None if met else low - value
    if aim.aim in ("at most", "below"):
        met = value < high if aim.aim == "below" else value <= high
        return None if met else value - high
    if low <= value <= high:
        return None
    return low - value if value < low else value - high


def _tolerance(aim: Aim, case: Case) -> str:
    if aim.tolerance_percent:
        return f"{aim.tolerance.normalize():f}% of it"
    shown = f"{aim.tolerance.normalize():f}"
    if case.unit != "percent":
        return shown
    return f"{shown} point" if aim.tolerance == 1 else f"{shown} points"


def _enough(value: Decimal, decimals: int) -> int:
    """Decimals that show the whole of a target: 16.75% is not shown as 17%."""
    exponent = value.normalize().as_tuple().exponent
    return max(decimals, -exponent if isinstance(exponent, int) else 0)
