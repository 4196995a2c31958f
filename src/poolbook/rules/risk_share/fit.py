"""Whether a position fits the terms: every reason why not, before anything is shared."""

from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

from poolbook.rules.fields import Fault
from poolbook.rules.risk_share.people import within
from poolbook.rules.risk_share.position import Line, Position
from poolbook.rules.risk_share.primitives import TAKES_ALL
from poolbook.rules.risk_share.primitives.aligned import Aligned
from poolbook.rules.risk_share.primitives.bands import Bands
from poolbook.rules.risk_share.primitives.cap import Cap
from poolbook.rules.risk_share.sharing import Given, ProRata
from poolbook.rules.risk_share.terms import Rule, Terms
from poolbook.rules.risk_share.work import matches

Numbered = list[tuple[int, Line]]


def fit(terms: Terms, position: Position, given: Given) -> list[Fault]:
    """Faults of the position under these terms: unknown ids, lines with no owner or budget where a
    rule needs one, contributions that a rule goes by but that are not there, and the date."""
    return [*_known(terms, position), *_needs(terms, position, given), *_dates(terms, position)]


def _known(terms: Terms, position: Position) -> Iterator[Fault]:
    partners = [partner.id for partner in terms.partners]
    groups = {group.id for group in terms.groups}
    for at, line in enumerate(position.lines, 1):
        if line.group not in groups:
            yield Fault(f"lines[{at}].group", f"“{line.group}” is not a risk group of the terms")
    named = [
        *((f"lines[{at}].owner", line.owner) for at, line in enumerate(position.lines, 1)),
        *((f"contributions[{at}].partner", c.partner) for at, c in _count(position.contributions)),
        *((f"savings[{at}].partner", s.partner) for at, s in _count(position.savings)),
    ]
    for where, who in named:
        if who and who not in partners:
            yield Fault(where, f"“{who}” is not a partner (known: {', '.join(partners)})")
    for fund in position.funds:
        if fund not in {known.id for known in terms.funds}:
            yield Fault("funds", f"“{fund}” is not a fund of the terms")


def _count(items: tuple[Any, ...]) -> Iterator[tuple[int, Any]]:
    return enumerate(items, 1)


def _needs(terms: Terms, position: Position, given: Given) -> Iterator[Fault]:
    lines: dict[str, Numbered] = {}
    for at, line in enumerate(position.lines, 1):
        lines.setdefault(line.group, []).append((at, line))
    every = [pair for pairs in lines.values() for pair in pairs]
    parts = [(f"group “{g.id}”", g.rules, lines.get(g.id, [])) for g in terms.groups]
    for name, rules, mine in [*parts, ("a cap across all groups", terms.overall, every)]:
        left = mine
        for rule in (dated.rule for dated in rules if dated.in_force(position.date)):
            if isinstance(rule, Cap) and not rule.waived:
                yield from _cap_needs(rule, name, mine, given)
            for by in pro_ratas(rule):
                yield from _contributions_need(by, name, given)
            meant = [pair for pair in left if matches(pair[1], rule.head.only, given)]
            yield from _lines_need(rule, name, meant, given)
            if rule.head.use in TAKES_ALL:
                left = [pair for pair in left if not matches(pair[1], rule.head.only, given)]


def _lines_need(rule: Rule, name: str, lines: Numbered, given: Given) -> Iterator[Fault]:
    if isinstance(rule, Aligned):
        for at, line in lines:
            if not line.owner:
                why = f"is missing; {name} is aligned, so each line needs its owner"
                yield Fault(f"lines[{at}].owner", why)
    if isinstance(rule, Bands):
        yield from _bands_need(rule, name, lines, given)


def _bands_need(rule: Bands, name: str, lines: Numbered, given: Given) -> Iterator[Fault]:
    if rule.on == "spend" or any(b.below and b.below.needs_budget() for b in rule.bands):
        yield from _budgets(lines, f"{name} has bands on {rule.on}")
    edges = rule.edges(given, sum(line.budget or 0 for _, line in lines))
    if edges != sorted(edges):
        listed = ", ".join(f"£{float(edge) / 100:,.2f}" for edge in edges)
        yield Fault("", f"the edges of the bands of {name} come to {listed}; they should rise")


def _cap_needs(rule: Cap, name: str, lines: Numbered, given: Given) -> Iterator[Fault]:
    if rule.limit.needs_budget():
        yield from _budgets(lines, f"{name} caps shares by the budget")
        if sum(line.budget or 0 for _, line in lines) < 0:
            yield Fault("lines", f"have a budget below nothing; {name} caps shares by it")
    if rule.limit.of:
        there = rule.limit.of.amounts(given)
        for partner in rule.capped(given):
            if partner not in there:
                why = (
                    f"has none of “{partner}” ({rule.limit.of.words()}), by which {name} is capped"
                )
                yield Fault("contributions", why)


def _budgets(lines: Numbered, why: str) -> Iterator[Fault]:
    for at, line in lines:
        if line.budget is None:
            yield Fault(f"lines[{at}].budget", f"is missing; {why}")


def pro_ratas(value: object) -> Iterator[ProRata]:
    """Every basis of contributions that a rule goes by, wherever in it that stands."""
    if isinstance(value, ProRata):
        yield value
    elif is_dataclass(value):
        for each in vars(value).values():
            yield from pro_ratas(each)
    elif isinstance(value, tuple):
        for item in value:
            yield from pro_ratas(item)


def _contributions_need(by: ProRata, name: str, given: Given) -> Iterator[Fault]:
    chosen = by.chosen(given)
    there = {(item.partner, item.element) for item in chosen if by.basis in item.amounts}
    for partner, element in dict.fromkeys((item.partner, item.element) for item in chosen):
        if there and (partner, element) not in there:
            to = f" to {element}" if element else ""
            why = f"of “{partner}”{to} have no {by.basis} amount, by which {name} shares; write 0 if it is none"
            yield Fault("contributions", why)


def _dates(terms: Terms, position: Position) -> Iterator[Fault]:
    on = position.date
    if on is None:
        if terms.dated():
            yield Fault("date", "is missing; the terms have rules or partners with dates")
        return
    if not within(terms.starts, terms.ends, on):
        starts, ends = terms.starts or "any day", terms.ends or "any day"
        yield Fault("date", f"{on} is outside the terms, which run from {starts} to {ends}")
    here = [p for p in terms.partners if within(p.starts, p.ends, on)]
    if not here:
        yield Fault("date", f"nobody is a partner on {on}")
