"""The engine: applies each group's rules in order, draws waterfalls together, and rounds once."""

from fractions import Fraction

from poolbook.rules import money
from poolbook.rules.fields import Fault
from poolbook.rules.risk_share import draws, words
from poolbook.rules.risk_share.fit import fit
from poolbook.rules.risk_share.people import SPECIAL, UNALLOCATED, places
from poolbook.rules.risk_share.position import Line, Position
from poolbook.rules.risk_share.primitives.aligned import Aligned
from poolbook.rules.risk_share.primitives.underspend import Underspend
from poolbook.rules.risk_share.primitives.waterfall import Waterfall
from poolbook.rules.risk_share.result import (
    GroupResult,
    PotResult,
    Result,
    bearer_order,
    group_result,
)
from poolbook.rules.risk_share.sharing import Given
from poolbook.rules.risk_share.terms import OVERALL, Dated, Group, Rule, Terms
from poolbook.rules.risk_share.work import Head, Work

# What always runs before any group's underspend can be drawn on by another.
BEFORE_DRAWING = ("savings", "block", "performance")


class ShareError(ValueError):
    """The position does not fit the terms; `faults` has every reason."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def share(terms: Terms, position: Position) -> Result:
    """Who bears the position's variation under the terms on the position's date.

    Laws: shares, others, unallocated and offsets sum to the variation of each group, to the penny;
    no variation, no share; the order of lines, partners and groups moves at most a tie-break penny.
    Raises ShareError where lines, owners or contributions do not fit the terms.
    """
    given = Given(position.contributions, places(terms.partners, position.date))
    faults = fit(terms, position, given)
    if faults:
        raise ShareError(faults)
    run = _Run(terms, position, given)
    run.apply()
    groups = tuple(run.finish(group) for group in terms.groups)
    overall = run.caps_across(groups)
    parts = (*groups, overall) if overall else groups
    status = "agreed" if all(part.status == "agreed" for part in parts) else "provisional"
    return Result(status, run.partner_names, groups, overall, run.pots())


class _Run:
    """One run: the works of all groups, and the names and places of everybody on the date."""

    def __init__(self, terms: Terms, position: Position, given: Given) -> None:
        self.terms, self.position, self.given = terms, position, given
        self.partner_names = {
            p.id: p.name for p in terms.partners if given.place.get(p.id, p.id) == p.id
        }
        self.partners = tuple(self.partner_names)
        funds = {fund.id: fund.name for fund in terms.funds}
        names = {p.id: p.name for p in terms.partners}
        self.order = bearer_order(tuple(names), tuple(funds))
        called = {**SPECIAL, **funds, **{who: self._called(who, names) for who in names}}
        self.names = {who: called[who] for who in self.order}
        by_group: dict[str, list[Line]] = {group.id: [] for group in terms.groups}
        for line in position.lines:
            by_group[line.group].append(line)
        self.works = {group: self._work(tuple(lines)) for group, lines in by_group.items()}

    def _called(self, partner: str, names: dict[str, str]) -> str:
        now = self.given.stands(partner)
        if now == UNALLOCATED:
            return f"{names[partner]} (no partner on this day: nobody yet)"
        return names[now] if now == partner else f"{names[now]} (successor of {names[partner]})"

    def _work(self, lines: tuple[Line, ...]) -> Work:
        mine = {line.id for line in lines}
        savings = tuple(s for s in self.position.savings if s.line in mine)
        return Work(lines, self.given, savings, self.position.achievements, self.names)

    def _in_force(self, rules: tuple[Dated, ...]) -> list[Rule]:
        return [dated.rule for dated in rules if dated.in_force(self.position.date)]

    def _status(self, group_status: str, rules: tuple[Dated, ...]) -> str:
        agreed = self.terms.agreed_on(self.position.date) and group_status == "agreed"
        agreed = agreed and all(r.head.status == "agreed" for r in self._in_force(rules))
        return "agreed" if agreed else "provisional"

    def apply(self) -> None:
        """All rules in force: those before drawing, then the waterfalls together, then the rest."""
        rest: dict[str, list[Rule]] = {}
        waterfalls: dict[str, Waterfall] = {}
        for group in self.terms.groups:
            first, waterfall, rest[group.id] = _phases(self._in_force(group.rules))
            if waterfall:
                waterfalls[group.id] = waterfall
            for rule in first:
                rule.apply(self.works[group.id])
        draws.draw(
            waterfalls, self.works, self.position.funds, {g.id: g.name for g in self.terms.groups}
        )
        for group in self.terms.groups:
            for rule in rest[group.id]:
                rule.apply(self.works[group.id])

    def finish(self, group: Group) -> GroupResult:
        """Leaves what no rule took unallocated, says so, and rounds."""
        work = self.works[group.id]
        left = work.net(work.lines)
        work.clear(work.lines)
        if left:
            work.bear({UNALLOCATED: left})
            head = Head("escalate", "", group.status, {})
            text = f"No rule in force shares what remains ({words.over_or_under(left)}): nobody bears it yet."
            work.step(head, text, left, {UNALLOCATED: left})
        budgets = [line.budget for line in work.lines]
        return group_result(
            group=(group.id, group.name, self._status(group.status, group.rules)),
            budget=None if None in budgets else sum(b or 0 for b in budgets),
            variance=sum(line.variance for line in work.lines),
            borne=work.borne,
            offsets=work.offsets,
            steps=tuple(work.steps),
            partners=self.partners,
            order=self.order,
        )

    def caps_across(self, groups: tuple[GroupResult, ...]) -> GroupResult | None:
        """The caps that hold for all groups together; what they move sums to nothing."""
        rules = self._in_force(self.terms.overall)
        if not rules:
            return None
        work = self._work(self.position.lines)
        before = {who: sum(group.shares[who] for group in groups) for who in self.partners}
        work.bear({who: Fraction(amount) for who, amount in before.items()})
        for rule in rules:
            rule.apply(work)
        moved = {who: part - before.get(who, 0) for who, part in work.borne.items()}
        return group_result(
            group=(OVERALL, "Caps across all groups", self._status("agreed", self.terms.overall)),
            budget=None,
            variance=0,
            borne=moved,
            offsets={},
            steps=tuple(work.steps),
            partners=self.partners,
            order=self.order,
        )

    def pots(self) -> tuple[PotResult, ...]:
        """The performance pots of all groups, to the penny."""
        return tuple(
            PotResult(
                group,
                r.measure,
                r.pot,
                money.round_half_up(r.released),
                money.round_shares(r.shares, self.order),
            )
            for group, work in self.works.items()
            for r in work.releases
        )


def _phases(rules: list[Rule]) -> tuple[list[Rule], Waterfall | None, list[Rule]]:
    """Rules before drawing, the waterfall, and the rules after it."""
    for at, rule in enumerate(rules):
        if isinstance(rule, Waterfall):
            return rules[:at], rule, rules[at + 1 :]
    at = next((at for at, rule in enumerate(rules) if not _before_drawing(rule)), len(rules))
    return rules[:at], None, rules[at:]


def _before_drawing(rule: Rule) -> bool:
    """Whether a rule takes what is not the group's to give to another: savings that fall on one
    partner, fixed prices, ring-fenced money, and lines that stay with their owners."""
    if isinstance(rule, Underspend):
        return rule.treatment == "ring-fence"
    if isinstance(rule, Aligned):
        return bool(rule.head.only)
    return rule.head.use in BEFORE_DRAWING
