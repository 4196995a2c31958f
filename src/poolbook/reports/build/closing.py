"""Cash between the partners, reserves, and at the year's end the memorandum account."""

from django.db.models import Q, QuerySet
from django.db.models import Sum as Total

from poolbook.audit.ahead import rows_of
from poolbook.finance.models import (
    Instalments,
    Invoice,
    Outturn,
    Payment,
    Reserve,
    ReserveMovement,
)
from poolbook.finance.models.cash import PATTERNS
from poolbook.reports.build.facts import Facts
from poolbook.reports.model import Cell, Column, Row, Sum, Table
from poolbook.reports.rounding import with_rounding_notes
from poolbook.rules import instalments

LAST_MONTH = 12  # from then on there is a memorandum account


def _up_to(facts: Facts, prefix: str = "") -> Q:
    period = facts.period
    same = Q(
        **{f"{prefix}period__year": period.year, f"{prefix}period__number__lte": period.number}
    )
    return same | Q(**{f"{prefix}period__year__lt": period.year})


def asked(facts: Facts) -> list[QuerySet]:
    """What is asked here of the database (`audit.ahead`)."""
    found = [*_cash_asked(facts), *_reserves_asked(facts)]
    return [*found, _earlier_asked(facts)] if facts.period.number >= LAST_MONTH else found


def _cash_asked(facts: Facts) -> tuple[QuerySet, QuerySet, QuerySet]:
    """The year's instalments; what was invoiced and paid by now, by partner."""
    agreement, year = facts.period.agreement, facts.period.year
    of_year = Q(period__year=year, period__number__lte=facts.period.number)
    invoices = Invoice.objects.filter(of_year, agreement=agreement).order_by()
    payments = Payment.objects.filter(of_year, invoice__in=invoices).order_by()
    return (
        Instalments.objects.filter(agreement=agreement, year=year),
        invoices.values_list("payer").annotate(total=Total("pence")),
        payments.values_list("invoice__payer").annotate(total=Total("pence")),
    )


def _reserves_asked(facts: Facts) -> tuple[QuerySet, QuerySet]:
    agreement = facts.period.agreement
    moved = ReserveMovement.objects.filter(
        _up_to(facts), reserve__agreement=agreement, at__lte=facts.as_at
    )
    held = Reserve.objects.filter(agreement=agreement).order_by("code")
    return moved.values_list("reserve", "pence"), held


def _earlier_asked(facts: Facts) -> QuerySet:
    """What each line of the pool came to in the year before."""
    found = Outturn.objects.filter(line__pool=facts.pool, year=facts.period.year - 1)
    return found.values_list("pence", flat=True)


def cash(facts: Facts) -> Table:
    """Each partner's contribution of the year: due by now, invoiced, paid, outstanding (all pools)."""
    plans, invoices, payments = map(rows_of, _cash_asked(facts))
    patterns = {plan.partner_id: plan for plan in plans}
    by_payer, by_partner = dict(invoices), dict(payments)
    rows = []
    for partner in facts.partners:
        net = sum(item.pence for item in facts.given if item.partner_id == partner.pk)
        plan = patterns.get(partner.pk)
        due = (
            instalments.due(
                net, PATTERNS[plan.pattern], facts.period.month.elapsed, plan.months_ahead
            )
            if plan
            else None
        )
        invoiced, paid = by_payer.get(partner.pk), by_partner.get(partner.pk)
        rows.append(
            Row(
                partner.code,
                partner.name,
                {
                    "year": Cell(net),
                    "due": Cell(due, missing="no instalments agreed"),
                    "invoiced": Cell(invoiced, missing="no data"),
                    "paid": Cell(paid, missing="no data"),
                    "outstanding": Cell(
                        None if invoiced is None else invoiced - (paid or 0), missing="no data"
                    ),
                },
            )
        )
    return Table(
        key="cash",
        title="Cash",
        caption=f"Contributions of {facts.period.month.year} to all pools: due, invoiced and paid by the end of {facts.period.month.said}",
        columns=(
            Column("year", "Net contribution for the year"),
            Column("due", "Due by now"),
            Column("invoiced", "Invoiced"),
            Column("paid", "Paid"),
            Column("outstanding", "Outstanding"),
        ),
        rows=tuple(rows),
        label_title="Partner",
    )


