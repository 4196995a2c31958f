"""The detailed risk share: each group's rule in words, its share by partner, and the net."""

from collections.abc import Mapping
from fractions import Fraction

from poolbook.agreements.models import BudgetLine
from poolbook.finance.queries import sharing
from poolbook.reports.build.facts import Facts
from poolbook.reports.model import Cell, Column, Difference, Ratio, Row, Sum, Table
from poolbook.reports.rounding import with_rounding_notes
from poolbook.rules import money
from poolbook.rules.risk_share.people import SPECIAL
from poolbook.rules.risk_share.result import SMALL_NET, GroupResult, Result

# Rules for which the share of a part of the lines is that part of the share.
LINEAR = frozenset({"aligned", "fixed", "pro rata", "bearer", "block"})
COLUMNS = (
    Column("budget", "Latest contribution"),
    Column("part", "Share of the variation", "share"),
    Column("variation", "Share of forecast variation", over=True),
    Column("percent", "% of contribution", "percent"),
    Column("change", "Change from last period", over=True),
)
Money = dict[tuple[str, str], int]


def groups_of(facts: Facts) -> list[GroupResult]:
    """The risk groups that have lines in this pool."""
    codes = {item.line.risk_group.code for item in facts.figures if item.line.risk_group}
    return [group for group in facts.share.groups if group.id in codes]


def words(facts: Facts) -> list[str]:
    """Each group's trace in words, with whether its terms are agreed."""
    return [
        f"{group.name} ({group.status} terms). {group.sentence()}" for group in groups_of(facts)
    ]


def table(facts: Facts) -> Table:
    """Share by partner for each group, and net."""
    given = _contributions(facts, "gross")
    income = _contributions(facts, "service user income")
    old = {g.id: g for g in facts.previous_share.groups} if facts.previous_share else {}
    groups = groups_of(facts)
    rows: list[Row] = []
    for group in groups:
        rows.append(Row(f"{group.id}-head", group.name, {}, "heading"))
        rows += _group_rows(facts, group, old.get(group.id), given)
        total = sum(given.get((group.id, who), 0) for who in group.shares)
        rows += _income_rows(facts, group.id, {group.id}, income, total, group.variance)
    rows += _net_rows(facts, groups, old, given, income)
    return with_rounding_notes(
        Table(
            key="risk-share",
            title="Detailed risk share",
            caption="Who bears the forecast variation, by risk group and net",
            columns=COLUMNS,
            rows=tuple(rows),
            label_title="Risk group and partner",
            notes=(
                "Each partner's share of the variation is n/a where the net is within £500 of nothing "
                "or the partners' signs differ: the amounts say more.",
            ),
        )
    )


def _contributions(facts: Facts, kind: str) -> Money:
    sums: Money = {}
    for item in facts.given:
        if item.kind == kind and item.risk_group:
            key = (item.risk_group.code, item.partner.code)
            sums[key] = sums.get(key, 0) + item.pence
    return sums


def _group_rows(
    facts: Facts, group: GroupResult, old: GroupResult | None, given: Money
) -> list[Row]:
    shares = {**group.shares, **_others(group)}
    before = {**old.shares, **_others(old)} if old else {}
    rows, keys = [], []
    for who in dict.fromkeys([*shares, *before]):
        key = f"{group.id}/{who}"
        budget = given.get((group.id, who)) if who in group.shares else None
        amount, last = shares.get(who, 0), before.get(who, 0)
        rows.append(_row(facts, key, _name(facts, who), budget, amount, last, group.shares))
        keys.append(key)
    budgets = [given.get((group.id, who)) for who in group.shares]
    total = (
        sum(b for b in budgets if b is not None) if any(b is not None for b in budgets) else None
    )
    last = sum(before.values())
    rows.append(
        _row(
            facts,
            f"{group.id}/total",
            "Total contributions",
            total,
            sum(shares.values()),
            last,
            None,
            keys,
        )
    )
    return rows


