"""What of an agreement changes in the life of a county: its names, dates, threshold and due dates."""

from collections.abc import Mapping, Sequence
from datetime import date

from poolbook.agreements.models import Agreement, DueDates, Pool, RiskGroup, Signatory
from poolbook.agreements.queries import require_own, require_partner
from poolbook.audit.acting import acting
from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import May, require
from poolbook.rules import deadlines
from poolbook.rules.refusal import Refusal


def change_agreement(
    *,
    by: Person,
    agreement: Agreement,
    explain_from: int,
    ends: date | None,
    signed: Mapping[Partner, date | None],
    why: str,
) -> Agreement:
    """Changes from what movement (pence) a forecast is explained, how long the agreement runs, and
    the days on which partners signed. Raises Refusal."""
    _require(by, agreement)
    require_own(agreement, signed)
    with acting(str(by), "changed the agreement’s settings", why):
        fresh = Agreement.objects.select_for_update().get(pk=agreement.pk)
        faults = []
        if explain_from < 1:
            faults.append("the movement to explain is above £0")
        if ends and ends < fresh.starts:
            faults.append(f"it starts on {fresh.starts}, so it cannot end before")
        if not why.strip():
            faults.append("say why: the record keeps it")
        if faults:
            raise Refusal("the settings were not changed", faults)
        fresh.explain_from, fresh.ends = explain_from, ends
        fresh.save(update_fields=["explain_from", "ends"])
        for each in Signatory.objects.filter(agreement=fresh, partner__in=signed):
            each.signed_on = signed[each.partner]
            each.save(update_fields=["signed_on"])
        return fresh


def rename(
    *,
    by: Person,
    agreement: Agreement,
    name: str,
    pools: Mapping[Pool, str],
    groups: Mapping[RiskGroup, str],
) -> None:
    """Gives the agreement, its pools and its risk groups other names. Codes stay, so that addresses,
    terms and files that name them still hold. Raises Refusal where a name is empty or there twice."""
    _require(by, agreement)
    require_own(agreement, pools)
    with acting(str(by), "changed names of the agreement"):
        Agreement.objects.select_for_update().get(pk=agreement.pk)
        wanted = ["pools", *pools.values()], ["risk groups", *groups.values()]
        faults = [] if name.strip() else ["the agreement has no name"]
        for what, *names in wanted:
            faults += [f"one of the {what} has no name"] * any(not each.strip() for each in names)
            twice = sorted({each for each in names if each and names.count(each) > 1})
            faults += [f"two {what} are called “{each}”; give each its own name" for each in twice]
        if any(group.agreement_id != agreement.pk for group in groups):
            faults.append("a risk group is of another agreement")
        if faults:
            raise Refusal("the names were not changed", faults)
        for thing, given in [(agreement, name), *pools.items(), *groups.items()]:
            if thing.name != given:
                thing.name = given
                thing.save(update_fields=["name"])


def keep_due_dates(
    *,
    by: Person,
    agreement: Agreement,
    days: Mapping[str, int],
    working: bool,
    holidays: Sequence[date] = (),
) -> DueDates:
    """Says by when each step of a month is due, in days or working days after its end. Raises Refusal."""
    _require(by, agreement)
    if faults := deadlines.faults(days):
        raise Refusal("the due dates were not kept", faults)
    with acting(str(by), "set the month’s due dates"):
        values = {f"day_{step}": days.get(step) for step in deadlines.STEPS}
        values |= {"working": working, "holidays": sorted(set(holidays))}
        return DueDates.objects.update_or_create(agreement=agreement, defaults=values)[0]


def _require(by: Person, agreement: Agreement) -> None:
    require(by, May.SET_UP)
    require_partner(by, agreement)
