"""The laws that hold for any terms and position; each raises AssertionError where one is broken."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

from poolbook.rules.risk_share import GroupResult, Position, Result, Terms, share
from poolbook.rules.risk_share.people import UNALLOCATED
from tests.property.risk_share_cases import Data, read


@dataclass
class Case:
    """Generated terms (as data and as read) with a position that fits them."""

    data: Data
    terms: Terms
    position: Position
    rng: Random

    def stages(self) -> int:
        """The most sources that a waterfall of these terms has."""
        rules = [rule for group in self.data["groups"] for rule in group["rules"]]
        return max((len(r["sources"]) for r in rules if r["use"] == "waterfall"), default=0)

    def slack(self) -> int:
        """Pennies that a tie or a largest remainder may move: one for the rounding of a group, one
        for each stage of drawing, and one for whoever a cap passes its pennies to."""
        return 2 + 2 * self.stages()


def amounts(part: GroupResult) -> dict[str, int]:
    """Everything that bears anything of a group."""
    return {**part.shares, **part.others, UNALLOCATED: part.unallocated}


def conserved(case: Case, result: Result) -> None:
    """Shares, others, unallocated and offsets sum to each variation; caps and funds are held."""
    by_group = {group.id: group for group in result.groups}
    for group in result.groups:
        lines = [line.variance for line in case.position.lines if line.group == group.id]
        borne = sum(amounts(group).values())
        assert borne + sum(group.offsets.values()) == sum(lines) == group.variance
        for other, amount in group.offsets.items():
            assert by_group[other].offsets[group.id] == -amount
    if result.overall:
        assert sum(amounts(result.overall).values()) == 0
    total = sum(result.net().values()) + sum(result.others().values()) + result.unallocated()
    assert total == result.variance() == sum(line.variance for line in case.position.lines)
    for pot in result.pots:
        assert sum(pot.shares.values()) == pot.pot
        assert 0 <= pot.released <= pot.pot
    drawn: dict[str, int] = {}
    for step in (step for group in result.groups for step in group.steps):
        if step.use == "waterfall":
            for fund, amount in step.shares.items():
                drawn[fund] = drawn.get(fund, 0) + amount
    assert all(0 <= amount <= case.position.funds[fund] for fund, amount in drawn.items())
    _caps_hold(case, result)


def _caps_hold(case: Case, result: Result) -> None:
    heirs = {p["succeeds"]: p["id"] for p in case.data["partners"] if "succeeds" in p}
    parts = [(g, r.shares) for g, r in zip(case.data["groups"], result.groups, strict=True)]
    if result.overall:
        parts.append(({"rules": case.data["overall"]}, result.net()))
    for group, shares in parts:
        for rule in (rule for rule in group["rules"] if rule["use"] == "cap"):
            capped = shares if rule["capped"] == ["each"] else rule["capped"]
            for partner in {heirs.get(partner, partner) for partner in capped}:
                limit = _limit(case, rule["limit"], partner, heirs)
                assert shares[partner] <= limit, (partner, shares, limit)
                assert rule["sides"] == "over" or shares[partner] >= -limit


def _limit(case: Case, limit: object, partner: str, heirs: dict[str, str]) -> int:
    if not isinstance(limit, dict):
        return int(str(limit)) * 100
    own = [c for c in case.position.contributions if heirs.get(c.partner, c.partner) == partner]
    return floor(sum(c.amounts["gross"] for c in own) * Fraction(limit["percent"]) / 100)


def nothing_from_nothing(case: Case) -> None:
    """With no variation on any line and no saving short, nobody bears anything."""
    lines = tuple(replace(line, variance=0) for line in case.position.lines)
    result = share(case.terms, replace(case.position, lines=lines, savings=()))
    for part in result.parts():
        assert not any(amounts(part).values()) and not any(part.offsets.values())


def bumped(case: Case, by: int) -> Position:
    """The position with one line's variation raised."""
    at = case.rng.randrange(len(case.position.lines))
    lines = list(case.position.lines)
    lines[at] = replace(lines[at], variance=lines[at].variance + by)
    return replace(case.position, lines=tuple(lines))


def at_an_edge(case: Case) -> Position:
    """The position with one line moved so that something is just reached: the budget, the edge of
    a band, the end of a fund, or what another group is under or over."""
    lines, rng = list(case.position.lines), case.rng
    nets = {group["id"]: 0 for group in case.data["groups"]}
    for line in lines:
        nets[line.group] += line.variance
    at = rng.randrange(len(lines))
    group = lines[at].group
    budget = sum(line.budget or 0 for line in lines if line.group == group)
    edges = [0, 0, 0, *case.position.funds.values(), *(-net for net in nets.values())]
    for rule in next(g for g in case.data["groups"] if g["id"] == group)["rules"]:
        for edge in (band.get("below") for band in rule.get("bands", ())):
            if isinstance(edge, int):
                edges.append(edge * 100 - (budget if rule["on"] == "spend" else 0))
    wanted = rng.choice(edges) - rng.choice((0, 0, 1))
    lines[at] = replace(lines[at], variance=lines[at].variance + wanted - nets[group])
    return replace(case.position, lines=tuple(lines))


