"""What is amiss with a series before anybody judges it: late, missing, impossible, out of line.

An outlier is a value whose distance from the series' median is more than 3.5 times the median
distance, scaled to a standard deviation (Iglewicz and Hoaglin's modified z-score): unlike limits
from the mean, it still sees two wild values among seven. It asks for a look; it removes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from poolbook.rules.measures.figures import show
from poolbook.rules.measures.kinds import VALUE
from poolbook.rules.measures.periods import Time, months_to

FEWEST = 5  # values before an outlier can be told
FAR = Decimal("3.5")
_SCALED = Decimal("0.6745")
STEP = {"month": 1, "quarter": 3, "half": 6, "year": 12, "rolling": 12}


@dataclass(frozen=True)
class Known:
    """A value of a series as this rule takes it."""

    time: Time
    status: str
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True)
class Finding:
    """Something to look at: `kind` is late, missing, impossible or outlier; the time and a sentence."""

    kind: str
    time: Time
    words: str


def findings(
    known: Sequence[Known], *, unit: str, decimals: int, frequency: str, lag: int, today: date
) -> list[Finding]:
    """Everything to look at in a series (in the order of time), by kind."""
    return [
        *_late(known, frequency, lag, today),
        *_missing(known, frequency),
        *_impossible(known, unit, decimals),
        *_outliers(known, unit, decimals),
    ]


def expected(frequency: str, lag: int, today: date) -> Time | None:
    """The newest time whose value is due on a day; None where nothing is due regularly."""
    months = STEP.get(frequency)
    if months is None:
        return None
    ready = today - timedelta(days=lag) + timedelta(1)
    ends = date(ready.year, ready.month, 1) - timedelta(1)
    while frequency != "rolling" and (ends.month - 3) % months:
        ends = date(ends.year, ends.month, 1) - timedelta(1)
    return months_to(ends, months)


def _late(known: Sequence[Known], frequency: str, lag: int, today: date) -> list[Finding]:
    due = expected(frequency, lag, today)
    if due is None or not known:
        return []
    newest = known[-1].time
    if newest.ends >= due.ends:
        return []
    return [
        Finding(
            "late",
            due,
            f"{due} was due by {_day(due.ends + timedelta(lag))}; the newest is {newest}",
        )
    ]


def _missing(known: Sequence[Known], frequency: str) -> list[Finding]:
    months = STEP.get(frequency)
    if months is None:
        return []
    found = []
    for before, after in pairwise(known):
        if frequency == "rolling" or before.time.months != months or after.time.months != months:
            continue
        if after.time.starts <= before.time.ends + timedelta(1):
            continue
        gap = Time(before.time.ends + timedelta(1), after.time.starts - timedelta(1))
        found.append(Finding("missing", gap, f"no value for {gap}"))
    for each in known:
        if each.status == "not available":
            found.append(Finding("missing", each.time, f"{each.time} is not available"))
    return found


def _impossible(known: Sequence[Known], unit: str, decimals: int) -> list[Finding]:
    found = []
    for each in known:
        if each.status != VALUE or each.value is None:
            continue
        shown = show(each.value, unit, decimals)
        if unit == "percent" and not 0 <= each.value <= 100:
            found.append(
                Finding("impossible", each.time, f"{shown} in {each.time} is no percentage")
            )
        elif unit in ("count", "wte") and each.value < 0:
            found.append(
                Finding("impossible", each.time, f"{shown} in {each.time} is below nothing")
            )
        if (
            unit == "percent"
            and each.numerator is not None
            and each.denominator is not None
            and each.numerator > each.denominator
        ):
            found.append(
                Finding(
                    "impossible",
                    each.time,
                    f"{each.numerator.normalize():f} of {each.denominator.normalize():f} in {each.time}",
                )
            )
    return found


def _outliers(known: Sequence[Known], unit: str, decimals: int) -> list[Finding]:
    values = [each.value for each in known if each.status == VALUE and each.value is not None]
    if len(values) < FEWEST:
        return []
    middle = median(values)
    # At least a twentieth of the median: a series that hardly moves is not all outliers.
    spread = max(median(abs(value - middle) for value in values), abs(middle) / 20)
    if spread == 0:
        return []
    found = []
    for each in known:
        if each.status != VALUE or each.value is None:
            continue
        if _SCALED * abs(each.value - middle) / spread > FAR:
            usual = sorted(value for value in values if abs(value - middle) <= spread * 5)
            found.append(
                Finding(
                    "outlier",
                    each.time,
                    f"{show(each.value, unit, decimals)} in {each.time}, where the others lie between "
                    f"{show(usual[0], unit, decimals)} and {show(usual[-1], unit, decimals)}",
                )
            )
    return found


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
