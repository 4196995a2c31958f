"""Keeping the risk share of a period: the run, its trace, and what everybody bears."""

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import RiskGroup, TermsVersion
from poolbook.finance.models import Period, Share, ShareRun
from poolbook.finance.queries.sharing import run, terms_for
from poolbook.rules.risk_share.people import UNALLOCATED
from poolbook.rules.risk_share.result import GroupResult
from poolbook.rules.risk_share.written import written


def keep_share(
    *, period: Period, terms: TermsVersion | None = None, final: bool = False
) -> ShareRun:
    """Runs the share and keeps it. Called inside an action, which says who and why."""
    version = terms or terms_for(period)
    result = run(period, version)
    kept = ShareRun.objects.create(
        period=period,
        terms=version,
        status=result.status,
        pence=result.variance(),
        body=written(result),
        final=final,
    )
    groups = {g.code: g for g in RiskGroup.objects.filter(agreement=period.agreement)}
    partners = {p.code: p for p in agreements.partners(period.agreement)}
    rows = []
    for part in result.parts():
        for who, pence in _bearers(part).items():
            partner = partners.get(who)
            rows.append(
                Share(
                    run=kept,
                    group=groups.get(part.id),
                    partner=partner,
                    bearer="" if partner else who,
                    pence=pence,
                )
            )
    Share.objects.bulk_create(rows)
    return kept


def _bearers(part: GroupResult) -> dict[str, int]:
    borne = {**part.shares, **part.others, UNALLOCATED: part.unallocated}
    offsets = {f"offset {group}": pence for group, pence in part.offsets.items()}
    partners = set(part.shares)
    return {who: pence for who, pence in (borne | offsets).items() if pence or who in partners}
