"""The risk share of a period: each group's result, its rule drawn, its trace, and what would be if."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Contribution
from poolbook.audit.kept import again, made
from poolbook.finance.models import Period
from poolbook.finance.queries import sharing
from poolbook.finance.queries.figures import Figures, figures, figures_after
from poolbook.finance.queries.periods import before
from poolbook.rules.refusal import Refusal
from poolbook.rules.risk_share import GroupResult, Result
from poolbook.web.frame.access import page
from poolbook.web.frame.tables import exported
from poolbook.web.share import curves, tables, whatif


@page()
def share(request: HttpRequest) -> HttpResponse:
    """The share, or what it would be under `?f-<line>=…&terms=…`; `?part=answer` is the answer alone."""
    period = request.place.period
    last = before(period)
    lines = figures_after(last, period)
    given = sharing.contributions(period)
    versions = agreements.terms_versions(period.agreement)
    try:
        terms = sharing.terms_for(period)
        asked = whatif.read(request.GET, lines, terms, versions)
        known = sharing.of_period(period, terms, lambda: lines, lambda: given)
        result = known
        if asked.asked:
            result = sharing.share_lines(asked.lines, period, asked.terms, given=given)
    except Refusal as refusal:
        return render(request, "share/none.html", {"refusal": refusal})
    table = tables.by_group(result, asked.lines, period, linked=not asked.asked)
    if file := exported(request, [table], f"risk_share_{request.place.agreement.code}"):
        return file
    group = _chosen(request, result)
    context: dict[str, Any] = {
        "result": result,
        "table": table,
        "terms": asked.terms,
        "versions": versions,
        "asked": asked,
        "group": group,
        "rows": list(_rows(result, known, asked)),
        "net": [
            (who, name, result.net()[who], known.net()[who])
            for who, name in result.partners.items()
        ],
        "group_lines": [item for item in lines if _in_group(item, group)],
        "part": request.GET.get("part") == "answer",
        "known": sum(item.forecast is not None for item in lines),
        "lines": len(lines),
    }
    if asked.asked or group is None:
        context["chart"] = _chart(period, last, asked, result, group, given)
    else:
        alone = curves.stands_alone(sharing.terms_of(terms))
        context["chart"] = again(
            made("curves", period.pk, terms.pk, of=sharing.BUT_FORECASTS),
            group.id,
            [item for item in lines if not alone or _in_group(item, group)],
            lambda: _chart(period, last, asked, result, group, given),
        )
    name = "share/answer.html" if context["part"] else "share/share.html"
    return render(request, name, context)


def _chosen(request: HttpRequest, result: Result) -> GroupResult | None:
    """The group asked for; else the one whose variation is largest."""
    wanted = request.GET.get("group")
    found = next((group for group in result.groups if group.id == wanted), None)
    return found or max(result.groups, key=lambda group: abs(group.variance), default=None)


def _rows(result: Result, known: Result, asked: whatif.WhatIf) -> list[dict[str, Any]]:
    before_asking = {part.id: part for part in known.parts()}
    found = []
    for part in result.parts():
        old = before_asking.get(part.id)
        found.append(
            {
                "part": part,
                "own": part in result.groups,
                "shares": [
                    (who, pence, old.shares.get(who) if old and asked.asked else None)
                    for who, pence in part.shares.items()
                ],
            }
        )
    return found


def _in_group(item: Figures, group: GroupResult | None) -> bool:
    line = item.line
    return bool(
        group and line.risk_group and line.risk_group.code == group.id and line.kind != "in view"
    )


def _chart(
    period: Period,
    last: Period | None,
    asked: whatif.WhatIf,
    result: Result,
    group: GroupResult | None,
    given: Sequence[Contribution],
) -> Any:
    if group is None or not any(_in_group(item, group) for item in asked.lines):
        return None
    terms = sharing.terms_of(asked.terms)
    position = sharing.position(asked.lines, period, terms, given=given)
    was = _of_period(last, group.id, given) if last else None
    labels = ("What if" if asked.typed else _short(period), _short(last) if last else "")
    return curves.of_group(terms, position, group, dict(result.partners), labels, was)


def _short(period: Period) -> str:
    """A period beside a mark of the chart, where there is little room: `October`."""
    return period.month.name.split()[0]


def _of_period(period: Period, group: str, given: Sequence[Contribution]) -> GroupResult | None:
    """The group's result in an earlier period; None where it had no share or other terms."""
    try:
        terms = sharing.terms_for(period)
        found: Sequence[GroupResult] = sharing.share_lines(
            figures(period), period, terms, given=given
        ).groups
    except Refusal:
        return None
    return next((each for each in found if each.id == group), None)
