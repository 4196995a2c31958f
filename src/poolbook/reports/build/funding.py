"""Contributions and what changed since the first version; the bridges of budget and forecast."""

from django.db.models import QuerySet

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Contribution
from poolbook.audit.ahead import rows_of
from poolbook.finance.models import Budget
from poolbook.reports.build.facts import Facts
from poolbook.reports.model import Cell, Column, Row, Sum, Table
from poolbook.reports.rounding import with_rounding_notes
from poolbook.rules import money
from poolbook.rules.bridges import change_by_line
from poolbook.rules.calendar import Month
from poolbook.rules.contributions import KINDS

LABELS = {"gross": "Total gross contributions", "net": "Net contribution"}


def contributions(facts: Facts) -> Table | None:
    """The newest version, by element and partner, gross to net; None where there is none."""
    version = facts.contributions
    if version is None:
        return None
    found = [item for item in facts.given if item.pool_id == facts.pool.pk]
    partners = [partner.code for partner in facts.partners]
    gross = _rows("element", [c for c in found if c.kind == "gross"], partners)
    less = _rows("less", [c for c in found if c.kind != "gross"], partners)
    keys = [row.key for row in gross]
    rows = [*gross, _total("gross", LABELS["gross"], gross, keys, "subtotal"), *less]
    rows.append(
        _total("net", LABELS["net"], [*gross, *less], ["gross", *(r.key for r in less)], "total")
    )
    wrong = [m for m in agreements.misprinted(version) if m.pool == facts.pool.code]
    return with_rounding_notes(
        Table(
            key="contributions",
            title="Contributions",
            caption=f"Contributions to {facts.pool.name}, {version.name} ({version.status})",
            columns=(*(Column(p.code, p.name) for p in facts.partners), Column("total", "Total")),
            rows=tuple(rows),
            label_title="Element",
            notes=(f"Source: {version.source}.", *(_misprint(m, facts) for m in wrong)),
        )
    )


def _misprint(wrong: agreements.Misprint, facts: Facts) -> str:
    return (
        f"The paper prints {money.show_pounds(wrong.printed)} as {wrong.partner}'s {wrong.what} "
        f"contribution; its parts come to {money.show_pounds(wrong.computed)}."
    )


def _rows(key: str, items: list[Contribution], partners: list[str]) -> list[Row]:
    named: dict[str, dict[str, int]] = {}
    for item in items:
        label = f"{item.element}: {item.part}" if item.part else item.element
        if item.kind != "gross":
            label = KINDS[item.kind].capitalize()
        amounts = named.setdefault(label, dict.fromkeys(partners, 0))
        amounts[item.partner.code] += item.pence
    return [
        _row(f"{key}-{at}", label, amounts) for at, (label, amounts) in enumerate(named.items(), 1)
    ]


def _row(key: str, label: str, amounts: dict[str, int]) -> Row:
    cells = {partner: Cell(pence) for partner, pence in amounts.items()}
    return Row(key, label, cells | {"total": Cell(sum(amounts.values()))})


def _total(key: str, label: str, rows: list[Row], keys: list[str], kind: str) -> Row:
    names = rows[0].cells if rows else {}
    cells = {
        name: Cell(sum(int(row.cells[name].value or 0) for row in rows), formula=Sum(tuple(keys)))
        for name in names
    }
    return Row(key, label, cells, kind)


def since_schedule(facts: Facts) -> Table | None:
    """What changed from the year's first version to the newest; None where nothing did."""
    newest = facts.contributions
    if newest is None:
        return None
    first = agreements.contribution_versions(facts.period.agreement, facts.period.year)[-1]
    moved = [c for c in agreements.differences(first, newest) if c.pool == facts.pool.code]
    if not moved:
        return None
    names = {partner.code: partner.name for partner in facts.partners}
    rows = [
        Row(
            f"change-{at}",
            f"{c.element}, {names.get(c.partner, c.partner)}",
            {
                "before": Cell(c.before, missing="not in it"),
                "after": Cell(c.after, missing="not in it"),
                "change": Cell(c.pence),
            },
        )
        for at, c in enumerate(moved, 1)
    ]
    keys = tuple(row.key for row in rows)
    total = {"change": Cell(sum(c.pence for c in moved), formula=Sum(keys))}
    blank = {"before": Cell(), "after": Cell()}
    rows.append(Row("change-total", "Change of net contributions", blank | total, "total"))
    return with_rounding_notes(
        Table(
            key="contributions-change",
            title=f"What changed since {first.name}",
            caption=f"Contributions of {newest.name} less those of {first.name}",
            columns=(
                Column("before", first.name),
                Column("after", newest.name),
                Column("change", "Change"),
            ),
            rows=tuple(rows),
            label_title="Element and partner",
        )
    )


