"""Suspense: rows that no mapping knows, each with a suggestion, cleared all alike in one act."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from poolbook.agreements import queries as agreements
from poolbook.finance.actions.sources import may_bring
from poolbook.finance.actions.suspense import Choice, Placed, place_suspense
from poolbook.finance.queries.mappings import sources
from poolbook.finance.queries.suspense import Suspended
from poolbook.finance.queries.suspense import suspense as waiting
from poolbook.partners.roles import May
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules import money
from poolbook.rules.refusal import Refusal
from poolbook.web.frame.access import page
from poolbook.web.frame.tables import exported
from poolbook.web.imports.forms import grouped

AT_ONCE = 40  # kinds of rows on one page, the largest first
OUTSIDE = "outside"


@page(write=May.IMPORT)
def suspense(request: HttpRequest) -> HttpResponse:
    """What waits; places what was chosen."""
    place = request.place
    items = waiting(place.period)
    if file := exported(request, [_table(items)], f"suspense_P{place.period.number}"):
        return file
    lines = agreements.lines(place.agreement, place.period.year)
    found = {source.pk: source for source in sources(place.agreement)}
    faults: list[str] = []
    if request.method == "POST":
        by_code = {line.code: line for line in lines}
        choices = _choices(request.POST, found, by_code, faults)
        if not faults and _placed(request, choices, faults):
            return redirect(place.address("suspense"))
    context = {
        "items": [_item(item, found, request) for item in items[:AT_ONCE]],
        "later": len(items) - AT_ONCE,
        "rows": sum(item.rows for item in items),
        "pence": sum(item.pence for item in items),
        "groups": grouped(lines),
        "faults": faults,
        "table": _table(items),
        "open": place.period.state == "open",
        "may_place": any(may_bring(request.user, source) for source in found.values()),
        "from_now": request.POST.get("when") == "from",
    }
    return render(request, "imports/suspense.html", context, status=422 if faults else 200)


def _placed(request: HttpRequest, choices: list[Choice], faults: list[str]) -> bool:
    try:
        done = place_suspense(
            by=request.user,
            period=request.place.period,
            choices=choices,
            from_now=request.POST.get("when") == "from",
        )
    except Refusal as refusal:
        faults += [refusal.message, *refusal.details]
        return False
    messages.success(request, told(done))
    return True


def told(done: Placed) -> str:
    """`3 rows, £4,120 placed; none remain.`"""
    rows = "1 row" if done.rows == 1 else f"{done.rows:,} rows"
    left = f"{done.left:,} remain" if done.left != 1 else "1 remains"
    return (
        f"{rows}, {money.show_pounds(done.pence)} placed; {left if done.left else 'none remain'}."
    )


def _choices(
    given: QueryDict, found: dict[int, Any], lines: dict[str, Any], faults: list[str]
) -> list[Choice]:
    """What was chosen: `to_N` is a line's code, or `outside` with `why_N`; empty is left waiting."""
    choices = []
    for at in range(AT_ONCE):
        key, to = given.get(f"key_{at}", ""), given.get(f"to_{at}", "")
        number, _, rest = key.partition(":")
        centre, _, account = rest.partition("\t")
        source = found.get(int(number)) if number.isdecimal() else None
        if not to or source is None:
            continue
        why = given.get(f"why_{at}", "").strip()
        line = lines.get(to)
        if to == OUTSIDE and not why:
            faults.append(f"{centre} {account}: say why it is outside the pools")
        elif to != OUTSIDE and line is None:
            faults.append(f"{centre} {account}: there is no budget line “{to}”")
        any_account = given.get(f"any_{at}") == "yes"
        reason = why if line is None else ""
        choices.append(Choice(source, centre, "" if any_account else account, line, reason))
    if not choices and not faults:
        faults.append("Choose a line, or “outside the pools”, for at least one of them")
    return choices


def _item(item: Suspended, found: dict[int, Any], request: HttpRequest) -> dict[str, Any]:
    """A kind of rows, with what was chosen or else suggested."""
    key = f"{item.source_id}:{item.cost_centre}\t{item.account}"
    at = next((n for n in range(AT_ONCE) if request.POST.get(f"key_{n}") == key), None)
    source = found[item.source_id]
    return {
        "item": item,
        "key": key,
        "source": source,
        "may": may_bring(request.user, source),
        "to": item.suggestion if at is None else request.POST.get(f"to_{at}", ""),
        "why": "" if at is None else request.POST.get(f"why_{at}", ""),
        "any": at is not None and request.POST.get(f"any_{at}") == "yes",
    }


def _table(items: list[Suspended]) -> Table:
    """Everything in suspense, to be saved."""
    columns = (
        Column("account", "Account", "text"),
        Column("source", "Ledger", "text"),
        Column("rows", "Rows", "text"),
        Column("pence", "Pounds"),
        Column("said", "First descriptions", "text"),
        Column("line", "Suggested line", "text"),
        Column("why", "Why", "text"),
    )
    rows = [
        Row(
            str(at),
            item.cost_centre,
            {
                "account": Cell(item.account),
                "source": Cell(item.source),
                "rows": Cell(str(item.rows)),
                "pence": Cell(item.pence),
                "said": Cell("; ".join(item.descriptions)),
                "line": Cell(item.suggestion),
                "why": Cell(item.why),
            },
        )
        for at, item in enumerate(items)
    ]
    return Table("suspense", "Suspense", "Rows in suspense", columns, tuple(rows), "Cost centre")
