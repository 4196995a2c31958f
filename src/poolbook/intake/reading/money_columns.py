"""Where the money is: one amount column, a debit and a credit, or a column for each period."""

from typing import TYPE_CHECKING

from poolbook.rules.money import pounds

from .faults import WARNING, Faults
from .kinds import sample_of, share_of_figures
from .layout import Layout
from .model import Column
from .periods import month_of_heading
from .roles import NOT_AMOUNT, is_total, plain
from .table import Cells

if TYPE_CHECKING:
    from .columns import Plan

Found = dict[int, tuple[str, int] | None]
Told = dict[str, list[int]]
SAY = "Say which one to use: --amount NAME, or columns: amount in the layout."


def choose_money(
    plan: "Plan", found: Found, told: Told, cells: Cells, layout: Layout, faults: Faults
) -> None:
    """Set the plan's money columns and their roles; a fault where they are missing or in doubt."""
    candidates = _candidates(plan, found, cells)
    told_amount = "amount" in told or layout.unpivot is False
    months = {} if told_amount else _months(plan, cells, layout, faults)
    if "amount" in told:
        plan.amount = told["amount"][0]
    elif "debit" in told and "credit" in told:
        plan.debit, plan.credit = told["debit"][0], told["credit"][0]
    elif months:
        plan.months = months
        plan.row_total = next((i for _, i in candidates if is_total(_name(plan, i))), None)
    elif months is not None:
        _amount_or_pair(plan, found, candidates, cells, faults)
    _mark(plan, [index for _, index in candidates], cells, faults)


def money_text(amount: int) -> str:
    """Pence as people and JSON both read it in messages: £1,234.50."""
    return f"{'−' if amount < 0 else ''}£{pounds(abs(amount)):,}"


def _name(plan: "Plan", index: int) -> str:
    return plan.columns[index].name or plan.columns[index].letter


def _candidates(plan: "Plan", found: Found, cells: Cells) -> list[tuple[int, int]]:
    """(rank, index) of the columns whose heading means money and whose cells do not deny it."""
    ranked = []
    for index, role in found.items():
        if role and role[0] == "amount":
            share = share_of_figures(cells[index]) if index < len(cells) else 0
            if role[1] == 0 or share > 0.5:
                ranked.append((role[1], index))
    return sorted(ranked)


def _months(plan: "Plan", cells: Cells, layout: Layout, faults: Faults) -> dict[int, int] | None:
    """The period columns to unpivot: index → financial month; None where they are in doubt."""
    if layout.period_columns is not None:
        named = {plain(name): month for name, month in layout.period_columns.items()}
        return {c.index: named[plain(c.name)] for c in plan.columns if plain(c.name) in named}
    groups: dict[str, dict[int, int]] = {}
    for column in plan.columns:
        month = month_of_heading(column.name) if column.name else None
        if month is None and _is_small(column.name) and _run_of_numbers(plan, column):
            month = int(column.name), ""
        filled = sample_of(cells[column.index]) if month and column.index < len(cells) else []
        if month and "date" not in month[1] and (not filled or share_of_figures(filled) > 0.5):
            groups.setdefault(month[1], {})[column.index] = month[0]
    groups = {rest: group for rest, group in groups.items() if len(group) > 1 or rest == ""}
    if not groups:
        return {}
    return _group(groups, faults)


def _run_of_numbers(plan: "Plan", column: Column) -> bool:
    """Is the heading one of 1, 2, 3 … as far as 13, of which there are six or more?"""
    numbers = [int(c.name) for c in plan.columns if _is_small(c.name)]
    return len(numbers) >= 6 and numbers == list(range(1, len(numbers) + 1))


def _is_small(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) <= 2 and int(name) <= 13


