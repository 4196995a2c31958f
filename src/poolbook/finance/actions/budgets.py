"""Budgets: the schedule's, adjustments to it, and virements under the limits matrix."""

from collections.abc import Mapping

from poolbook.agreements.models import Agreement, BudgetLine
from poolbook.agreements.queries import require_own, require_partner
from poolbook.audit.acting import acting
from poolbook.finance.actions.periods import locked
from poolbook.finance.models import Budget, Period, Virement, VirementLimit, VirementPart
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules import money
from poolbook.rules.refusal import Refusal


def set_budgets(
    *, by: Person, period: Period, kind: str, amounts: Mapping[BudgetLine, int], reason: str
) -> int:
    """Adds a movement (pence) to each line's budget, kind "schedule" or "adjustment".

    Lines whose movement is nothing are left out, but for the schedule. Returns how many were added.
    Raises Refusal where a line has its schedule's budget already: it would count twice.
    """
    require(by, May.SET_UP)
    require_partner(by, period.agreement)
    require_own(period.agreement, amounts)
    if kind not in ("schedule", "adjustment"):
        raise Refusal(f"a budget is set as a schedule or an adjustment, not as “{kind}”")
    rows = [
        Budget(line=line, period=period, kind=kind, pence=pence, reason=reason, by=by)
        for line, pence in amounts.items()
        if pence or kind == "schedule"
    ]
    with acting(str(by), f"set budgets in {period}", reason), locked(period, "open"):
        if kind == "schedule":
            _refuse_second_schedule(period, amounts)
        Budget.objects.bulk_create(rows)
    return len(rows)


def _refuse_second_schedule(period: Period, amounts: Mapping[BudgetLine, int]) -> None:
    there = Budget.objects.filter(line__in=amounts, period__year=period.year, kind="schedule")
    found = [f"{b.line.name} ({b.line.code}), since {b.period}" for b in there]
    if found:
        raise Refusal("these lines have the schedule's budget of the year; adjust it", found)


def propose_virement(
    *, by: Person, period: Period, moves: Mapping[BudgetLine, int], recurrent: bool, reason: str
) -> Virement:
    """Asks for budget to be moved between lines. Raises Refusal where the moves do not sum to nothing."""
    require(by, May.MOVE_BUDGET)
    require_partner(by, period.agreement)
    require_own(period.agreement, moves)
    moves = {line: pence for line, pence in moves.items() if pence}
    total = sum(moves.values())
    if total or not moves:
        raise Refusal(
            f"a virement moves budget between lines: these sum to {money.show_pounds(total)}"
        )
    if not reason.strip():
        raise Refusal("say why the budget should move")
    with acting(str(by), f"proposed a virement in {period}", reason), locked(period, "open"):
        virement = Virement.objects.create(
            agreement=period.agreement,
            period=period,
            recurrent=recurrent,
            reason=reason,
            made_by=by,
        )
        VirementPart.objects.bulk_create(
            VirementPart(virement=virement, line=line, pence=pence) for line, pence in moves.items()
        )
        return virement


def approve_virement(*, by: Person, virement: Virement) -> None:
    """Moves the budget. Raises Refusal for its maker, or beyond what the matrix lets this role approve."""
    require(by, May.APPROVE_VIREMENT)
    with acting(str(by), f"approved virement {virement.pk}", virement.reason):
        fresh = _undecided(by, virement)
        parts = list(fresh.parts.select_related("line"))
        size = sum(part.pence for part in parts if part.pence > 0)
        same_pool = len({part.line.pool_id for part in parts}) == 1
        limit = _limit(fresh.agreement, same_pool, fresh.recurrent, by)
        if limit is not None and size > limit:
            raise Refusal(
                f"a {by.role} may approve up to {money.show_pounds(limit)} of this kind of virement; "
                f"this is {money.show_pounds(size)}"
            )
        Budget.objects.bulk_create(
            Budget(
                line=part.line,
                period=fresh.period,
                kind="virement",
                pence=part.pence,
                reason=fresh.reason,
                virement=fresh,
                by=fresh.made_by,
            )
            for part in parts
        )
        fresh.state, fresh.decided_by = "approved", by
        fresh.save(update_fields=["state", "decided_by"])


def refuse_virement(*, by: Person, virement: Virement, why: str) -> None:
    """Turns a virement down, with the reason in the record."""
    require(by, May.APPROVE_VIREMENT)
    with acting(str(by), f"refused virement {virement.pk}", why):
        fresh = _undecided(by, virement)
        fresh.state, fresh.decided_by = "refused", by
        fresh.save(update_fields=["state", "decided_by"])


def _undecided(by: Person, virement: Virement) -> Virement:
    fresh = (
        Virement.objects.select_for_update(of=("self",))
        .select_related("period", "agreement")
        .get(pk=virement.pk)
    )
    require_partner(by, fresh.agreement)
    if fresh.state != "proposed":
        raise Refusal(f"virement {fresh.pk} is {fresh.state} already")
    if fresh.made_by_id == by.pk:
        raise Refusal("nobody approves their own virement")
    return fresh


def _limit(agreement: Agreement, same_pool: bool, recurrent: bool, by: Person) -> int | None:
    cell = VirementLimit.objects.filter(
        agreement=agreement, same_pool=same_pool, recurrent=recurrent, role=by.role
    ).first()
    if cell is None:
        kind = f"{'within a pool' if same_pool else 'between pools'}, {'recurrent' if recurrent else 'one-off'}"
        raise Refusal(f"the limits matrix lets no {by.role} approve a virement {kind}")
    return cell.up_to
