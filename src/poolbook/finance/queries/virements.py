"""Virements of a year: what they move, who asked, and who may decide them by the limits matrix."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from poolbook.agreements.models import Agreement
from poolbook.audit.models import Event
from poolbook.finance.models import Period, Virement, VirementLimit, VirementPart
from poolbook.partners.models import Person
from poolbook.partners.roles import ALLOWED, May, Role
from poolbook.rules import money
from poolbook.rules.saying import an
from poolbook.rules.workflow import STATES


@dataclass(frozen=True)
class Asked:
    """One virement: its parts, what it moves (pence), its moments, and whether the reader may decide.

    `deciders` are the roles that the matrix lets decide it, in words; `why_not` says what stands in
    the reader's way.
    """

    virement: Virement
    parts: tuple[VirementPart, ...]
    size: int
    same_pool: bool
    asked_at: datetime | None
    decided_at: datetime | None
    decided_why: str
    deciders: tuple[str, ...]
    may_decide: bool
    why_not: str

    @property
    def kind(self) -> str:
        """Where it moves budget, and whether for good."""
        return kind_of(self.same_pool, self.virement.recurrent)


def kind_of(same_pool: bool, recurrent: bool) -> str:
    """A cell of the matrix in words."""
    where = "within a pool" if same_pool else "between pools"
    return f"{where}, {'recurrent' if recurrent else 'one-off'}"


def virements(agreement: Agreement, year: int, person: Person) -> list[Asked]:
    """All of a year, the newest first; each says whether this person may decide it."""
    return _asked(Virement.objects.filter(agreement=agreement, period__year=year), person)


def to_decide(agreements: Iterable[Agreement], person: Person) -> list[Asked]:
    """What this person may decide now, the oldest first."""
    found = Virement.objects.filter(agreement__in=list(agreements), state="proposed")
    return [asked for asked in reversed(_asked(found, person)) if asked.may_decide]


def may_decide(person: Person, virement: Virement) -> tuple[bool, str]:
    """Whether a person may approve a virement by the matrix; else why not."""
    asked = _asked(Virement.objects.filter(pk=virement.pk), person)[0]
    return asked.may_decide, asked.why_not


def _asked(found: QuerySet[Virement], person: Person) -> list[Asked]:
    known = list(
        found.select_related("agreement", "period", "made_by", "decided_by")
        .prefetch_related("parts__line__pool")
        .order_by("-id")
    )
    limits = list(VirementLimit.objects.filter(agreement__in={v.agreement_id for v in known}))
    signed = _partners_of(known)
    moments = _moments(known)
    return [
        _one(virement, person, limits, signed, moments.get(virement.pk, [])) for virement in known
    ]


def _partners_of(found: Sequence[Virement]) -> set[tuple[int, int]]:
    ids = {virement.agreement_id for virement in found}
    pairs = Agreement.objects.filter(pk__in=ids).values_list("pk", "signatories__partner")
    return set(pairs)


def _moments(found: Sequence[Virement]) -> dict[int, list[Event]]:
    """Each virement's changes in the record, the oldest first: when it was asked and decided."""
    rows = [str(virement.pk) for virement in found]
    kept: dict[int, list[Event]] = {}
    for event in Event.objects.filter(table="finance_virement", row__in=rows).order_by("id"):
        kept.setdefault(int(event.row), []).append(event)
    return kept


def _one(
    virement: Virement,
    person: Person,
    limits: Sequence[VirementLimit],
    signed: set[tuple[int, int]],
    moments: Sequence[Event],
) -> Asked:
    parts = tuple(virement.parts.all())
    size = sum(part.pence for part in parts if part.pence > 0)
    same_pool = len({part.line.pool_id for part in parts}) == 1
    cells = {
        limit.role: limit.up_to
        for limit in limits
        if limit.agreement_id == virement.agreement_id
        and (limit.same_pool, limit.recurrent) == (same_pool, virement.recurrent)
    }
    member = (virement.agreement_id, person.partner_id) in signed
    why_not = _why_not(virement, person, cells, size, same_pool, member=member)
    decided = next((e for e in moments if e.after and e.after["state"] != "proposed"), None)
    return Asked(
        virement=virement,
        parts=parts,
        size=size,
        same_pool=same_pool,
        asked_at=timezone.localtime(moments[0].at) if moments else None,
        decided_at=timezone.localtime(decided.at) if decided else None,
        decided_why=decided.why if decided else "",
        deciders=_deciders(cells, size),
        may_decide=not why_not,
        why_not=why_not,
    )


def _deciders(cells: dict[str, int | None], size: int) -> tuple[str, ...]:
    able = {
        role: up_to
        for role, up_to in cells.items()
        if (up_to is None or size <= up_to) and _allowed(role)
    }
    return tuple(
        f"{role}, any amount" if up_to is None else f"{role}, up to {money.show_pounds(up_to)}"
        for role, up_to in sorted(able.items())
    )


def _allowed(role: str) -> bool:
    try:
        return May.APPROVE_VIREMENT in ALLOWED[Role(role)]
    except (KeyError, ValueError):
        return False


def _why_not(
    virement: Virement,
    person: Person,
    cells: dict[str, int | None],
    size: int,
    same_pool: bool,
    *,
    member: bool,
) -> str:
    period: Period = virement.period
    if virement.state != "proposed":
        return f"it is {virement.state} already"
    if period.state != "open":
        return f"{period} is {STATES[period.state]}"
    if not _allowed(person.role):
        return f"{an(person.role)} may not approve virements"
    if not member:
        return f"you belong to no partner of {virement.agreement}"
    if virement.made_by_id == person.pk:
        return "nobody approves their own virement"
    if person.role not in cells:
        kind = kind_of(same_pool, virement.recurrent)
        return f"the limits matrix lets no {person.role} approve a virement {kind}"
    up_to = cells[person.role]
    if up_to is not None and size > up_to:
        limit, moved = money.show_pounds(up_to), money.show_pounds(size)
        return (
            f"{an(person.role)} may approve up to {limit} of this kind of virement; this is {moved}"
        )
    return ""
