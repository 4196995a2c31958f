"""The checks of a period: what they find, why one may be passed, and the period marked checked."""

from typing import Any

from django.http import HttpRequest
from ninja import Path, Schema
from pydantic import ConfigDict

from poolbook.api.auth import person_of
from poolbook.api.fields import Code, Words
from poolbook.api.operations import Routes
from poolbook.api.places import PERIOD, OfPeriod, period_of
from poolbook.finance.actions import periods
from poolbook.finance.models import Period
from poolbook.finance.queries import checks as queries
from poolbook.partners.roles import May

routes = Routes()


class CheckOut(Schema):
    """A check. One that `must` hold cannot be explained away."""

    code: str
    title: str
    green: bool
    passed: bool
    must: bool
    details: list[str]
    explanation: str


class ChecksOut(Schema):
    """Every check of a period, in the order of the month."""

    state: str
    passed: bool
    checks: list[CheckOut]


class ExplainIn(Schema):
    """Why a check that is not green may be passed in this period."""

    model_config = ConfigDict(extra="forbid")

    check: Code
    text: Words


@routes.reads("/checks" + PERIOD, ChecksOut)
def checks(request: HttpRequest, here: Path[OfPeriod]) -> Any:
    """The checks of a period."""
    return _shown(period_of(request, here))


@routes.writes("/checks" + PERIOD + "/explain", ChecksOut, May.CHECK, given=True)
def explain_check(request: HttpRequest, here: Path[OfPeriod], given: ExplainIn) -> Any:
    """Say why a check may be passed."""
    period = period_of(request, here)
    periods.explain(by=person_of(request), period=period, check=given.check, text=given.text)
    return _shown(period)


@routes.writes("/checks" + PERIOD + "/done", ChecksOut, May.CHECK)
def mark_checked(request: HttpRequest, here: Path[OfPeriod]) -> Any:
    """Mark a period checked: every check is green or explained."""
    period = period_of(request, here)
    periods.check(by=person_of(request), period=period)
    return _shown(period)


def _shown(period: Period) -> dict[str, Any]:
    names = ("code", "title", "green", "passed", "must", "explanation")
    found = queries.run(period)
    return {
        "state": period.state,
        "passed": all(each.passed for each in found),
        "checks": [
            {name: getattr(each, name) for name in names} | {"details": list(each.details)}
            for each in found
        ],
    }
