"""Why a figure is what it is."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from poolbook.api.auth import person_of
from poolbook.api.fields import Data, Moment
from poolbook.api.operations import Routes
from poolbook.api.places import AGREEMENT, OfAgreement, agreement_of
from poolbook.reports.explain import explain as explanation

routes = Routes()


class Figure(Schema):
    """A figure by its reference, as at a moment."""

    figure: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]+$")] = Field(
        description="As reports give it, such as acsn/ld:variation@2020-21/P7."
    )
    as_at: Moment | None = None


@routes.reads("/explain" + AGREEMENT, Data, given=True)
def explain(request: HttpRequest, here: Path[OfAgreement], of: Query[Figure]) -> Any:
    """Where a figure comes from, as docs/reference/explain.schema.json says."""
    agreement = agreement_of(request, here)
    return explanation(of.figure, person_of(request), of.as_at, agreement=agreement.code)
