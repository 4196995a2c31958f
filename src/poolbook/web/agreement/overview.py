"""The agreement on one page: who is in it, for how long, its pools, and what it still lacks."""

from django.http import HttpRequest, HttpResponse

from poolbook.web.agreement.frame import shown
from poolbook.web.frame.access import page


@page()
def overview(request: HttpRequest) -> HttpResponse:
    """Partners, signatories, host, dates and pools, beside the completeness check."""
    agreement = request.place.agreement
    signatories = list(agreement.signatories.select_related("partner"))
    return shown(
        request,
        "agreement/overview.html",
        {"agreement": agreement, "signatories": signatories, "host": agreement.host},
    )
