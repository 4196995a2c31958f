"""Virements: asked for by one person, decided by another under the limits matrix."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Path, Query, Schema
from pydantic import ConfigDict, Field

from poolbook.agreements.models import Agreement
from poolbook.api.auth import person_of
from poolbook.api.fields import Code, Flag, Id, Pence, Words
from poolbook.api.operations import Routes
from poolbook.api.paging import Page, Paging, of_rows
from poolbook.api.places import (
    AGREEMENT,
    PERIOD,
    Known,
    OfAgreement,
    OfPeriod,
    agreement_of,
    lines_of,
    period_of,
)
from poolbook.api.routes.ledgers import Why
from poolbook.finance.actions import budgets
from poolbook.finance.models import Virement
from poolbook.partners.roles import May

# Before those of a period: a number is no year.
routes = Routes()


class PartOut(Schema):
    """What a virement adds to a line, or takes from it."""

    pool: str
    line: str
    amount_pence: int


class VirementOut(Schema):
    """A virement: proposed, approved or refused."""

    id: int
    year: str
    month: str
    recurrent: bool
    reason: str
    state: str
    made_by: str
    decided_by: str | None
    parts: list[PartOut]


class PartIn(Schema):
    """What to add to a line, or take from it (below zero)."""

    model_config = ConfigDict(extra="forbid")

    line: Code
    amount_pence: Pence


class VirementIn(Schema):
    """A virement to ask for; its parts sum to nothing."""

    model_config = ConfigDict(extra="forbid")

    recurrent: Flag
    reason: Words
    parts: list[PartIn] = Field(min_length=2, max_length=200)


class OfVirement(OfAgreement):
    """A virement of an agreement."""

    id: Id


@routes.reads("/virements" + AGREEMENT, Page[VirementOut])
def virements(request: HttpRequest, here: Path[OfAgreement], paging: Query[Paging]) -> Any:
    """The virements of an agreement, the oldest first."""
    return of_rows(_found(agreement_of(request, here)), paging, _shown)


@routes.reads("/virements" + AGREEMENT + "/{int:id}", VirementOut)
def virement(request: HttpRequest, here: Path[OfVirement]) -> Any:
    """One virement."""
    return _shown(_one(request, here))


@routes.writes("/virements" + AGREEMENT + "/{int:id}/approve", VirementOut, May.APPROVE_VIREMENT)
def approve_virement(request: HttpRequest, here: Path[OfVirement]) -> Any:
    """Approve a virement: the budget moves. Never one's own."""
    budgets.approve_virement(by=person_of(request), virement=_one(request, here))
    return _shown(_one(request, here))


@routes.writes("/virements" + AGREEMENT + "/{int:id}/refuse", VirementOut, May.APPROVE_VIREMENT)
def refuse_virement(request: HttpRequest, here: Path[OfVirement], given: Why) -> Any:
    """Turn a virement down, for a reason."""
    budgets.refuse_virement(by=person_of(request), virement=_one(request, here), why=given.why)
    return _shown(_one(request, here))


@routes.writes("/virements" + PERIOD, VirementOut, May.MOVE_BUDGET, given=True)
def propose_virement(request: HttpRequest, here: Path[OfPeriod], given: VirementIn) -> Any:
    """Ask for budget to be moved between lines of a period's year."""
    period = period_of(request, here)
    lines, known = lines_of(period), Known()
    moves: dict[Any, int] = {}
    for number, part in enumerate(given.parts):
        place = f"body.parts.{number}.line"
        line = known.get(lines, part.line, place, "line")
        if line in moves:
            known.faults.append((place, f"“{part.line}” stands in an earlier part too"))
        elif line:
            moves[line] = part.amount_pence
    known.tell()
    made = budgets.propose_virement(
        by=person_of(request),
        period=period,
        moves=moves,
        recurrent=given.recurrent,
        reason=given.reason,
    )
    return _shown(made)


def _found(agreement: Agreement) -> Any:
    found = agreement.virements.select_related("period", "made_by", "decided_by")
    return found.prefetch_related("parts__line__pool")


def _one(request: HttpRequest, here: OfVirement) -> Virement:
    found: Virement | None = _found(agreement_of(request, here)).filter(pk=here.id).first()
    if found is None:
        raise Http404
    return found


def _shown(virement: Virement) -> dict[str, Any]:
    year, month = str(virement.period).split("/")
    return {
        "id": virement.pk,
        "year": year,
        "month": month,
        "recurrent": virement.recurrent,
        "reason": virement.reason,
        "state": virement.state,
        "made_by": str(virement.made_by),
        "decided_by": str(virement.decided_by) if virement.decided_by else None,
        "parts": [
            {"pool": part.line.pool.code, "line": part.line.code, "amount_pence": part.pence}
            for part in virement.parts.all()
        ],
    }
