"""Demand: what the last day's people would cost a week with more people, other prices, or moved home."""

from collections.abc import Mapping
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.caseload import queries
from poolbook.reports.build.caseload import supposed
from poolbook.reports.charts import waterfall
from poolbook.reports.model import Table
from poolbook.rules.caseload.codes import BANDS, band_name
from poolbook.rules.caseload.facts import Facts
from poolbook.rules.caseload.market import county
from poolbook.rules.caseload.scenarios import Demand, Scenario
from poolbook.rules.caseload.scenarios import demand as weekly
from poolbook.web.caseload.asked import Asked
from poolbook.web.caseload.inputs import Inputs
from poolbook.web.caseload.page import asking, frame, named
from poolbook.web.frame.access import page
from poolbook.web.frame.charts import drawn
from poolbook.web.frame.tables import exported

MOST_MOVED = 10_000  # placements
MOST_PENCE = 5_000_000  # pence a week
ALL_BANDS = range(len(BANDS) + 1)


@page()
@asking
def demand(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The scenario of the address. Growth of one age band, a group or an area would tell what few
    people cost, so only who may see people is asked for them, and no file holds them."""
    inputs = Inputs(request.GET)
    found, narrow = _supposed(asked, inputs)
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


def told(asked: Asked, query: Mapping[str, str]) -> list[Table]:
    """The table of a scenario, as the reader may see it."""
    return [supposed.table(_supposed(asked, Inputs(query))[0])]


def _supposed(asked: Asked, inputs: Inputs) -> tuple[Demand, bool]:
    """What the people of the last day would cost, and whether that tells of few. Raises Refusal."""
    areas = asked.areas if asked.exact else asked.every
    groups = asked.groups if asked.exact else ()
    question = queries.question((asked.day,), medians=(0,), groups=groups)
    facts = queries.answer(areas, question, asked.known).facts
    suppose, narrow = _scenario(inputs, facts, asked.exact)
    inputs.refuse()
    return weekly(facts, 0, suppose), narrow or bool(groups) or areas != asked.every


def _scenario(inputs: Inputs, facts: Facts, exact: bool) -> tuple[Scenario, bool]:
    """What is supposed, and whether it is of age bands; a band's growth comes on top of everybody's."""
    everybody = inputs.part("people")
    growth, narrow = dict.fromkeys(ALL_BANDS, everybody), False
    for band in ALL_BANDS:
        if inputs.query.get(f"band-{band}", "").strip():
            if not exact:
                inputs.faults.append("band: numbers as published are of every age together")
                break
            growth[band] = (1 + everybody) * (1 + inputs.part(f"band-{band}")) - 1
            narrow = True
    uplift, moved = inputs.part("uplift"), inputs.count("moved", MOST_MOVED)
    home, away = inputs.pence("home", MOST_PENCE), inputs.pence("away", MOST_PENCE)
    means = _means(facts) if exact else None
    if moved and (home is None or away is None):
        if means is None:
            inputs.faults.append("moved: say what a placement costs a week at home and away")
        else:
            narrow = True  # these means are of packages that may be few
            home = means[0] if home is None else home
            away = means[1] if away is None else away
    return Scenario(growth, uplift, moved, Fraction(home or 0), Fraction(away or 0)), narrow


def _means(facts: Facts) -> tuple[Fraction, Fraction] | None:
    """What like packages cost a week in pence in county and out; None where none are alike."""
    found = county(facts, 0)
    if not found.packages:
        return None
    return found.inside / found.packages, Fraction(found.outside, found.packages)
