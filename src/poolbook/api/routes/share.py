"""The risk share of a period with its trace, and what it would be with other figures or terms."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import ConfigDict, Field

from poolbook.agreements.models import TermsVersion
from poolbook.api.fields import Code, Data, Moment, Number, Pence
from poolbook.api.operations import Routes
from poolbook.api.places import PERIOD, Known, OfPeriod, lines_of, period_of
from poolbook.api.problems import Told
from poolbook.finance.models import Forecast, Period
from poolbook.finance.queries import sharing
from poolbook.finance.queries.figures import figures
from poolbook.rules.risk_share import read_terms
from poolbook.rules.risk_share.result import GroupResult, Result

routes = Routes()
Amounts = dict[str, int]


class StepOut(Schema):
    """One rule of the terms at work: what it says, and what it shared."""

    rule: str
    clause: str
    text: str
    amount_pence: int
    shares_pence: Amounts


class GroupOut(Schema):
    """The share of one risk group; positive is an overspend, borne as a cost."""

    id: str
    name: str
    status: str
    budget_pence: int | None
    variation_pence: int
    shares_pence: Amounts
    others_pence: Amounts
    unallocated_pence: int
    trace: str
    steps: list[StepOut]


class ShareOut(Schema):
    """The share: by group, over all groups where the terms have such rules, and net by partner."""

    terms_version: int | None
    status: str
    variation_pence: int
    shares_pence: Amounts
    others_pence: Amounts
    unallocated_pence: int
    groups: list[GroupOut]
    overall: GroupOut | None


class TriedOut(Schema):
    """What was tried, what stands, and by how much the partners' shares would change."""

    tried: ShareOut
    stands: ShareOut
    change_pence: Amounts


class Which(Schema):
    """Under which terms (a version; else those in force), as at when."""

    terms: Number | None = None
    as_at: Moment | None = None


class ForecastTried(Schema):
    """A line's forecast as it might be."""

    model_config = ConfigDict(extra="forbid")

    line: Code
    amount_pence: Pence


class TryIn(Schema):
    """What to try: other forecasts, another version of the terms, or terms in full."""

    model_config = ConfigDict(extra="forbid")

    forecasts: list[ForecastTried] = Field(default_factory=list, max_length=5_000)
    terms_version: Number | None = None
    terms: Data | None = Field(
        None, description="Terms in full, as docs/reference/terms.schema.json says."
    )


@routes.reads("/share" + PERIOD, ShareOut, more=(409,))
def share(request: HttpRequest, here: Path[OfPeriod], which: Query[Which]) -> Any:
    """The risk share of a period, with its trace."""
    period = period_of(request, here)
    version = _version(period, which.terms, "query.terms")
    return _shown(sharing.run(period, version, which.as_at), version)


@routes.tries("/share" + PERIOD + "/try", TriedOut)
def try_share(request: HttpRequest, here: Path[OfPeriod], given: TryIn) -> Any:
    """Try the share with other forecasts or terms.

    Nothing is saved: a token that may only read may try.
    """
    period = period_of(request, here)
    stands_under = _version(period, None, "")
    stands = sharing.run(period, stands_under)
    lines, known = lines_of(period), Known()
    wanted: dict[int, int] = {}
    for number, each in enumerate(given.forecasts):
        line = known.get(lines, each.line, f"body.forecasts.{number}.line", "line")
        if line:
            wanted[line.pk] = each.amount_pence
    known.tell()
    tried_on = [
        replace(item, forecast=Forecast(line=item.line, period=period, pence=wanted[item.line.pk]))
        if item.line.pk in wanted
        else item
        for item in figures(period)
    ]
    version = _version(period, given.terms_version, "body.terms_version")
    if given.terms is not None:
        version = _written(period, given.terms)
    tried = sharing.share_lines(tried_on, period, version)
    before, after = stands.net(), tried.net()
    number_of = None if given.terms is not None else version
    return {
        "tried": _shown(tried, number_of),
        "stands": _shown(stands, stands_under),
        "change_pence": {
            who: after.get(who, 0) - before.get(who, 0) for who in dict.fromkeys([*before, *after])
        },
    }


def _version(period: Period, number: int | None, place: str) -> TermsVersion:
    if number is None:
        return sharing.terms_for(period)
    found = period.agreement.terms.filter(version=number).first()
    if found is None:
        raise Told(422, "What was sent has faults.", [(place, f"there are no terms {number}")])
    return found


def _written(period: Period, body: Data) -> TermsVersion:
    """Terms that are not in the book, as if they were."""
    # Numbers exactly as they were written: 0.1 is a tenth.
    exact = json.loads(json.dumps(body), parse_float=Decimal, parse_constant=str)
    terms, faults = read_terms(exact)
    if terms is None:
        told = [(f"body.terms.{fault.where}", fault.message) for fault in faults]
        raise Told(422, "The terms have faults; nothing was tried.", told)
    return TermsVersion(agreement=period.agreement, version=0, body=exact)


def _shown(result: Result, version: TermsVersion | None) -> dict[str, Any]:
    return {
        "terms_version": version.version if version else None,
        "status": result.status,
        "variation_pence": result.variance(),
        "shares_pence": dict(result.net()),
        "others_pence": dict(result.others()),
        "unallocated_pence": result.unallocated(),
        "groups": [_group(group) for group in result.groups],
        "overall": _group(result.overall) if result.overall else None,
    }


def _group(group: GroupResult) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "status": group.status,
        "budget_pence": group.budget,
        "variation_pence": group.variance,
        "shares_pence": dict(group.shares),
        "others_pence": dict(group.others),
        "unallocated_pence": group.unallocated,
        "trace": group.sentence(),
        "steps": [
            {
                "rule": step.use,
                "clause": step.clause,
                "text": step.text,
                "amount_pence": step.amount,
                "shares_pence": dict(step.shares),
            }
            for step in group.steps
        ],
    }
