"""A year by line, spells that begin and end, and the cost of lives of services."""

from collections.abc import Iterator

import ibis
import ibis.expr.types as ir

from poolbook.rules.caseload.codes import OPEN
from poolbook.rules.caseload.facts import Question

Days = ir.IntegerValue


def overlap(low: Days | int, high: Days | int, start: Days, end: Days) -> Days:
    """Days that two stretches share, both ends included."""
    days = ibis.least(high, end) - ibis.greatest(low, start) + 1
    return ibis.greatest(days, 0).cast("int64")


def days_within(packages: ir.Table, low: int, high: int, cut: int) -> Days:
    """Days of a package from low to high: to its end up to the cut, and to its planned end after it.

    A planned end that has passed while the package goes on says nothing about what is to come.
    """
    start, end, planned = packages.start, packages.end, packages.planned_end
    later = ibis.ifelse(planned > cut, ibis.least(end, planned), end)
    past = overlap(low, min(high, cut), start, end)
    return past + overlap(max(low, cut + 1), high, start, later)


def parts(known: ir.Table, question: Question) -> Iterator[tuple[str, ir.Table]]:
    """Everything that is asked of the year."""
    for segment in range(len(question.segments) - 1):
        yield "lines", lines(known, question, segment)
    so_far = known.filter(
        known.start <= question.cut,
        known.end >= question.segments[0],
        overlap(question.segments[0], question.cut, known.start, known.end) > 0,
    )
    yield "seen", so_far.group_by("service").agg(people=so_far.person.nunique())
    if question.lifetimes:
        yield "lifetimes", lifetimes(known, question.cut)


def lines(known: ir.Table, question: Question, segment: int) -> ir.Table:
    """Pence-days of a segment of the year by what a budget line is made of."""
    low, high = question.segments[segment], question.segments[segment + 1] - 1
    counted = known.mutate(
        segment=ibis.literal(segment), days=days_within(known, low, high, question.cut)
    )
    counted = counted.filter(counted.days > 0)
    return counted.group_by("group", "service", "funder", "segment").agg(
        packages=counted.count(), pence_days=(counted.weekly * counted.days).sum()
    )


def lifetimes(known: ir.Table, cut: int) -> ir.Table:
    """What people have cost since their first package, by whole years since then."""
    begun = known.filter(known.start <= cut)
    days = overlap(begun.start, cut, begun.start, begun.end)
    lives = begun.group_by("person").agg(
        first=begun.start.min(), pence_days=(begun.weekly * days).sum()
    )
    lives = lives.mutate(years=ibis.least((cut - lives["first"]) // 365, 40))
    return lives.group_by("years").agg(people=lives.count(), pence_days=lives.pence_days.sum())


def moves(known: ir.Table, question: Question) -> Iterator[tuple[str, ir.Table]]:
    """Spells that begin and end in each month, with their weekly pence on the first and last day."""
    ends = spells(known).cache()
    for month in range(len(question.months) - 1):
        low, high = question.months[month], question.months[month + 1]
        began = ends.filter(ends["first"] >= low, ends["first"] < high)
        ended = ends.filter(ends["last"] >= low, ends["last"] < high, ends["last"] < OPEN)
        yield (
            "moves",
            _moved(began, month, "first_pence").select(
                "month", "service", starts="spells", leaves=0, start="pence", leave=0
            ),
        )
        yield (
            "moves",
            _moved(ended, month, "last_pence").select(
                "month", "service", starts=0, leaves="spells", start=0, leave="pence"
            ),
        )


def _moved(chosen: ir.Table, month: int, pence: str) -> ir.Table:
    """How many spells of each service, and their weekly pence."""
    keyed = chosen.mutate(month=ibis.literal(month))
    return keyed.group_by("month", "service").agg(spells=keyed.count(), pence=keyed[pence].sum())


def spells(known: ir.Table) -> ir.Table:
    """Stretches without a day between them of one person and service: a change of price ends none."""
    mine = ("person", "service")
    order = [known[name] for name in ("start", "package", "known_from", "end", "weekly")]
    before = ibis.window(group_by=mine, order_by=order, preceding=(None, 1))
    until = ibis.window(group_by=mine, order_by=order, preceding=None, following=0)
    last = known.end.max().over(before)
    begins = ibis.ifelse(last.isnull() | (known.start > last + 1), 1, 0)
    numbered = known.mutate(begins=begins)
    numbered = numbered.mutate(spell=numbered.begins.sum().over(until))
    whole = ibis.window(group_by=(*mine, "spell"))
    dated = numbered.mutate(
        first=numbered.start.min().over(whole), last=numbered.end.max().over(whole)
    )
    return dated.group_by(*mine, "spell", "first", "last").agg(
        first_pence=dated.weekly.sum(where=dated.start == dated["first"]),
        last_pence=dated.weekly.sum(where=dated.end == dated["last"]),
    )
