"""Small files: mappings, forecasts, notes and contributions, as rows that the actions take."""

from fractions import Fraction
from pathlib import Path

from poolbook.agreements import queries as agreements
from poolbook.agreements.actions import Given, Printed
from poolbook.agreements.models import Agreement, BudgetLine, Pool
from poolbook.finance.actions.forecasts import Entry, Words
from poolbook.finance.actions.mappings import Rule
from poolbook.finance.models import Period
from poolbook.finance.models.forecast import NOTE_KINDS
from poolbook.intake.setup import tables
from poolbook.intake.setup.tables import known
from poolbook.intake.tables import Line, read_table
from poolbook.rules.caseload.codes import FUNDERS, GROUPS, SERVICES
from poolbook.rules.forecasting import TYPED
from poolbook.rules.refusal import Refusal


def mapping_rules(path: Path, agreement: Agreement) -> list[Rule]:
    """Mappings: cost centre, account (empty: any), line (empty: outside, with a reason), from, to."""
    faults: list[str] = []
    lines = {line.code: line for line in BudgetLine.objects.filter(pool__agreement=agreement)}
    rows = read_table(path, ("cost centre", "line"), ("account", "reason", "from", "to"), faults)
    rules = []
    for row in rows:
        centre = row.text("cost centre", required=True)
        line = known(row, "line", lines, required=False)
        if not row.text("line") and not row.text("reason"):
            row.fault(
                "line", "is empty; name a line, or give the reason why it is outside the pools"
            )
        rules.append(
            Rule(
                centre,
                row.text("account"),
                line,
                row.text("reason"),
                row.day("from"),
                row.day("to"),
            )
        )
    _refuse(path, faults, "no mapping was added")
    return rules


def forecast_entries(path: Path, period: Period) -> list[Entry]:
    """Forecasts: line, method, amount (manual only), reason."""
    faults: list[str] = []
    lines = _leaves(period)
    rows = read_table(path, ("line", "method"), ("amount", "reason", "profile"), faults)
    entries, seen = [], set()
    for row in rows:
        line = _leaf(row, lines, period.agreement)
        method = row.choice("method", tuple(TYPED))
        pence = row.pence("amount", required=method == "manual")
        if method != "manual" and pence is not None:
            row.fault(
                "amount", f"the method “{method}” computes it; leave it empty, or write manual"
            )
        if line and line in seen:
            row.fault("line", f"“{line.code}” stands in an earlier row too; keep one of them")
        if method == "manual":
            row.text("reason", required=True)
        if line:
            seen.add(line)
            profile = _profile(row)
            entries.append(Entry(line, method, pence, row.text("reason"), profile=profile))
    _refuse(path, faults, "no forecast was saved")
    return entries


def _profile(row: Line) -> tuple[Fraction, ...]:
    """Twelve parts of the year, April first, with spaces between; empty where none is given."""
    text = row.text("profile")
    try:
        parts = tuple(Fraction(part) for part in text.split())
    except (ValueError, ZeroDivisionError):
        parts = (Fraction(0),)
    if parts and (len(parts) != 12 or any(part < 0 for part in parts)):
        row.fault(
            "profile", "should be twelve numbers of zero or more, April first, with spaces between"
        )
    return parts


def notes(path: Path, period: Period) -> list[Words]:
    """Notes: pool, kind (issue, risk, line, change), line (for a line's note), text."""
    faults: list[str] = []
    pools = {pool.code: pool for pool in Pool.objects.filter(agreement=period.agreement)}
    lines = _leaves(period)
    found = []
    for row in read_table(path, ("pool", "kind", "text"), ("line",), faults):
        pool, kind = known(row, "pool", pools), row.choice("kind", NOTE_KINDS)
        line = known(row, "line", lines, required=kind == "line")
        if pool and line and line.pool_id != pool.pk:
            row.fault("line", f"“{line.code}” is a line of another pool than “{pool.code}”")
        text = row.text("text", required=True)
        if pool and text:
            found.append(Words(pool, kind, text, line))
    _refuse(path, faults, "no note was saved")
    return found


def contributions(path: Path, agreement: Agreement) -> tuple[list[Given], list[Printed]]:
    """Contributions: pool, element, partner, kind, amount, and part, risk group, note."""
    faults: list[str] = []
    rows = read_table(path, tables.CONTRIBUTION_NEEDED, tables.CONTRIBUTION_OPTIONAL, faults)
    found = tables.contributions(
        rows,
        {pool.code: pool for pool in agreement.pools.all()},
        {partner.code: partner for partner in agreements.partners(agreement)},
        {group.code: group for group in agreement.risk_groups.all()},
    )
    _refuse(path, faults, "no version was added")
    return found


def package_lines(path: Path, agreement: Agreement) -> list[tuple[int, int, int, BudgetLine]]:
    """Which line packages belong to: client group, service and funder (empty: any), line."""
    faults: list[str] = []
    lines = {line.code: line for line in BudgetLine.objects.filter(pool__agreement=agreement)}
    groups = {name: code for code, name in GROUPS.items()}
    services = {each.name: code for code, each in SERVICES.items()}
    funders = {name: code for code, name in FUNDERS.items()}
    found = []
    for row in read_table(path, ("client group", "line"), ("service", "funder"), faults):
        group, line = known(row, "client group", groups), known(row, "line", lines)
        service = known(row, "service", services, required=False)
        funder = known(row, "funder", funders, required=False)
        if group and line:
            found.append((group, service or 0, funder or 0, line))
    _refuse(path, faults, "no packages were put on lines")
    return found


def _leaf(row: Line, leaves: dict[str, BudgetLine], of: Agreement) -> BudgetLine | None:
    """The line that a row names; a heading is a fault of its own, as its lines are forecast."""
    code = row.text("line")
    if code not in leaves and BudgetLine.objects.filter(pool__agreement=of, code=code).exists():
        row.fault(
            "line", f"“{code}” is a heading, or not a line of this year; name a line under it"
        )
        return None
    return known(row, "line", leaves)


def _leaves(period: Period) -> dict[str, BudgetLine]:
    found = agreements.leaves(agreements.lines(period.agreement, period.year))
    return {line.code: line for line in found}


def _refuse(path: Path, faults: list[str], said: str) -> None:
    if faults:
        raise Refusal(
            f"{path.name} has {len(faults)} fault{'s' * (len(faults) > 1)}; {said}", faults
        )
