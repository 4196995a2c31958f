"""A result as plain data, for JSON: amounts are pounds as text with two decimals, like "-83470.00".

`docs/reference/share.schema.json` is its published schema.
"""

from collections.abc import Mapping
from typing import Any

from poolbook.rules import money
from poolbook.rules.risk_share.result import GroupResult, PotResult, Result, TraceStep

SCHEMA = "poolbook-share/1"


def written(result: Result) -> dict[str, Any]:
    """The whole result."""
    percentages = result.percentages()
    return {
        "schema": SCHEMA,
        "status": result.status,
        "partners": [{"id": who, "name": name} for who, name in result.partners.items()],
        "groups": [_group(group) for group in result.groups],
        "overall": _group(result.overall) if result.overall else None,
        "net": {
            "variation": _pounds(result.variance()),
            "shares": _amounts(result.net()),
            "percentages": None
            if percentages is None
            else {who: money.show_percent(part, 2) for who, part in percentages.items()},
            "others": _amounts(result.others()),
            "unallocated": _pounds(result.unallocated()),
        },
        "pots": [_pot(pot) for pot in result.pots],
    }


def difference(first: Result, second: Result) -> dict[str, Any]:
    """What `second` changes from `first`: by group and net, for each partner (second − first)."""
    before = {group.id: group for group in first.parts()}
    partners = list(dict.fromkeys([*first.partners, *second.partners]))
    groups = []
    for group in second.parts():
        old = before.pop(group.id, None)
        groups.append(_changed(group.id, old, group, partners))
    groups += [_changed(gone, old, None, partners) for gone, old in before.items()]
    one, two = first.net(), second.net()
    return {
        "status": [first.status, second.status],
        "groups": groups,
        "net": _amounts({who: two.get(who, 0) - one.get(who, 0) for who in partners}),
        "unallocated": _pounds(second.unallocated() - first.unallocated()),
        "variation": _pounds(second.variance() - first.variance()),
    }


def _changed(
    group: str, old: GroupResult | None, new: GroupResult | None, partners: list[str]
) -> dict[str, Any]:
    def share(part: GroupResult | None, who: str) -> int:
        return part.shares.get(who, 0) if part else 0

    return {
        "id": group,
        "variation": _pounds((new.variance if new else 0) - (old.variance if old else 0)),
        "shares": _amounts({who: share(new, who) - share(old, who) for who in partners}),
        "unallocated": _pounds((new.unallocated if new else 0) - (old.unallocated if old else 0)),
    }


def _group(group: GroupResult) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "status": group.status,
        "budget": None if group.budget is None else _pounds(group.budget),
        "variation": _pounds(group.variance),
        "shares": _amounts(group.shares),
        "others": _amounts(group.others),
        "unallocated": _pounds(group.unallocated),
        "offsets": _amounts(group.offsets),
        "trace": group.sentence(),
        "steps": [_step(step) for step in group.steps],
    }


def _step(step: TraceStep) -> dict[str, Any]:
    return {
        "use": step.use,
        "clause": step.clause,
        "text": step.text,
        "amount": _pounds(step.amount),
        "shares": _amounts(step.shares),
    }


def _pot(pot: PotResult) -> dict[str, Any]:
    return {
        "group": pot.group,
        "measure": pot.measure,
        "pot": _pounds(pot.pot),
        "released": _pounds(pot.released),
        "shares": _amounts(pot.shares),
    }


def _amounts(amounts: Mapping[str, int]) -> dict[str, str]:
    return {who: _pounds(amount) for who, amount in amounts.items()}


def _pounds(amount: int) -> str:
    return f"{money.pounds(amount):.2f}"
