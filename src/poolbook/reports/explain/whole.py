"""Figures of the whole agreement: a sum over its pools, and a partner's net share over all groups."""

from typing import Any

from poolbook.reports.build.facts import Facts
from poolbook.rules import money
from poolbook.rules.refusal import Refusal

COLUMNS = ("outturn", "budget", "actual", "forecast", "variation", "previous", "change")


def explain_whole(pools: list[Facts], what: str, column: str) -> dict[str, Any]:
    """`total` with its column, or `share/net/PARTNER` with its variation. Raises Refusal."""
    if what.startswith("share/net/") and column == "variation":
        return _net(pools, what.removeprefix("share/net/"))
    if what != "total" or column not in COLUMNS:
        raise Refusal(
            f"“{what}: {column}” is not a figure of the whole agreement",
            ["total with budget, actual, forecast, variation …", "share/net/PARTNER: variation"],
        )
    name = "variance" if column == "variation" else column
    parts = [
        _part(each.ref("total", column), each.pool.name, getattr(each.sums(each.lines), name))
        for each in pools
    ]
    agreement = pools[0].period.agreement.name if pools else ""
    return _sum(agreement, column, "sum of the pools", parts)


def _net(pools: list[Facts], who: str) -> dict[str, Any]:
    if not pools or who not in pools[0].share.partners:
        raise Refusal(f"“{who}” is not a partner of the risk share")
    share = pools[0].share  # of all pools: one run of the terms
    of = {
        item.line.risk_group.code: each
        for each in pools
        for item in each.figures
        if item.line.risk_group
    }
    parts = []
    for group in share.parts():
        facts = of.get(group.id)
        ref = facts.ref(f"share/{group.id}/{who}", "variation") if facts else ""
        parts.append(_part(ref, group.name, group.shares.get(who, 0)))
    return _sum(share.partners[who], "variation", "sum of the groups' shares", parts)


def _part(ref: str, label: str, pence: int | None) -> dict[str, Any]:
    return {"ref": ref, "label": label, "pence": pence} | _said(pence)


def _sum(label: str, column: str, how: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    known = [part["pence"] for part in parts if part["pence"] is not None]
    whole = sum(known) if known else None
    plain = [{key: value for key, value in part.items() if key != "pence"} for part in parts]
    return {"label": label, "column": column, **_said(whole), "how": how, "parts": plain}


def _said(pence: int | None) -> dict[str, Any]:
    if pence is None:
        return {"value": None, "shown": "no data"}
    return {"value": f"{money.pounds(pence):.2f}", "shown": money.show_pounds(pence)}
