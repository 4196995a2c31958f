"""Writes to budget lines from the pages: adding, changing, ending and ordering them.

What a share depends on (risk group, kind, owner, grade) stays as it was in every period that was
closed on it: then the line is ended with its year, and another follows it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from poolbook.agreements.models import Agreement, BudgetLine, Pool, RiskGroup
from poolbook.agreements.queries import require_partner
from poolbook.audit.acting import acting
from poolbook.finance.queries import tree
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules.calendar import Year
from poolbook.rules.refusal import Refusal

SHARED_BY = {
    "risk_group": "risk group",
    "kind": "kind",
    "owner": "owner",
    "risk_grade": "risk grade",
}
FREE = ("name", "short_name", "holder", "method")


def add_line(
    *, by: Person, pool: Pool, code: str, parent: BudgetLine | None = None, **values: Any
) -> BudgetLine:
    """Adds a line at the end of its heading (or of the pool). Raises Refusal where its code is taken,
    or where its heading carries money itself."""
    require(by, May.SET_UP)
    require_partner(by, pool.agreement)
    with acting(str(by), "added a budget line"):
        _locked(pool)
        faults = []
        if BudgetLine.objects.filter(pool__agreement=pool.agreement_id, code=code).exists():
            faults.append(
                f"there is a line “{code}” in the agreement; each line needs its own code"
            )
        if parent is not None:
            faults += _heading_faults(parent, pool, values["from_year"])
        if faults:
            raise Refusal(f"the line “{code}” was not added", faults)
        made = BudgetLine.objects.create(
            pool=pool, code=code, parent=parent, place=_last_place(pool) + 1, **values
        )
        if parent is not None:
            order = _with_subtrees(list(pool.lines.order_by("place", "id")))
            _place(order, {each.pk: each.place for each in order})
            made.refresh_from_db()
        return made


def change_line(*, by: Person, line: BudgetLine, **values: Any) -> BudgetLine:
    """Changes a line's attributes. Raises Refusal for those that a closed period was shared on."""
    require(by, May.SET_UP)
    require_partner(by, line.pool.agreement)
    unknown = set(values) - set(SHARED_BY) - set(FREE)
    if unknown:
        raise Refusal(f"a line's {', '.join(sorted(unknown))} cannot be changed")
    with acting(str(by), f"changed budget line {line.code}"):
        fresh = BudgetLine.objects.select_for_update().get(pk=line.pk)
        if fault := frozen_fault(fresh, values):
            raise Refusal(f"{fresh.name} ({fresh.code}) was not changed", [fault])
        for name, value in values.items():
            setattr(fresh, name, value)
        fresh.save(update_fields=sorted(values))
        return fresh


def frozen_fault(line: BudgetLine, values: Mapping[str, Any]) -> str:
    """Why these values cannot become the line's, or "": a period was closed on what it is now."""
    moved = [name for name in SHARED_BY if name in values and values[name] != getattr(line, name)]
    closed = tree.closed_on(line) if moved else None
    if closed is None:
        return ""
    words = " and ".join(SHARED_BY[name] for name in moved)
    year = Year(closed.year)
    return (
        f"its {words} cannot change: {closed} was closed on it, and the share with it. End the line "
        f"with {year} and add another from {Year(closed.year + 1)}"
    )


def end_line(*, by: Person, line: BudgetLine, last: int | None) -> BudgetLine:
    """Says the last financial year that a line serves (None: no end). Raises Refusal where it has
    money, a closed period or a line under it later."""
    require(by, May.SET_UP)
    require_partner(by, line.pool.agreement)
    with acting(str(by), f"ended budget line {line.code}"):
        fresh = BudgetLine.objects.select_for_update().get(pk=line.pk)
        faults = _end_faults(fresh, last)
        if faults:
            raise Refusal(f"{fresh.name} ({fresh.code}) was not ended", faults)
        fresh.to_year = last
        fresh.save(update_fields=["to_year"])
        return fresh


def _end_faults(line: BudgetLine, last: int | None) -> list[str]:
    if last is not None and last < line.from_year:
        return [f"it begins in {Year(line.from_year)}, so it cannot end before that"]
    faults = []
    for closed in tree.closed(line.pool):
        now = closed.year >= line.from_year and closed.year <= (line.to_year or closed.year)
        then = closed.year >= line.from_year and closed.year <= (last or closed.year)
        if now != then:
            with_it = "with" if now else "without"
            faults.append(f"{closed} was closed {with_it} it, and stays as it was closed")
            break
    if last is None:
        return faults
    money = tree.last_money(line)
    if money is not None and money > last:
        faults.append(f"it has budget, forecast or spend in {Year(money)}")
    later = line.children.exclude(to_year__lte=last)
    faults += [f"{each.name} ({each.code}) under it goes on; end that first" for each in later]
    return faults


