"""Demand: what the last day's people would cost a week with more people, other prices, or moved home."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.reports.build.caseload import supposed
from poolbook.reports.caseload.asked import Asked
from poolbook.reports.caseload.inputs import Inputs
from poolbook.reports.caseload.money import ALL_BANDS, suppose
from poolbook.reports.charts import waterfall
from poolbook.rules.caseload.codes import band_name
from poolbook.web.caseload.page import asking, frame, named
from poolbook.web.frame.access import page
from poolbook.web.frame.charts import drawn
from poolbook.web.frame.tables import exported


@page()
@asking
def demand(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The scenario of the address. Growth of one age band, a group or an area would tell what few
    people cost, so only who may see people is asked for them, and no file holds them."""
    inputs = Inputs(request.GET)
    found, narrow = suppose(asked, inputs)
    if narrow and request.GET.get("as"):
        raise Http404("files hold what is published")
    table = supposed.table(found)
    name = named(asked, "demand")
    if file := exported(request, [table], name):
        return file
    given = inputs.given
    shared = {
        key: given[key] for key in ("people", "uplift", "moved", "home", "away") if key in given
    }
    context = frame(request, asked) | {
        "own_form": True,
        "table": table,
        "chart": drawn(waterfall, supposed.chart(found), "demand"),
        "found": found,
        "narrow": narrow,
        "inputs": given,
        "bands": [(f"band-{band}", band_name(band)) for band in ALL_BANDS],
        "export_query": asked.query(**given),
        "as_published": request.path + asked.query(shown="published", area="", group="", **shared),
        "as_exact": request.path + asked.query(shown="", **given),
    }
    return render(request, "caseload/demand.html", context)