def _group(groups: dict[str, dict[int, int]], faults: Faults) -> dict[int, int] | None:
    """Of several sets of period columns (actual, budget, forecast) the actual one."""
    actual = [rest for rest in groups if "actual" in rest or "spend" in rest]
    plainest = actual or [rest for rest in groups if rest == ""] or list(groups)
    group = groups[plainest[0]]
    doubled = len(set(group.values())) < len(group)
    if len(plainest) > 1 or doubled:
        names = ", ".join(f"'{rest}'" for rest in groups if rest) or "all alike"
        faults.file(
            "two-sets-of-periods",
            f"More than one column stands for the same period (sets of period columns: {names}).",
            "Say which headings to use, in period_columns of the layout.",
        )
        return None
    return group


def _amount_or_pair(
    plan: "Plan", found: Found, candidates: list[tuple[int, int]], cells: Cells, faults: Faults
) -> None:
    sides = {
        role: [i for i, each in found.items() if each and each[0] == role]
        for role in ("debit", "credit")
    }
    best = [index for rank, index in candidates if rank == candidates[0][0]]
    if sides["debit"] and sides["credit"] and (not candidates or candidates[0][0] > 0):
        plan.debit, plan.credit = sides["debit"][0], sides["credit"][0]
    elif len(best) == 1:
        plan.amount = best[0]
    elif best:
        _several(plan, best, cells, faults)
    elif sides["debit"] or sides["credit"]:
        there, absent = ("debit", "credit") if sides["debit"] else ("credit", "debit")
        faults.file(
            "one-sided",
            f"There is a {there} column ('{_name(plan, sides[there][0])}') but no {absent} column.",
            f"Ask for the extract with the {absent} column, or say which column is the amount.",
        )
    else:
        _no_amount(plan, cells, faults)


def _several(plan: "Plan", best: list[int], cells: Cells, faults: Faults) -> None:
    names = [plan.columns[index].name for index in best]
    listing = " and ".join(
        f"'{plan.columns[i].name}' (column {plan.columns[i].letter}, total {money_text(cells.total(i))})"
        for i in best
    )
    if len({plain(name) for name in names}) < len(names):
        code, says = "duplicate-heading", "Several columns have the same heading and hold amounts"
    else:
        code, says = "two-amount-columns", "Several columns could be the amount"
    faults.file(code, f"{says}: {listing}.", SAY)


def _no_amount(plan: "Plan", cells: Cells, faults: Faults) -> None:
    figures = [
        f"'{_name(plan, column.index)}'"
        for column in plan.columns
        if column.index < len(cells) and share_of_figures(cells[column.index]) > 0.9
    ]
    hint = f" Columns that hold figures: {', '.join(figures)}." if figures else ""
    faults.file("no-amount-column", f"No column is headed as an amount.{hint}", SAY)


def _mark(plan: "Plan", candidates: list[int], cells: Cells, faults: Faults) -> None:
    """Write the roles into the columns, and list the money columns that were not taken."""
    for index, role in ((plan.amount, "amount"), (plan.debit, "debit"), (plan.credit, "credit")):
        if index is not None:
            plan.columns[index].role = role
    for index, month in plan.months.items():
        plan.columns[index].role, plan.columns[index].month = "month", month
    taken = {*plan.money, plan.row_total}
    plain_money = [
        index
        for index, column in enumerate(plan.columns)
        if NOT_AMOUNT.fullmatch(plain(column.name)) and share_of_figures(cells[index]) > 0.5
    ]
    plan.other_amounts = [i for i in sorted({*candidates, *plain_money}) if i not in taken]
    for index in plan.other_amounts:
        plan.columns[index].role = "other amount"
    if plan.row_total is not None:
        plan.columns[plan.row_total].role = "row total"
    if plan.other_amounts and plan.money:
        chosen = _chosen(plan)
        others = ", ".join(
            f"'{_name(plan, i)}' ({money_text(cells.total(i))})" for i in plan.other_amounts
        )
        faults.file(
            "other-amounts",
            f"The amount is taken from {chosen}; also there: {others}.",
            SAY,
            WARNING,
        )


def _chosen(plan: "Plan") -> str:
    if plan.months:
        return f"the {len(plan.months)} period columns"
    return " and ".join(f"'{_name(plan, index)}'" for index in plan.money)