def continuous(case: Case) -> None:
    """A penny on one line moves whoever bears anything of any group by a few pennies at most."""
    case.position = at_an_edge(case)
    before = share(case.terms, case.position)
    after = share(case.terms, bumped(case, 1))
    for one, two in zip(before.parts(), after.parts(), strict=True):
        was, now = amounts(one), amounts(two)
        for who in {*was, *now}:
            moved = abs(now.get(who, 0) - was.get(who, 0))
            assert moved <= 2 + case.slack(), (one.id, who, moved)


def monotone(case: Case) -> None:
    """More on a line never lowers what any partner bears in all, but for pennies of rounding.

    Where a waterfall's draw or an underspend's treatment is spread over lines that different
    partners bear, a partner's share also hangs on the other lines of its group
    (docs/rules/risk_share.md), so those are left out.
    """
    rules = [rule for group in case.data["groups"] for rule in group["rules"]]
    spread = any(rule["use"] in ("waterfall", "underspend") for rule in rules)
    if spread and any(_by_line(group) for group in case.data["groups"]):
        return
    before = share(case.terms, case.position).net()
    after = share(case.terms, bumped(case, case.rng.choice((1, 7, 10_000, 10**9)))).net()
    slack = case.slack() * (len(case.data["groups"]) + 1)
    for who, amount in before.items():
        assert after[who] >= amount - slack, (who, amount, after[who])


def _by_line(group: Data) -> bool:
    """Whether a group's lines are borne apart after drawing: own lines, or rules for some of them."""
    return any("only" in rule or rule["use"] == "aligned" for rule in group["rules"])


def order_of_lines(case: Case) -> None:
    """Lines, contributions and savings in another order change no amount at all."""
    position = case.position
    mixed = replace(
        position,
        lines=_mixed(case.rng, position.lines),
        contributions=_mixed(case.rng, position.contributions),
        savings=_mixed(case.rng, position.savings),
    )
    before, after = share(case.terms, position), share(case.terms, mixed)
    for one, two in zip(before.parts(), after.parts(), strict=True):
        assert amounts(one) == amounts(two) and one.offsets == two.offsets


def order_of_partners_and_groups(case: Case) -> None:
    """Partners and groups in another order move pennies of ties only."""
    data = case.data | {
        "partners": list(_mixed(case.rng, tuple(case.data["partners"]))),
        "groups": list(_mixed(case.rng, tuple(case.data["groups"]))),
    }
    before = {part.id: amounts(part) for part in share(case.terms, case.position).parts()}
    for part in share(read(data), case.position).parts():
        was, now = before[part.id], amounts(part)
        for who in {*was, *now}:
            slack = case.slack() * (len(data["groups"]) if part.id == "overall" else 1)
            assert abs(now.get(who, 0) - was.get(who, 0)) <= slack, (part.id, who)


def renaming(case: Case) -> None:
    """Partners are treated alike: other ids in the same places change no amount."""
    ids = [partner["id"] for partner in case.data["partners"]]
    names = {old: f"q{len(ids) - at:02d}" for at, old in enumerate(ids)}
    position = replace(
        case.position,
        lines=tuple(replace(x, owner=names[x.owner]) for x in case.position.lines),
        contributions=tuple(
            replace(x, partner=names[x.partner]) for x in case.position.contributions
        ),
        savings=tuple(replace(x, partner=names[x.partner]) for x in case.position.savings),
    )
    before = share(case.terms, case.position)
    after = share(read(_renamed(case.data, names)), position)
    for one, two in zip(before.parts(), after.parts(), strict=True):
        assert {names.get(who, who): amount for who, amount in amounts(one).items()} == amounts(two)


def _renamed(value: object, names: dict[str, str]) -> Data:
    if isinstance(value, dict):
        return {names.get(key, key): _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]  # type: ignore[return-value]
    return names.get(value, value) if isinstance(value, str) else value  # type: ignore


def negated(case: Case) -> None:
    """For rules that are proportional, negated variations give the negated shares, exactly."""
    lines = tuple(replace(line, variance=-line.variance) for line in case.position.lines)
    before = share(case.terms, case.position)
    after = share(case.terms, replace(case.position, lines=lines))
    for one, two in zip(before.groups, after.groups, strict=True):
        assert {who: -amount for who, amount in amounts(one).items()} == amounts(two)


def _mixed(rng: Random, items: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(rng.sample(items, len(items)))
