"""What the year's issued packs told of people, and a period's pack beside them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from poolbook.audit.kept import kept_list, moment
from poolbook.caseload import publishing
from poolbook.caseload.lasting import Lasting
from poolbook.caseload.models import CaseArea
from poolbook.finance.models import Period
from poolbook.reports.build import areas
from poolbook.reports.build.caseload.linking import Earlier
from poolbook.reports.build.caseload.packed import Packed, pack
from poolbook.reports.build.caseload.snapshots import snapshot
from poolbook.reports.models import PackPublication
from poolbook.rules.calendar import Month
from poolbook.rules.disclosure import PRESETS, Publication
from poolbook.rules.disclosure.stored import loads
from poolbook.rules.refusal import Refusal

MADE_OF = ("finance_period", "reports_packpublication")


_read: Lasting[Publication] = Lasting(64)


def packed(
    period: Period, as_at: datetime, chosen: Sequence[CaseArea] | None = None
) -> Packed | None:
    """What a period's pack publishes of people at a moment; None without packages. Raises Refusal.

    A pack that was issued is made as it was: by its own preset, beside the packs before it.
    """
    chosen = areas.of(period) if chosen is None else chosen
    if not chosen:
        return None
    of_year = _of_year(period, as_at)
    own = [each for each in of_year if each.period_id == period.pk and each.at == as_at]
    preset = PRESETS[own[0].preset] if own else publishing.preset()
    before = _told(each for each in of_year if each.at < as_at)
    return pack(chosen, period.month, moment(as_at), preset, before)


def make_ready(period: Period, now: datetime) -> None:
    """Makes what the period's pages and pack would tell of people now, so that nobody waits for it.

    Where it cannot be protected nothing is made: the page says why.
    """
    month, chosen = period.month, areas.of(period)
    try:
        made = packed(period, now, chosen)
        if made is not None and month.number > 1:
            before = Month(month.year, min(month.number, 12) - 1).last
            snapshot(chosen, before, None, made.preset, earlier(period, now))
    except Refusal:
        return


def earlier(period: Period, as_at: datetime) -> Earlier:
    """What the packs of the period's year that were issued up to a moment told of people."""
    return _told(_of_year(period, as_at))


def _told(packs: Iterable[PackPublication]) -> Earlier:
    return {
        each.sha256: _read.get(each.sha256, lambda each=each: loads(each.told)) for each in packs
    }


def _of_year(period: Period, as_at: datetime) -> list[PackPublication]:
    """What the year's packs that were issued up to the moment told, the oldest first."""
    known = moment(as_at)
    key = (period.agreement_id, period.year, known.isoformat() if known else "")
    of_year = PackPublication.objects.filter(
        period__agreement_id=period.agreement_id, period__year=period.year, at__lte=as_at
    )
    return kept_list("publications of people", *key, of=MADE_OF, find=lambda: of_year)
