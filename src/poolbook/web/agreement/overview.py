"""The agreement on one page: who is in it, for how long, its pools, and what it still lacks."""

from django.http import HttpRequest, HttpResponse

from poolbook.finance.queries.completeness import completeness
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules.calendar import Year
from poolbook.web.agreement.frame import address, shown, year_of
from poolbook.web.frame.access import page
from poolbook.web.frame.tables import exported

# Where each part of the completeness check is put right.
MENDED_ON = {
    "pools": "agreement-lines", "owners": "agreement-lines", "groups": "agreement-lines",
    "holders": "agreement-lines", "methods": "agreement-lines", "terms": "agreement-terms",
    "agreed": "agreement-terms", "contributions": "agreement-contributions",
    "instalments": "agreement-cash", "limits": "agreement-virements",
    "reserves": "agreement-reserves", "savings": "agreement-savings",
}  # fmt: skip
SHOWN = 5


@page()
def overview(request: HttpRequest) -> HttpResponse:
    """Partners, signatories, host, dates and pools, beside the completeness check."""
    place, year = request.place, year_of(request.place)
    agreement = place.agreement
    parts = completeness(agreement, year)
    table = Table(
        key="completeness", title="Completeness", label_title="What it needs", unit="",
        caption=f"{agreement.name}: what {Year(year)} needs",
        columns=(Column("state", "State", "text"), Column("missing", "Missing", "text"),
                 Column("to_do", "What to do", "text")),
        rows=tuple(
            Row(part.code, part.title, {
                "state": Cell("complete" if part.complete else f"{len(part.missing)} missing"),
                "missing": Cell("; ".join(part.missing)),
                "to_do": Cell("" if part.complete else part.to_do),
            })
            for part in parts
        ),
    )  # fmt: skip
    if file := exported(request, [table], f"agreement_{year}"):
        return file
    found = [
        {
            "part": part,
            "address": address(place, MENDED_ON[part.code], year) if part.code in MENDED_ON else "",
            "missing": part.missing[:SHOWN],
            "more": max(0, len(part.missing) - SHOWN),
        }
        for part in parts
    ]
    lacking = [each for each in found if not each["part"].complete]
    context = {
        "agreement": agreement, "host": agreement.host,
        "signatories": list(agreement.signatories.select_related("partner")),
        "parts": lacking + [each for each in found if each["part"].complete],
        "lacking": len(lacking), "first": lacking[0] if lacking else None,
    }  # fmt: skip
    return shown(request, "agreement/overview.html", context)
