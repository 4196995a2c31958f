"""The page on which something found is seen."""

from typing import Any

from django.urls import reverse

from poolbook.finance.queries.search import Hit
from poolbook.rules.calendar import parse_month

# kind → the page of its agreement
OF_AGREEMENT = {
    "risk group": "agreement-terms",
    "ledger": "mappings",
    "mapping": "mappings",
    "pool": "agreement",
}


def way_to(hit: Hit) -> str:
    """The address; a line leads to where its forecast comes from, a posting to its import."""
    ids = hit.ids
    here: dict[str, Any] = {"agreement": ids["agreement"]}
    if "period" in ids:
        month = parse_month(str(ids["period"]))
        here |= {"year": month.year.start, "number": month.number}
    if hit.kind == "measure":
        return reverse("measure", kwargs={**here, "ref": ids["code"]})
    if hit.kind == "scorecard":  # its month is the newest, which the list knows
        return reverse("measures-card", kwargs={**here, "card": ids["code"]})
    if hit.kind == "issued report":
        pool = str(ids["name"]).rsplit("_", 2)[0]
        kept = {"pool": pool, "year": here["year"], "number": here["number"]}
        return reverse("report-of", kwargs=kept | {"whose": ids["agreement"]})
    if hit.kind == "note":
        return reverse("notes", kwargs=here)
    if hit.kind == "forecast" and "pool" in ids:
        return reverse("forecast", kwargs=here | {"pool": ids["pool"]})
    if hit.kind == "posting":
        return reverse("imports", kwargs=here)
    if hit.kind == "virement":
        kept = {"agreement": ids["agreement"], "year": here["year"]}
        return reverse("agreement-virements", kwargs=kept)
    if hit.kind == "invoice":
        kept = {"agreement": ids["agreement"], "year": here["year"]}
        return reverse("agreement-cash", kwargs=kept)
    if hit.kind == "line":
        return (
            reverse("history", kwargs={"agreement": ids["agreement"]}) + f"?of=line&id={ids['id']}"
        )
    return reverse(OF_AGREEMENT[hit.kind], kwargs={"agreement": ids["agreement"]})