def _start_ref(facts: Facts) -> str:
    """Where last period's variation comes from."""
    return f"{facts.pool.code}/total:variation@{facts.previous}"


def budget_bridge(facts: Facts) -> Table:
    """From the schedule's budget to the latest, movement by movement."""
    return facts.once(
        "budget bridge",
        lambda: _budget_bridge(facts),
        of=("agreements_budgetline", "finance_budget"),
    )


def asked(facts: Facts) -> list[QuerySet]:
    """What is asked here of the database (`audit.ahead`)."""
    return [_steps_asked(facts)]


def _steps_asked(facts: Facts) -> QuerySet:
    found = Budget.objects.filter(
        line__pool=facts.pool,
        period__year=facts.period.year,
        period__number__lte=facts.period.number,
        at__lte=facts.as_at,
    )
    return found.order_by("id").values_list("kind", "reason", "pence", "period__number")


def _budget_bridge(facts: Facts) -> Table:
    steps: dict[tuple[str, str], int] = {}
    months: dict[int, int] = {}
    last = 0  # the month of the schedule's last budget
    for kind, reason, pence, number in rows_of(_steps_asked(facts)):
        key = (kind, "" if kind == "schedule" else reason)
        steps[key] = steps.get(key, 0) + pence
        months[number] = months.get(number, 0) + pence
        last = max(last, number) if kind == "schedule" else last
    # Where nothing else moved it by then, the schedule is the budget of its month, and explained as it.
    alone = sum(pence for number, pence in months.items() if number <= last)
    schedule = Month(facts.period.month.year, last) if last else None
    labels = {"schedule": "Budget in the schedule", "adjustment": "", "virement": "Virement: "}
    rows = [
        Row(
            f"step-{at}",
            labels[kind] + reason,
            {
                "amount": Cell(
                    pence,
                    f"{facts.pool.code}/total:budget@{schedule}"
                    if kind == "schedule" and pence == alone
                    else "",
                )
            },
        )
        for at, ((kind, reason), pence) in enumerate(steps.items(), 1)
    ]
    keys = tuple(row.key for row in rows)
    total = Cell(sum(steps.values()), facts.ref("total", "budget"), Sum(keys) if keys else None)
    rows.append(Row("latest", "Latest budget", {"amount": total}, "total"))
    return with_rounding_notes(
        Table(
            key="budget-bridge",
            title="Budget bridge",
            caption="From the schedule's budget to the latest",
            columns=(Column("amount", "Amount"),),
            rows=tuple(rows),
            label_title="Movement",
        )
    )


def forecast_bridge(facts: Facts) -> Table | None:
    """From last period's variation to this one's, line by line; None in the first period."""
    if facts.previous is None:
        return None
    return facts.again("forecast bridge", facts.figures, lambda: _forecast_bridge(facts))


def _forecast_bridge(facts: Facts) -> Table:
    assert facts.previous
    names = {item.line.code: item.line.name for item in facts.figures}
    why = {item.line.code: item.forecast.reason for item in facts.figures if item.forecast}
    before = {item.line.code: item.previous_variance or 0 for item in facts.figures}
    after = {item.line.code: item.variance or 0 for item in facts.figures}
    bridge = change_by_line(before, after)
    large = [s for s in bridge.steps if abs(s.pence) >= facts.period.agreement.explain_from // 2]
    rest = sum(step.pence for step in bridge.steps) - sum(step.pence for step in large)
    rows = [
        Row(
            "start",
            f"Variation at {facts.previous.month.said}",
            {"amount": Cell(bridge.start, _start_ref(facts)), "why": Cell("")},
        )
    ]
    for step in sorted(large, key=lambda s: -abs(s.pence)):
        ref = facts.ref(step.key, "change")
        cells = {"amount": Cell(step.pence, ref), "why": Cell(why.get(step.key, ""))}
        rows.append(Row(f"line-{step.key}", names[step.key], cells))
    rows.append(Row("rest", "All other lines together", {"amount": Cell(rest), "why": Cell("")}))
    keys = tuple(row.key for row in rows)
    end = Cell(bridge.end, facts.ref("total", "variation"), Sum(keys))
    rows.append(
        Row(
            "end",
            f"Variation at {facts.period.month.said}",
            {"amount": end, "why": Cell("")},
            "total",
        )
    )
    return with_rounding_notes(
        Table(
            key="forecast-bridge",
            title="What moved the forecast",
            caption="From last period's variation to this one's, the largest movements first",
            columns=(Column("amount", "Amount", over=True), Column("why", "Reason", "text")),
            rows=tuple(rows),
            label_title="Movement",
        )
    )
