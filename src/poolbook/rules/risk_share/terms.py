"""The terms of a risk share as data: partners, funds, risk groups and the rules of each, in order.

The file is TOML (or the same as JSON); `docs/reference/terms.md` describes every field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Protocol

from poolbook.rules.fields import Fault, Fields
from poolbook.rules.risk_share import primitives
from poolbook.rules.risk_share.people import (
    Fund,
    Partner,
    circular,
    read_fund,
    read_partner,
    within,
)
from poolbook.rules.risk_share.primitives.waterfall import Waterfall
from poolbook.rules.risk_share.sharing import Names
from poolbook.rules.risk_share.work import Head, Work

SCHEMA = "poolbook-terms/1"
STATUSES = ("agreed", "provisional")
# The id under which caps across all groups stand in a result.
OVERALL = "overall"


class Rule(Protocol):
    """What every primitive's rule can do."""

    @property
    def head(self) -> Head: ...

    def apply(self, work: Work) -> None: ...


@dataclass(frozen=True)
class Dated:
    """A rule with the dates between which it is in force (both inclusive; None is open)."""

    rule: Rule
    starts: date | None
    ends: date | None

    def in_force(self, on: date | None) -> bool:
        """Whether it is in force on a day; with no day asked for, always."""
        return within(self.starts, self.ends, on)

    def meets(self, other: "Dated") -> bool:
        """Whether both are in force on some day."""
        return not (
            (self.ends and other.starts and self.ends < other.starts)
            or (other.ends and self.starts and other.ends < self.starts)
        )


@dataclass(frozen=True)
class Group:
    """A risk group: lines that share one run of rules."""

    id: str
    name: str
    status: str
    rules: tuple[Dated, ...]


@dataclass(frozen=True)
class Terms:
    """The terms of one agreement."""

    name: str
    source: str
    status: str
    starts: date | None
    ends: date | None
    partners: tuple[Partner, ...]
    funds: tuple[Fund, ...]
    groups: tuple[Group, ...]
    overall: tuple[Dated, ...]

    def agreed_on(self, on: date | None) -> bool:
        """Agreed and, where days of signing are written, signed by everybody by that day.

        A partner that takes another's place by succession does not sign again.
        """
        days = [partner.signed for partner in self.partners if not partner.succeeds]
        if self.status != "agreed" or not any(days):
            return self.status == "agreed"
        return on is not None and all(day is not None and day <= on for day in days)

    def dated(self) -> bool:
        """Whether anything in the terms depends on the day."""
        rules = [*self.overall, *(rule for group in self.groups for rule in group.rules)]
        return any(rule.starts or rule.ends for rule in rules) or any(
            p.starts or p.ends or p.succeeds or p.signed for p in self.partners
        )


def read_terms(data: Mapping[str, Any]) -> tuple[Terms | None, list[Fault]]:
    """The terms in a file's data, or None with every fault found."""
    faults: list[Fault] = []
    fields = Fields(data, "", faults)
    schema = fields.text("schema", SCHEMA)
    if schema != SCHEMA:
        fields.fault("schema", f"is “{schema}”; this reads {SCHEMA}")
    partners = tuple(read_partner(item) for item in fields.tables("partners", required=True))
    funds = tuple(read_fund(item) for item in fields.tables("funds"))
    written = list(fields.tables("groups", required=True))
    names = Names(
        frozenset(partner.id for partner in partners),
        frozenset(fund.id for fund in funds),
        frozenset(str(item.data.get("id", "")) for item in written),
    )
    status = fields.choice("status", STATUSES, "agreed")
    terms = Terms(
        name=fields.text("name", required=True),
        source=fields.text("source"),
        status=status,
        starts=fields.day("from"),
        ends=fields.day("to"),
        partners=partners,
        funds=funds,
        groups=tuple(_group(item, names, status) for item in written),
        overall=tuple(_rule(item, names, status) for item in fields.tables("overall")),
    )
    fields.done()
    _check(terms, fields)
    return (None if faults else terms), faults


def _group(fields: Fields, names: Names, status: str) -> Group:
    group_id = fields.text("id", required=True)
    status = fields.choice("status", STATUSES, status)
    rules = tuple(_rule(item, names, status) for item in fields.tables("rules", required=True))
    group = Group(group_id, fields.text("name", group_id), status, rules)
    fields.done()
    _check_order(group, fields)
    return group


