"""By when each step of a month is due: so many days, or working days, after the month's end.

No clock here: whoever asks whether something is late says what day it is.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from poolbook.rules.calendar import Month
from poolbook.rules.saying import several

# The steps that can have a date, in the month's order, and what is done by then.
STEPS = {
    "import": "Ledgers imported and suspense cleared",
    "forecast": "Lines forecast",
    "explain": "Large movements explained",
    "check": "Checks passed",
    "sign": "Signed by every partner",
    "close": "Month closed",
    "issue": "Report issued",
}
SATURDAY = 5
LONGEST = 120  # days after the month's end


@dataclass(frozen=True)
class Timetable:
    """Days after the month's end by step; a step that is not there has no date.

    `working` counts working days: neither weekends nor the `holidays`.
    """

    days: Mapping[str, int] = field(default_factory=dict)
    working: bool = True
    holidays: frozenset[date] = frozenset()

    def due(self, month: Month, step: str) -> date | None:
        """The day by whose end a step is due; None where it has no date, as in a closing period."""
        if step not in self.days or month.number > 12:
            return None
        if not self.working:
            return month.last + timedelta(days=self.days[step])
        day, left = month.last, self.days[step]
        while left:
            day += timedelta(days=1)
            left -= self.is_working(day)
        return day

    def is_working(self, day: date) -> bool:
        """Neither a Saturday, a Sunday nor a holiday."""
        return day.weekday() < SATURDAY and day not in self.holidays


def faults(days: Mapping[str, int]) -> list[str]:
    """What is wrong with a timetable: a step before one that must come first, or far too late."""
    found = []
    known = [(step, days[step]) for step in STEPS if step in days]
    for (first, early), (second, late) in itertools.pairwise(known):
        if late < early:
            found.append(
                f"“{STEPS[second]}” is due on day {late}, before “{STEPS[first]}” on day {early}; "
                "it follows it, so give it the same day or a later one"
            )
    for step, day in known:
        if not 1 <= day <= LONGEST:
            found.append(f"“{STEPS[step]}”: write a day from 1 to {LONGEST}")
    return found


def days_late(due: date, today: date) -> int:
    """How many days a day is behind its date; 0 where it is not."""
    return max(0, (today - due).days)


def told(due: date, today: date) -> str:
    """`due Thursday 12 November 2020`, `due today`, `due tomorrow`, `overdue by 3 days`."""
    if late := days_late(due, today):
        return f"overdue by {several(late, 'day')}"
    if due == today:
        return "due today"
    if due == today + timedelta(days=1):
        return "due tomorrow"
    return f"due {due:%A} {due.day} {due:%B %Y}"