def order_lines(
    *, by: Person, pool: Pool, year: int, codes: Sequence[str], seen: Sequence[str] | None = None
) -> int:
    """Puts a pool's lines of a year into this order; returns how many have another place now.

    All or nothing: raises Refusal where a line is missing, foreign or twice, stands outside its
    heading, or where the order is not the one that was `seen` any more.
    """
    require(by, May.SET_UP)
    require_partner(by, pool.agreement)
    with acting(str(by), f"ordered the lines of {pool.code}"):
        _locked(pool)
        now = tree.of_pool(pool, year)
        known = {line.code: line for line in now}
        faults = [f"“{code}” is not a line of {pool.name} in {Year(year)}" for code in codes
                  if code not in known]  # fmt: skip
        faults += [f"“{code}” is left out" for code in known if code not in set(codes)]
        faults += [f"“{code}” stands there twice" for code in sorted(set(codes))
                   if codes.count(code) > 1]  # fmt: skip
        if seen is not None and list(seen) != [line.code for line in now]:
            faults = [
                "somebody changed the order or the lines since you opened the page; look again"
            ]
        if faults:
            raise Refusal("the order was not saved", faults)
        order = [known[code] for code in codes]
        if faults := _outside(order):
            raise Refusal("the order was not saved", faults)
        return _place(order, {line.pk: line.place for line in now})


def keep_group(*, by: Person, agreement: Agreement, code: str, name: str) -> RiskGroup:
    """Adds a risk group, which terms can then share. Raises Refusal where its code is taken."""
    require(by, May.SET_UP)
    require_partner(by, agreement)
    with acting(str(by), "added a risk group"):
        Agreement.objects.select_for_update().get(pk=agreement.pk)
        if agreement.risk_groups.filter(code=code).exists():
            raise Refusal(f"there is a risk group “{code}”; each needs its own code")
        last = agreement.risk_groups.order_by("-place").first()
        return RiskGroup.objects.create(
            agreement=agreement, code=code, name=name, place=last.place + 1 if last else 1
        )


def _locked(pool: Pool) -> None:
    """Two who order or add at once wait for one another."""
    Pool.objects.select_for_update().get(pk=pool.pk)


def _last_place(pool: Pool) -> int:
    last = pool.lines.order_by("-place").first()
    return last.place if last else 0


def _heading_faults(parent: BudgetLine, pool: Pool, from_year: int) -> list[str]:
    faults = []
    if parent.pool_id != pool.pk:
        faults.append(f"its heading “{parent.name}” is in another pool")
    if tree.last_money(parent) is not None:
        faults.append(
            f"“{parent.name}” has budget, forecast or spend of its own, so it cannot become a heading"
        )
    if from_year < parent.from_year or (parent.to_year is not None and from_year > parent.to_year):
        faults.append(f"its heading “{parent.name}” does not serve {Year(from_year)}")
    return faults


def _outside(order: Sequence[BudgetLine]) -> list[str]:
    """Lines that do not stand under their heading, with nothing but its lines between."""
    here = {line.pk for line in order}
    path: list[int] = []
    faults = []
    for line in order:
        wanted = line.parent_id if line.parent_id in here else None
        while path and path[-1] != wanted:
            path.pop()
        if wanted is not None and not path:
            faults.append(f"{line.name} ({line.code}) stands outside its heading")
        path.append(line.pk)
    return faults


def _with_subtrees(found: Sequence[BudgetLine]) -> list[BudgetLine]:
    """The lines with each heading's own lines straight under it."""
    known = {line.pk for line in found}
    under: dict[int | None, list[BudgetLine]] = {}
    for line in found:
        under.setdefault(line.parent_id if line.parent_id in known else None, []).append(line)
    order: list[BudgetLine] = []

    def walk(lines: Sequence[BudgetLine]) -> None:
        for line in lines:
            order.append(line)
            walk(under.get(line.pk, []))

    walk(under.get(None, []))
    return order


def _place(order: Sequence[BudgetLine], old: Mapping[int, int]) -> int:
    """Gives the lines, in this order, the places that they have among them now."""
    places = sorted(old.values())
    if len(set(places)) < len(places):
        places = list(range(places[0], places[0] + len(places)))
    moved = 0
    for line, place in zip(order, places, strict=True):
        if old[line.pk] != place:
            BudgetLine.objects.filter(pk=line.pk).update(place=place)
            moved += 1
    return moved
