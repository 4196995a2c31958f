"""A year by line, spells that begin and end, and the cost of lives of services."""

import ibis
import ibis.expr.types as ir

from poolbook.caseload.reference.plan import Plan
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


def ask(plan: Plan, known: ir.Table, question: Question) -> None:
    """Everything that is asked of the year."""
    of_lines = plan.keep("of_lines", lines(known, question))
    for segment in range(len(question.segments) - 1):
        plan.tell("lines", segment_of(of_lines, segment))
    if question.cut >= question.segments[0]:
        so_far = known.filter(known.start <= question.cut, known.end >= question.segments[0])
        plan.tell("seen", so_far.group_by("service").agg(people=so_far.person.nunique()))
    if question.lifetimes:
        plan.tell("lifetimes", lifetimes(known, question.cut))


def lines(known: ir.Table, question: Question) -> ir.Table:
    """Pence-days of each segment of the year, side by side, by what a budget line is made of."""
    first, after = question.segments[0], question.segments[-1]
    known, sums = known.filter(known.start < after, known.end >= first), {}
    ends = question.segments[1:]
    days = {
        f"days_{at}": days_within(known, low, ends[at] - 1, question.cut)
        for at, low in enumerate(question.segments[:-1])
    }
    counted = known.select("group", "service", "funder", "weekly", **days)
    for at in range(len(days)):
        mine = counted[f"days_{at}"]
        sums[f"packages_{at}"] = (mine > 0).sum()
        sums[f"pence_days_{at}"] = (counted.weekly * mine).sum()
    return counted.group_by("group", "service", "funder").agg(**sums)


def segment_of(of_lines: ir.Table, segment: int) -> ir.Table:
    """One segment's part of that."""
    packages, pence_days = of_lines[f"packages_{segment}"], of_lines[f"pence_days_{segment}"]
    return of_lines.filter(packages > 0).select(
        "group", "service", "funder", segment=ibis.literal(segment),
        packages=packages, pence_days=pence_days,
    )  # fmt: skip


def lifetimes(known: ir.Table, cut: int) -> ir.Table:
    """What people have cost since their first package, by whole years since then."""
    begun = known.filter(known.start <= cut)
    days = overlap(begun.start, cut, begun.start, begun.end)
    lives = begun.group_by("person").agg(
        first=begun.start.min(), pence_days=(begun.weekly * days).sum()
    )
    lives = lives.mutate(years=ibis.least((cut - lives["first"]) // 365, 40))
    return lives.group_by("years").agg(people=lives.count(), pence_days=lives.pence_days.sum())


def ask_moves(plan: Plan, known: ir.Table, question: Question) -> None:
    """Spells that begin and end in each month, with their weekly pence on the first and last day."""
    ends = plan.keep("spells", spells(known))
    for month in range(len(question.months) - 1):
        low, high = question.months[month], question.months[month + 1]
        began = ends.filter(ends["first"] >= low, ends["first"] < high)
        ended = ends.filter(ends["last"] >= low, ends["last"] < high, ends["last"] < OPEN)
        plan.tell(
            "moves",
            _moved(began, month, "first_pence").select(
                "month", "service", starts="spells", leaves=0, start="pence", leave=0
            ),
        )
        plan.tell(
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