def _income_rows(
    facts: Facts, key: str, groups: set[str], income: Money, total: int, variance: int
) -> list[Row]:
    """Service user income, inside the pool but no partner's contribution, and the total after it."""
    pence = sum(amount for (group, _), amount in income.items() if group in groups)
    if not pence:
        return []
    blank = {column.key: Cell() for column in COLUMNS}
    inside, after = f"{key}/income", f"{key}/after-income"
    less = {"budget": Cell(pence, facts.ref(f"share/{inside}", "budget"))}
    ends = {
        "budget": Cell(
            total + pence, facts.ref(f"share/{after}", "budget"), Sum((f"{key}/total", inside))
        ),
        "variation": Cell(variance, facts.ref(f"share/{after}", "variation")),
    }
    return [
        Row(inside, "Less service user income (budgeted)", blank | less),
        Row(after, "Total after income", blank | ends, "total"),
    ]


def _net_rows(
    facts: Facts,
    groups: list[GroupResult],
    old: dict[str, GroupResult],
    given: Money,
    income: Money,
) -> list[Row]:
    rows = [Row("net-head", "Net", {}, "heading")]
    everybody = list(dict.fromkeys(who for group in groups for who in group.shares))
    net = {who: sum(group.shares.get(who, 0) for group in groups) for who in everybody}
    others: dict[str, int] = {}
    for group in groups:
        for who, amount in _others(group).items():
            others[who] = others.get(who, 0) + amount
    keys = []
    for who, amount in {**net, **others}.items():
        ids = [group.id for group in groups]
        held = [given[(group, who)] for group in ids if (group, who) in given]
        last = sum({**old[g].shares, **_others(old[g])}.get(who, 0) for g in ids if g in old)
        key = f"net/{who}"
        row = _row(facts, key, _name(facts, who), sum(held) if held else None, amount, last, net)
        parts = tuple(f"{g}/{who}" for g in ids if who in _borne(groups, g))
        cells = row.cells | {"variation": Cell(amount, row.cells["variation"].ref, Sum(parts))}
        rows.append(Row(key, row.label, cells))
        keys.append(key)
    total = sum(given.get((group.id, who), 0) for group in groups for who in everybody)
    last = sum(
        sum(old[g.id].shares.values()) + sum(_others(old[g.id]).values())
        for g in groups
        if g.id in old
    )
    variance = sum(net.values()) + sum(others.values())
    rows.append(_row(facts, "net/total", "Total contributions", total, variance, last, None, keys))
    rows += _income_rows(facts, "net", {g.id for g in groups}, income, total, variance)
    return rows


def _borne(groups: list[GroupResult], code: str) -> dict[str, int]:
    """The shares and other bearers of one group."""
    group = next(each for each in groups if each.id == code)
    return {**group.shares, **_others(group)}


def _row(
    facts: Facts,
    key: str,
    label: str,
    budget: int | None,
    amount: int,
    last: int,
    among: Mapping[str, int] | None,
    keys: list[str] | None = None,
) -> Row:
    total = Sum(tuple(keys)) if keys else None
    ref = f"share/{key}"
    part = _part(amount, among) if among is not None else Fraction(1)
    first = facts.previous is None
    return Row(
        key,
        label,
        {
            "budget": Cell(budget, facts.ref(ref, "budget"), total),
            "part": Cell(part, missing="n/a"),
            "variation": Cell(amount, facts.ref(ref, "variation"), total),
            "percent": Cell(
                money.ratio(amount, budget or 0),
                formula=Ratio("variation", "budget"),
                missing="n/a",
            ),
            "change": Cell(
                None if first else amount - last,
                facts.ref(ref, "change"),
                None if first else total,
                "n/a",
            ),
        },
        "total" if keys else "line",
    )


def _part(amount: int, among: Mapping[str, int]) -> Fraction | None:
    """A partner's part of the whole; None where a percentage would mislead."""
    total = sum(among.values())
    mixed = min(among.values()) < 0 < max(among.values())
    return None if abs(total) <= SMALL_NET or mixed else money.ratio(amount, total)


