"""What the month starts from, in an agreement's folder: sources, budgets, outturns, savings, reserves."""

from typing import TYPE_CHECKING

from poolbook.finance.actions import budgets, periods, setting_up
from poolbook.finance.models import Budget, Period
from poolbook.finance.models.cash import PATTERNS
from poolbook.finance.queries.periods import as_month
from poolbook.intake.reading import Layout
from poolbook.intake.setup.tables import line_of, rows
from poolbook.partners.roles import Role
from poolbook.rules.calendar import parse_year
from poolbook.rules.fields import Fields
from poolbook.rules.refusal import Refusal

if TYPE_CHECKING:
    from poolbook.intake.setup.folder import Setting


def set_up_month(fields: Fields, setting: "Setting") -> None:
    """Everything of the month that agreement.toml names."""
    for item in fields.tables("sources"):
        _source(item, setting)
    for item in fields.tables("outturns"):
        _outturns(item, setting)
    for item in fields.tables("budgets"):
        _budgets(item, setting)
    for item in fields.tables("virement_limits"):
        _limit(item, setting)
    for item in fields.tables("instalments"):
        _instalments(item, setting)
    for item in fields.tables("savings"):
        _saving(item, setting)
    for item in fields.tables("reserves"):
        _reserve(item, setting)


def _source(item: Fields, setting: "Setting") -> None:
    layout, partner = item.table("layout").data, item.text("partner", required=True)
    code, name = item.text("code", required=True), item.text("name", required=True)
    item.done()
    try:
        Layout.from_dict(layout)
    except ValueError as error:
        item.fault("layout", str(error))
        return
    if partner not in setting.partners:
        item.fault("partner", f"“{partner}” is not one of the partners")
        return
    setting_up.keep_source(
        by=setting.manager,
        agreement=setting.agreement,
        partner=setting.partners[partner],
        code=code,
        name=name,
        layout=layout,
    )


def _amounts(item: Fields, setting: "Setting") -> dict:
    found = {}
    for row in rows(item.text("file", required=True), ("line", "amount"), ("note",), setting):
        line, pence = line_of(row, "line", setting), row.pence("amount", required=True)
        if line in found:
            row.fault("line", f"“{line.code}” stands in an earlier row too; keep one of them")
        if line and pence is not None:
            found[line] = pence
    return found


def _outturns(item: Fields, setting: "Setting") -> None:
    year, source = _year(item), item.text("source", required=True)
    amounts = _amounts(item, setting)
    item.done()
    if year and not setting.faults:
        setting_up.keep_outturns(by=setting.manager, year=year, source=source, amounts=amounts)


def _year(item: Fields) -> int:
    """The year that a table names; 0, and a fault, where it is not one."""
    try:
        return parse_year(item.text("year", required=True)).start
    except ValueError as error:
        item.fault("year", str(error))
        return 0


def _budgets(item: Fields, setting: "Setting") -> None:
    kind = item.choice("kind", ("schedule", "adjustment"))
    reason = item.text("reason", required=True)
    period = _period(item, setting)
    amounts = _amounts(item, setting)
    item.done()
    if period is None or setting.faults:
        return
    there = Budget.objects.filter(period=period, kind=kind, reason=reason)
    had = set(there.values_list("line", flat=True))
    new = {line: pence for line, pence in amounts.items() if line.pk not in had}
    if new:
        budgets.set_budgets(
            by=setting.manager, period=period, kind=kind, amounts=new, reason=reason
        )


def _period(item: Fields, setting: "Setting") -> Period | None:
    try:
        return periods.open_period(
            by=setting.manager,
            agreement=setting.agreement,
            month=as_month(item.text("period", required=True)),
        )
    except Refusal as refusal:
        item.fault("period", refusal.message)
        return None


def _limit(item: Fields, setting: "Setting") -> None:
    setting_up.keep_limit(
        by=setting.manager,
        agreement=setting.agreement,
        same_pool=item.flag("same_pool"),
        recurrent=item.flag("recurrent"),
        role=item.choice("role", [role.value for role in Role]),
        up_to=item.money("up_to", None),
    )
    item.done()


def _instalments(item: Fields, setting: "Setting") -> None:
    partner = item.text("partner", required=True)
    year = _year(item)
    pattern = item.choice("pattern", tuple(PATTERNS))
    months_ahead = item.whole("months_ahead")
    item.done()
    if partner not in setting.partners:
        item.fault("partner", f"“{partner}” is not one of the partners")
    if partner not in setting.partners or not year:
        return
    setting_up.keep_instalments(
        by=setting.manager,
        agreement=setting.agreement,
        partner=setting.partners[partner],
        year=year,
        pattern=pattern,
        months_ahead=months_ahead,
    )


def _saving(item: Fields, setting: "Setting") -> None:
    line, partner = item.text("line", required=True), item.text("partner", required=True)
    name, target = item.text("name", required=True), item.money("target", required=True)
    year = _year(item)
    agreed = item.flag("strategy_agreed")
    item.done()
    if line not in setting.lines or partner not in setting.partners:
        for field, code, known in (
            ("line", line, setting.lines),
            ("partner", partner, setting.partners),
        ):
            if code not in known:
                item.fault(field, f"“{code}” is not one of the {field}s")
        return
    if not year:
        return
    setting_up.keep_saving(
        by=setting.manager,
        line=setting.lines[line],
        year=year,
        name=name,
        partner=setting.partners[partner],
        target=target,
        strategy_agreed=agreed,
    )


def _reserve(item: Fields, setting: "Setting") -> None:
    reserve = setting_up.keep_reserve(
        by=setting.manager,
        agreement=setting.agreement,
        code=item.text("code", required=True),
        name=item.text("name", required=True),
        purpose=item.text("purpose", required=True),
        ring_fenced=item.flag("ring_fenced"),
    )
    for movement in item.tables("movements"):
        period = _period(movement, setting)
        pence, reason = (
            movement.money("amount", required=True),
            movement.text("reason", required=True),
        )
        movement.done()
        if period and pence and period.state == "open":
            setting_up.move_reserve(
                by=setting.manager, reserve=reserve, period=period, pence=pence, reason=reason
            )
    item.done()
