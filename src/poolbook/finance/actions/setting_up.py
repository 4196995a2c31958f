"""What a year starts from: sources, outturns, savings, limits, instalments and reserves."""

from collections.abc import Mapping
from typing import Any

from poolbook.agreements.models import Agreement, BudgetLine
from poolbook.agreements.queries import require_own, require_partner
from poolbook.audit.acting import acting
from poolbook.finance.actions.periods import locked
from poolbook.finance.models import (
    Instalments,
    Outturn,
    Period,
    Reserve,
    ReserveMovement,
    Saving,
    Source,
    VirementLimit,
)
from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import May, require
from poolbook.rules import money
from poolbook.rules.refusal import Refusal


def keep_source(
    *,
    by: Person,
    agreement: Agreement,
    partner: Partner,
    code: str,
    name: str,
    layout: Mapping[str, Any],
) -> Source:
    """Makes the ledger source, or brings it to what is given, with the layout of its files."""
    require(by, May.SET_UP)
    require_partner(by, agreement)
    require_own(agreement, [partner])
    with acting(str(by), "set up a ledger source"):
        values = {"partner": partner, "name": name, "layout": dict(layout)}
        return Source.objects.update_or_create(agreement=agreement, code=code, defaults=values)[0]


def keep_outturns(*, by: Person, year: int, source: str, amounts: Mapping[BudgetLine, int]) -> None:
    """Keeps what lines came to in a year before the book began, in pence."""
    require(by, May.SET_UP)
    for agreement in {line.pool.agreement for line in amounts}:
        require_partner(by, agreement)
    with acting(str(by), f"set outturns of {year}"):
        for line, pence in amounts.items():
            values = {"pence": pence, "source": source}
            Outturn.objects.update_or_create(line=line, year=year, defaults=values)


def keep_saving(*, by: Person, line: BudgetLine, year: int, name: str, **values: Any) -> Saving:
    """Makes the saving (partner, target, strategy_agreed), or brings it to what is given."""
    require(by, May.SET_UP)
    require_partner(by, line.pool.agreement)
    with acting(str(by), "set up a saving"):
        return Saving.objects.update_or_create(line=line, year=year, name=name, defaults=values)[0]


def keep_limit(
    *,
    by: Person,
    agreement: Agreement,
    same_pool: bool,
    recurrent: bool,
    role: str,
    up_to: int | None,
) -> VirementLimit:
    """Makes one cell of the limits matrix, or brings it to what is given (None: any amount)."""
    require(by, May.SET_UP)
    require_partner(by, agreement)
    with acting(str(by), "set a virement limit"):
        key = {"agreement": agreement, "same_pool": same_pool, "recurrent": recurrent, "role": role}
        return VirementLimit.objects.update_or_create(**key, defaults={"up_to": up_to})[0]


def keep_instalments(
    *,
    by: Person,
    agreement: Agreement,
    partner: Partner,
    year: int,
    pattern: str,
    months_ahead: int,
) -> Instalments:
    """Says how a partner pays its contribution of a year."""
    require(by, May.SET_UP)
    require_partner(by, agreement)
    require_own(agreement, [partner])
    with acting(str(by), "set instalments"):
        key = {"agreement": agreement, "partner": partner, "year": year}
        values = {"pattern": pattern, "months_ahead": months_ahead}
        return Instalments.objects.update_or_create(**key, defaults=values)[0]


def keep_reserve(*, by: Person, agreement: Agreement, code: str, **values: Any) -> Reserve:
    """Makes the reserve (name, purpose, ring_fenced), or brings it to what is given."""
    require(by, May.CASH)
    require_partner(by, agreement)
    with acting(str(by), "set up a reserve"):
        return Reserve.objects.update_or_create(agreement=agreement, code=code, defaults=values)[0]


def move_reserve(
    *, by: Person, reserve: Reserve, period: Period, pence: int, reason: str
) -> ReserveMovement:
    """Puts money into (positive) or takes it from a reserve; the same movement again does nothing.

    Raises Refusal where more would be taken than the reserve holds.
    """
    require(by, May.CASH)
    require_partner(by, period.agreement)
    if not pence or not reason.strip():
        raise Refusal("a movement of a reserve is of an amount, for a reason")
    if reserve.agreement_id != period.agreement_id:
        raise Refusal(f"the reserve “{reserve.name}” is of another agreement than {period}")
    found = ReserveMovement.objects.filter(reserve=reserve, period=period)
    same = found.filter(pence=pence, reason=reason).first()
    if same:
        return same
    with acting(str(by), f"moved a reserve in {period}", reason), locked(period, "open"):
        Reserve.objects.select_for_update().get(pk=reserve.pk)
        held = sum(ReserveMovement.objects.filter(reserve=reserve).values_list("pence", flat=True))
        if pence < 0 and held + pence < 0:
            raise Refusal(
                f"the reserve “{reserve.name}” holds {money.show_pounds(held)}, so "
                f"{money.show_pounds(-pence)} cannot be taken from it"
            )
        return ReserveMovement.objects.create(
            reserve=reserve,
            period=period,
            place=found.count() + 1,
            pence=pence,
            reason=reason,
            by=by,
        )