def reserves(facts: Facts) -> Table | None:
    """Each reserve with its purpose: brought forward, in, out, balance. None where there are none."""
    rows = []
    moved: dict[int, list[int]] = {}
    movements, held = map(rows_of, _reserves_asked(facts))
    for key, pence in movements:
        moved.setdefault(key, []).append(pence)
    for reserve in held:
        amounts = moved.get(reserve.pk, [])
        into, out = sum(p for p in amounts if p > 0), sum(p for p in amounts if p < 0)
        rows.append(
            Row(
                reserve.code,
                reserve.name,
                {
                    "in": Cell(into),
                    "out": Cell(out),
                    "balance": Cell(into + out),
                    "purpose": Cell(
                        reserve.purpose + (" (ring-fenced)" if reserve.ring_fenced else "")
                    ),
                },
            )
        )
    if not rows:
        return None
    keys = tuple(row.key for row in rows)
    total = {
        name: Cell(sum(int(row.cells[name].value or 0) for row in rows), formula=Sum(keys))
        for name in ("in", "out", "balance")
    }
    rows.append(Row("reserves-total", "Total", total | {"purpose": Cell("")}, "total"))
    return with_rounding_notes(
        Table(
            key="reserves",
            title="Reserves",
            caption="Reserves held for both pools, with their purposes",
            columns=(
                Column("in", "Held or put in"),
                Column("out", "Used"),
                Column("balance", "Balance"),
                Column("purpose", "Purpose", "text"),
            ),
            rows=tuple(rows),
            label_title="Reserve",
        )
    )


def memorandum(facts: Facts) -> Table | None:
    """The memorandum account of the fund, from period 12: funding, expenditure, shares, balance.

    Expenditure is what was posted; the net is shared as the terms say, so that what no partner
    bears is the balance carried forward. None before period 12.
    """
    if facts.period.number < LAST_MONTH:
        return None
    pool = facts.pool
    funding: dict[str, int] = {}
    for item in facts.given:
        if item.pool_id == pool.pk:
            funding[item.partner.code] = funding.get(item.partner.code, 0) + item.pence
    spent = facts.sums(facts.lines).actual or 0
    earlier = sum(rows_of(_earlier_asked(facts))) or None
    net = spent - sum(funding.values())
    chosen = {item.line.risk_group.code for item in facts.figures if item.line.risk_group}
    groups = [group for group in facts.share.groups if group.id in chosen]
    shares = {who: sum(g.shares.get(who, 0) for g in groups) for who in facts.share.partners}
    missing = "data not available: before the book began"
    rows = [_memo("forward", "Balance brought forward", 0, None, missing)]
    rows += [
        _memo(f"funding-{p.code}", f"Funding by {p.name}", -funding.get(p.code, 0), None, missing)
        for p in facts.partners
    ]
    rows.append(_memo("spent", "Expenditure", spent, earlier, "no data"))
    keys = tuple(row.key for row in rows)
    rows.append(
        _memo("net", "Net overspend (underspend is negative)", net, None, missing, Sum(keys))
    )
    rows += [
        _memo(f"share-{p.code}", f"Share of {p.name}", -shares.get(p.code, 0), None, missing)
        for p in facts.partners
    ]
    carried = net - sum(shares.values())
    parts = ("net", *(f"share-{p.code}" for p in facts.partners))
    rows.append(_memo("carried", "Balance carried forward", carried, None, missing, Sum(parts)))
    return with_rounding_notes(
        Table(
            key="memorandum",
            title="Memorandum account",
            caption=f"{pool.name}: memorandum account of {facts.period.month.year}",
            columns=(Column("now", str(facts.period.month.year)), Column("before", "Year before")),
            rows=tuple(rows),
            label_title="Item",
            notes=("Funding and shares are negative: they meet expenditure.",),
        )
    )


def _memo(
    key: str, label: str, now: int, before: int | None, missing: str, formula: Sum | None = None
) -> Row:
    cells = {"now": Cell(now, formula=formula), "before": Cell(before, missing=missing)}
    return Row(key, label, cells, "total" if formula else "line")
