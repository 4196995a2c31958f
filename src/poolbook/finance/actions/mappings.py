"""Mappings: which line a cost centre and account belong to, between dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from poolbook.agreements.models import BudgetLine
from poolbook.agreements.queries import require_own
from poolbook.audit.acting import acting
from poolbook.finance.actions.sources import require_source
from poolbook.finance.models import Mapping, Period, Source
from poolbook.partners.models import Person
from poolbook.rules.calendar import Month, Year
from poolbook.rules.refusal import Refusal


@dataclass(frozen=True)
class Rule:
    """One mapping as given. No line: outside the pools, for the reason. Account "": any account."""

    cost_centre: str
    account: str
    line: BudgetLine | None
    reason: str = ""
    starts: date | None = None
    ends: date | None = None


def add_mappings(*, by: Person, source: Source, rules: Sequence[Rule]) -> int:
    """Adds mappings; those that are there already add nothing. Returns how many are new.

    A new mapping ends an open one of the same cost centre and account on the day before it starts.
    Raises Refusal with every one that overlaps otherwise; then none is added.
    """
    require_source(by, source)
    require_own(source.agreement, [rule.line for rule in rules if rule.line])
    faults: list[str] = []
    added = 0
    headings = set(
        BudgetLine.objects.filter(parent__pool__agreement=source.agreement_id).values_list(
            "parent", flat=True
        )
    )
    with acting(str(by), f"mapped {source.code}"):
        for rule in rules:
            if rule.line and rule.line.pk in headings:
                fault, new = f"{rule.line} is a heading; map to one of the lines under it", False
            else:
                fault, new = _add(source, rule)
            added += new
            if fault:
                faults.append(f"{rule.cost_centre} {rule.account}".strip() + f": {fault}")
        if faults:
            raise Refusal("no mapping was added", faults)
    return added


def end_mapping(*, by: Person, mapping: Mapping, last: date) -> None:
    """Ends a mapping after a day: rows of later months are no longer known. Posted rows stay."""
    require_source(by, mapping.source)
    with acting(str(by), f"ended a mapping of {mapping.source.code}"):
        fresh = Mapping.objects.select_for_update().get(pk=mapping.pk)
        after = date.fromordinal(last.toordinal() + 1)
        lower, upper = fresh.dates.lower, fresh.dates.upper
        if lower and last < lower:
            raise Refusal(f"the mapping starts on {lower:%d/%m/%Y}; it cannot end before that")
        if upper and upper <= after:
            raise Refusal("the mapping ends by then already")
        fresh.dates = DateRange(lower, after, "[)")
        fresh.save(update_fields=["dates"])


def _add(source: Source, rule: Rule) -> tuple[str, bool]:
    if rule.line is None and not rule.reason:
        return "needs a line, or the reason why it is outside the pools", False
    if rule.starts and rule.ends and rule.ends < rule.starts:
        return "ends before it starts", False
    dates = DateRange(rule.starts, rule.ends, "[]")
    same = Mapping.objects.filter(
        source=source, cost_centre=rule.cost_centre, account=rule.account, dates__overlap=dates
    )
    for old in same.select_for_update():
        if old.line_id == (rule.line.pk if rule.line else None) and dates in (
            old.dates,
            _closed(old),
        ):
            return "", False
        started_before = rule.starts and (old.dates.lower is None or old.dates.lower < rule.starts)
        if not (started_before and old.dates.upper is None):
            return f"is mapped already to {old.line or 'outside'} in those dates", False
        old.dates = DateRange(old.dates.lower, rule.starts, "[)")
        old.save(update_fields=["dates"])
    Mapping.objects.create(
        source=source,
        cost_centre=rule.cost_centre,
        account=rule.account,
        line=rule.line,
        reason=rule.reason,
        dates=dates,
    )
    return "", True


def _closed(mapping: Mapping) -> DateRange:
    """A stored range in the form in which it is given: both ends included."""
    lower, upper = mapping.dates.lower, mapping.dates.upper
    ends = date.fromordinal(upper.toordinal() - 1) if upper else None
    return DateRange(lower, ends, "[]")


OUTSIDE = -1


class Places:
    """Where each cost centre and account goes in each month: a line's id, OUTSIDE, or None."""

    def __init__(self, source: Source, period: Period) -> None:
        self.year = Year(period.year)
        self.known: dict[tuple[str, str], list[tuple[DateRange, int]]] = {}
        rules = Mapping.objects.filter(source=source)
        for centre, account, line, dates in rules.values_list(
            "cost_centre", "account", "line", "dates"
        ):
            self.known.setdefault((centre, account), []).append((dates, line or OUTSIDE))
        self.found: dict[tuple[str, str, int], int | None] = {}

    def __call__(self, cost_centre: str, account: str, month: int) -> int | None:
        key = (cost_centre, account, month)
        if key not in self.found:
            self.found[key] = self._find(*key)
        return self.found[key]

    def _find(self, cost_centre: str, account: str, month: int) -> int | None:
        day = Month(self.year, month).last
        for at in (account, ""):
            for dates, line in self.known.get((cost_centre, at), ()):
                if day in dates:
                    return line
        return None
