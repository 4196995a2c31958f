"""Terms in plain sentences: what each rule says, before any amount is shared by it."""

from collections.abc import Mapping
from dataclasses import dataclass

from poolbook.rules import money
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.limits import Limit
from poolbook.rules.risk_share.people import SPECIAL
from poolbook.rules.risk_share.primitives.aligned import Aligned
from poolbook.rules.risk_share.primitives.bands import Bands
from poolbook.rules.risk_share.primitives.block import Block
from poolbook.rules.risk_share.primitives.cap import Cap
from poolbook.rules.risk_share.primitives.escalate import Escalate
from poolbook.rules.risk_share.primitives.fixed import Fixed
from poolbook.rules.risk_share.primitives.performance import Performance
from poolbook.rules.risk_share.primitives.savings import Savings
from poolbook.rules.risk_share.primitives.underspend import TREATMENTS, Underspend
from poolbook.rules.risk_share.primitives.waterfall import Waterfall
from poolbook.rules.risk_share.sharing import Sharing
from poolbook.rules.risk_share.terms import Dated, Rule, Terms


@dataclass(frozen=True)
class Said:
    """A group (or the caps across all groups) and its rules, a sentence each, with their clauses."""

    id: str
    name: str
    status: str
    rules: tuple[tuple[str, str], ...]


def said(terms: Terms) -> tuple[Said, ...]:
    """Every group in the terms' order, then the caps across them where there are any."""
    names = {
        **SPECIAL,
        **{fund.id: fund.name for fund in terms.funds},
        **{partner.id: partner.name for partner in terms.partners},
    }
    groups = {group.id: group.name for group in terms.groups}
    found = [
        Said(group.id, group.name, group.status, _rules(group.rules, names, groups))
        for group in terms.groups
    ]
    if terms.overall:
        rules = _rules(terms.overall, names, groups)
        found.append(Said("overall", "Caps across all groups", terms.status, rules))
    return tuple(found)


def _rules(
    rules: tuple[Dated, ...], names: Mapping[str, str], groups: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (_narrowed(dated) + sentence(dated.rule, names, groups), dated.rule.head.clause)
        for dated in rules
    )


def _narrowed(dated: Dated) -> str:
    """`From 1 October 2020, on lines whose kind is fixed: `; empty for a rule on everything."""
    parts = []
    if dated.starts:
        parts.append(f"from {dated.starts:%-d %B %Y}")
    if dated.ends:
        parts.append(f"to {dated.ends:%-d %B %Y}")
    for name, values in dated.rule.head.only.items():
        parts.append(f"on lines whose {name} is {' or '.join(values)}")
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}: " if text else ""


def sentence(rule: Rule, names: Mapping[str, str], groups: Mapping[str, str]) -> str:
    """One rule in a sentence or two."""
    if isinstance(rule, Fixed):
        return f"Over or under: {_split(rule.sharing, names)}."
    if isinstance(rule, Bands):
        return _bands(rule, names)
    if isinstance(rule, Cap):
        return _cap(rule, names)
    if isinstance(rule, Aligned):
        return "Each partner keeps the variation of the lines it owns."
    if isinstance(rule, Block):
        return f"Fixed price: the variation is no risk to the others; it goes to {names[rule.absorbed_by]}."
    if isinstance(rule, Savings):
        return "What is not delivered of a saving whose strategy was not agreed falls on who put it in."
    if isinstance(rule, Underspend):
        text = f"An underspend is {TREATMENTS[rule.treatment]}"
        text += f" for {rule.purpose}" if rule.purpose else ""
        return f"{text}: {_split(rule.sharing, names)}."
    if isinstance(rule, Waterfall):
        sources = [
            f"underspends of {groups[s.id]}" if s.kind == "group" else names[s.id]
            for s in rule.sources
        ]
        return f"Before partners pay, an overspend is met in order from: {'; then '.join(sources)}."
    if isinstance(rule, Performance):
        return (
            f"Of {money.show_pounds(rule.pot)}, the part of “{rule.measure}” that is achieved is released: "
            f"{_split(rule.released_to, names)}; the rest: {names[rule.kept_by]}."
        )
    assert isinstance(rule, Escalate)
    text = f"No formula: {rule.body} decides; until then it is nobody’s."
    if rule.options:
        text += f" Options in order: {'; '.join(rule.options)}."
    return text + (f" To be notified within {rule.notify_within}." if rule.notify_within else "")


def _split(sharing: Sharing, names: Mapping[str, str]) -> str:
    if sharing.pro_rata:
        return sharing.pro_rata.words()
    return words.split(sharing.fixed, names)


def _limit(limit: Limit) -> str:
    if limit.amount is not None:
        return money.show_pounds(limit.amount)
    of = "the budget" if limit.of is None else f"{limit.of.basis} contributions"
    return f"{words.percent(limit.percent / 100)} of {of}"


def _bands(rule: Bands, names: Mapping[str, str]) -> str:
    parts = []
    for band in rule.bands:
        if band.above is None and band.below is None:
            where = "all of it"
        elif band.above is None and band.below:
            where = f"below {_limit(band.below)}"
        elif band.below is None and band.above:
            where = f"above {_limit(band.above)}"
        else:
            assert band.above and band.below
            where = f"from {_limit(band.above)} to {_limit(band.below)}"
        parts.append(f"{where}: {_split(band.sharing, names)}")
    return f"By {rule.on}, {'; '.join(parts)}."


def _cap(rule: Cap, names: Mapping[str, str]) -> str:
    who = words.join([names[partner] for partner in rule.partners]) if rule.partners else "nobody"
    sides = ", either way" if rule.both_sides else ""
    text = f"{who} bears no more than {_limit(rule.limit)}{sides}; beyond it: {_split(rule.excess, names)}."
    if rule.unless:
        text += f" Unless {rule.unless}" + (
            ", as is so: the cap is waived." if rule.waived else "."
        )
    return text