def _others(group: GroupResult | None) -> dict[str, int]:
    if group is None:
        return {}
    found = dict(group.others)
    if group.unallocated:
        found["unallocated"] = group.unallocated
    return found | {f"offset {other}": pence for other, pence in group.offsets.items()}


def _name(facts: Facts, who: str) -> str:
    if who.startswith("offset "):
        other = next(group.name for group in facts.share.groups if group.id == who[7:])
        return f"Met by the underspend of {other}"
    named = facts.share.partners.get(who) or SPECIAL.get(who, who)
    return named[:1].upper() + named[1:]


def funded(facts: Facts, top: BudgetLine) -> Table | None:
    """Who funds a client group, with its share of the variation.

    None where the contributions have no element of that name (within £1,000 of the budget), or
    where a group's rule does not split by line and the group has lines elsewhere.
    """
    leaves = list(facts.leaves(top))
    items = facts.items(leaves)
    return facts.again(("funded", top.code), items, lambda: _funded(facts, top, leaves))


def _funded(facts: Facts, top: BudgetLine, leaves: list[BudgetLine]) -> Table | None:
    given = _element(facts, top.name)
    budget = facts.sums(leaves).budget
    if not given or abs(sum(given.values()) - budget) >= 100_000 or not _splits(facts, leaves):
        return None
    chosen = {line.pk for line in leaves}
    now = facts.share_of(lambda line: line.pk in chosen).net()
    then = facts.previous_share_of(lambda line: line.pk in chosen)
    before = then.net() if then else {}
    rows = [
        _funded_row(facts, top, who, given.get(who, 0), now[who], before.get(who)) for who in now
    ]
    keys = tuple(row.key for row in rows)
    totals = {
        name: Cell(sum(int(row.cells[name].value or 0) for row in rows), formula=Sum(keys))
        for name in ("budget", "forecast", "variation", "previous", "change")
        if rows[0].cells[name].value is not None
    }
    empty = {name: Cell(missing="n/a") for name in ("previous", "change")}
    rows.append(Row(f"{top.code}-funded/total", "Total contributions", empty | totals, "total"))
    return with_rounding_notes(
        Table(
            key=f"funded-{top.code}",
            title=f"{top.name}: funded by",
            caption=f"{top.name}: each partner's contribution, and with its share of the variation",
            columns=(
                Column("budget", "Contribution"),
                Column("forecast", "With its share"),
                Column("variation", "Share of variation", over=True),
                Column("previous", "Share last period", over=True),
                Column("change", "Change from last period", over=True),
            ),
            rows=tuple(rows),
            label_title="Partner",
        )
    )


def _funded_row(
    facts: Facts, top: BudgetLine, who: str, given: int, share: int, last: int | None
) -> Row:
    key = f"{top.code}-funded/{who}"
    cells = {
        "budget": Cell(given),
        "forecast": Cell(given + share),
        "variation": Cell(share),
        "previous": Cell(last, missing="n/a"),
        "change": Cell(
            None if last is None else share - last,
            formula=None if last is None else Difference("variation", "previous"),
            missing="n/a",
        ),
    }
    return Row(key, _name(facts, who), cells)


def _element(facts: Facts, name: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for item in facts.given:
        if (item.pool_id, item.element, item.kind) == (facts.pool.pk, name, "gross"):
            sums[item.partner.code] = sums.get(item.partner.code, 0) + item.pence
    return sums


def _splits(facts: Facts, leaves: list[BudgetLine]) -> bool:
    inside = {line.pk for line in leaves}
    terms = sharing.terms_of(facts.terms)
    rules = {group.id: {dated.rule.head.use for dated in group.rules} for group in terms.groups}
    for code in {line.risk_group.code for line in leaves if line.risk_group}:
        lines = {
            item.line.pk
            for item in facts.every_figure
            if item.line.risk_group and item.line.risk_group.code == code
        }
        if not lines <= inside and not rules.get(code, set()) <= LINEAR:
            return False
    return True


def unshared(result: Result) -> str:
    """A sentence about what nobody bears yet, or ""."""
    left = result.unallocated()
    return f"{money.show_pounds(left)} is nobody's yet: it is to be decided." if left else ""
