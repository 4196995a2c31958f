"""Answers a reference such as `acsn/ld-care-homes:variation@2020-21/P7`.

Before the colon: the pool, then a line, `total`, `subset-…`, or `share/GROUP/PARTNER` (`share/net/…`
for the net). `*` in a pool's place is all pools: `*/total`, `*/share/net/PARTNER`. After it: outturn, budget, actual, forecast, variation, percent, previous or change.
`contributions@2017-18` explains a year's contributions, version by version.
`docs/reference/explain.schema.json` is the published form of the answer.
"""

import re
from datetime import datetime
from typing import Any

from django.utils import timezone

from poolbook.agreements.models import BudgetLine, Pool, Subset
from poolbook.finance.models import IssuedFile, Period
from poolbook.finance.queries.periods import one_of
from poolbook.finance.queries.periods import period as find_period
from poolbook.partners.models import Person
from poolbook.reports.build.facts import Facts
from poolbook.reports.explain import sources
from poolbook.reports.explain.contributions import explain_contributions
from poolbook.reports.explain.shares import explain_share
from poolbook.reports.explain.whole import explain_whole
from poolbook.rules import money
from poolbook.rules.refusal import Refusal

SCHEMA = "poolbook-explain/1"
FORM = re.compile(r"(?P<pool>[\w-]+|\*)/(?P<what>[^:@]+):(?P<column>\w+)@(?P<period>.+)")
COLUMNS = ("outturn", "budget", "actual", "forecast", "variation", "percent", "previous", "change")
# A column that is made from two others of the same row: how, and from which.
MADE = {
    "variation": ("forecast less budget", "forecast", "budget"),
    "percent": ("variation over budget", "variation", "budget"),
    "change": ("variation less last period's", "variation", "previous"),
}


def explain(
    ref: str, visible_to: Person | None, as_at: datetime | None = None, agreement: str = ""
) -> dict[str, Any]:
    """The answer as plain data. Raises Refusal saying what a reference looks like or what is unknown.

    `agreement` is needed only where the reader sees several.
    """
    if ref.strip().startswith("contributions@"):
        return _contributions(ref.strip(), visible_to, as_at, agreement)
    found = FORM.fullmatch(ref.strip())
    if not found:
        raise Refusal(
            f"“{ref}” is not a figure's reference", ["one looks like acsn/ld:variation@2020-21/P7"]
        )
    period = find_period(found["period"], visible_to, agreement)
    if found["pool"] == "*":
        pools = [Facts(period, each, timezone.localtime(as_at)) for each in _pools(period)]
        moment = timezone.localtime(as_at).isoformat()
        body = explain_whole(pools, found["what"], found["column"])
        return {"schema": SCHEMA, "ref": ref.strip(), "as_at": moment} | body | {"issued_in": []}
    pool = Pool.objects.filter(agreement=period.agreement, code=found["pool"]).first()
    if pool is None:
        known = list(Pool.objects.filter(agreement=period.agreement).values_list("code", flat=True))
        raise Refusal(f"there is no pool “{found['pool']}”", known)
    facts = Facts(period, pool, timezone.localtime(as_at))
    column = found["column"]
    if column not in COLUMNS:
        raise Refusal(f"“{column}” is not a column", list(COLUMNS))
    if found["what"].startswith("share/"):
        body = explain_share(facts, found["what"].removeprefix("share/"), column)
    else:
        body = _explain_lines(facts, found["what"], column)
    return (
        {"schema": SCHEMA, "ref": ref.strip(), "as_at": facts.as_at.isoformat()}
        | body
        | {
            "issued_in": [
                {"file": file.name, "sha256": file.sha256}
                for file in IssuedFile.objects.filter(
                    period=period, name__startswith=f"{pool.code}_"
                ).defer("content")
            ]
        }
    )


def _pools(period: Period) -> list[Pool]:
    return list(Pool.objects.filter(agreement=period.agreement))


def _contributions(
    ref: str, visible_to: Person | None, as_at: datetime | None, agreement: str
) -> dict[str, Any]:
    of = re.fullmatch(r"(?:([\w-]+)/)?(\d{4}.*)", ref.split("@", 1)[1])
    code, year = (of[1] or "", of[2]) if of else ("", ref.split("@", 1)[1])
    if code and agreement and code != agreement:
        raise Refusal(f"“{ref}” is of another agreement than {agreement}")
    within = one_of(visible_to, code or agreement, year)
    body = explain_contributions(within, year)
    moment = timezone.localtime(as_at).isoformat()
    return {"schema": SCHEMA, "ref": ref, "as_at": moment} | body | {"issued_in": []}


def _explain_lines(facts: Facts, what: str, column: str) -> dict[str, Any]:
    label, lines, parts = _chosen(facts, what)
    sums = facts.sums(lines)
    name = "variance" if column == "variation" else column
    value = (
        money.ratio(sums.variance or 0, sums.budget) if column == "percent" else getattr(sums, name)
    )
    body: dict[str, Any] = {
        "label": label,
        "column": column,
        "value": _plain(value, column),
        "shown": "no data" if value is None and column != "percent" else _shown(value, column),
    }
    if column in MADE:
        how, first, second = MADE[column]
        both = [_part(facts, what, label, sums, each) for each in (first, second)]
        return body | {"how": how, "parts": both + [_sub(facts, each, column) for each in parts]}
    if parts:
        return body | {"how": "sum", "parts": [_sub(facts, each, column) for each in parts]}
    return body | sources.of_line(facts, lines[0], column)


def _chosen(facts: Facts, what: str) -> tuple[str, list[BudgetLine], list[BudgetLine]]:
    """A label, the money lines, and the lines right below (none for a money line itself)."""
    if what == "total":
        return facts.pool.name, facts.lines, facts.children(None)
    if what.startswith("subset-"):
        subset = Subset.objects.filter(pool=facts.pool, code=what.removeprefix("subset-")).first()
        if subset:
            lines = list(subset.lines.order_by("place"))
            return subset.name, lines, lines
    line = next((line for line in facts.lines if line.code == what), None)
    if line is None:
        raise Refusal(
            f"there is no line “{what}” in {facts.pool.name}", [each.code for each in facts.lines]
        )
    return line.name, list(facts.leaves(line)), facts.children(line)


def _sub(facts: Facts, line: BudgetLine, column: str) -> dict[str, Any]:
    return _part(facts, line.code, line.name, facts.sums(facts.leaves(line)), column)


def _part(facts: Facts, what: str, label: str, sums: Any, column: str) -> dict[str, Any]:
    name = "variance" if column == "variation" else column
    value = (
        money.ratio(sums.variance or 0, sums.budget) if column == "percent" else getattr(sums, name)
    )
    return {
        "ref": facts.ref(what, column),
        "label": f"{label}: {column}",
        "value": _plain(value, column),
        "shown": "no data" if value is None and column != "percent" else _shown(value, column),
    }


def _plain(value: Any, column: str) -> str | None:
    if value is None:
        return None
    return f"{float(value):.6f}" if column == "percent" else f"{money.pounds(value):.2f}"


def _shown(value: Any, column: str) -> str:
    return money.show_percent(value, 2) if column == "percent" else money.show_pounds(value)