def _rule(fields: Fields, names: Names, status: str) -> Dated:
    use = fields.choice("use", tuple(primitives.READERS))
    if fields.data.get("use") != use:  # which fields belong here cannot be known
        fields.ignore()
    only = fields.table("only")
    head = Head(
        use=use,
        clause=fields.text("clause"),
        status=fields.choice("status", STATUSES, status),
        only={name: only.texts(name) for name in only.data},
    )
    for name, wanted in head.only.items():
        if not wanted:
            only.fault(name, "is empty, so no line could match")
    starts, ends = fields.day("from"), fields.day("to")
    if starts and ends and ends < starts:
        fields.fault("to", "is before from")
    rule = primitives.READERS[use](fields, head, names)
    fields.done()
    return Dated(rule, starts, ends)


def _check_order(group: Group, fields: Fields) -> None:
    """Savings come first, caps last, and nothing stands after a rule that takes all."""
    taken, capped = "", ""
    for at, dated in enumerate(group.rules, 1):
        head, place = dated.rule.head, f"rules[{at}]"
        shares = head.use not in ("cap", "performance")
        if taken and shares:
            fields.fault(place, f"is never reached: {taken} already shares everything")
        elif capped and shares:
            fields.fault(place, f"stands after {capped}, so the cap would miss it; caps come last")
        elif head.use == "savings" and any(
            r.rule.head.use != "savings" for r in group.rules[: at - 1]
        ):
            fields.fault(place, "must come first: savings are borne before anything is shared")
        if head.use == "cap":
            capped = capped or f"{place} (cap)"
            if at == 1:
                fields.fault(place, "comes first, so there is no share to cap; caps come last")
        always = dated.starts is None and dated.ends is None
        if head.use in primitives.TAKES_ALL and not head.only and always:
            taken = taken or f"{place} ({head.use})"
    _check_waterfalls(group, fields)


def _check_waterfalls(group: Group, fields: Fields) -> None:
    falls = [(dated, dated.rule) for dated in group.rules if isinstance(dated.rule, Waterfall)]
    if any(one.meets(other) for one, other in combinations([dated for dated, _ in falls], 2)):
        fields.fault("rules", "has two waterfalls; write one, with all its sources in order")
    for _, rule in falls:
        if any(source.kind == "group" and source.id == group.id for source in rule.sources):
            fields.fault("rules", f"has a waterfall from “{group.id}” to itself; name other groups")


def _check(terms: Terms, fields: Fields) -> None:
    for kind, ids in (
        ("partners", [partner.id for partner in terms.partners]),
        ("funds", [fund.id for fund in terms.funds]),
        ("groups", [group.id for group in terms.groups]),
    ):
        for each in sorted({x for x in ids if ids.count(x) > 1}):
            fields.fault(kind, f"has “{each}” twice; every id is used once")
    if any(group.id == OVERALL for group in terms.groups):
        fields.fault("groups", f"has the id “{OVERALL}”, a word of the terms; choose another id")
    if terms.starts and terms.ends and terms.ends < terms.starts:
        fields.fault("to", "is before from")
    _check_partners(terms, fields)
    for at, dated in enumerate(terms.overall, 1):
        if dated.rule.head.use != "cap":
            fields.fault(f"overall[{at}]", "is not a cap; only caps can follow all groups")


def _check_partners(terms: Terms, fields: Fields) -> None:
    known = {partner.id for partner in terms.partners}
    funds = {fund.id for fund in terms.funds}
    heirs: dict[str, str] = {}
    for at, partner in enumerate(terms.partners, 1):
        for old in partner.succeeds:
            place = f"partners[{at}].succeeds"
            if old not in known:
                fields.fault(place, f"“{old}” is not a partner here")
            if old in heirs:
                fields.fault(
                    place,
                    f"“{old}” is already succeeded by “{heirs[old]}”; only one can take its place. "
                    "Where several do, write terms with a split between them",
                )
            heirs[old] = partner.id
        if partner.id in funds:
            fields.fault(f"partners[{at}].id", f"“{partner.id}” is also the id of a fund")
    if around := circular(terms.partners):
        fields.fault("partners", f"succeed one another in a circle, with “{around}” in it")
