"""The record on a page: what was done by whom, the history of one thing, and whether it all holds."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.audit import history as told
from poolbook.audit.models import Event
from poolbook.finance.queries import notes
from poolbook.finance.queries.record import of_agreements, sees_all, visible
from poolbook.partners.roles import May
from poolbook.reports import holding
from poolbook.web.frame.access import page
from poolbook.web.record.forms import Look

# what a history may be asked of → its table
OF = {
    "line": "agreements_budgetline",
    "period": "finance_period",
    "forecast": "finance_forecast",
    "batch": "finance_batch",
    "virement": "finance_virement",
    "terms": "agreements_termsversion",
    "contributions": "agreements_contributionversion",
    "invoice": "finance_invoice",
    "mapping": "finance_mapping",
    "source": "finance_source",
    "agreement": "agreements_agreement",
    "due-dates": "agreements_duedates",
    "note": "finance_note",
}


@page()
def record(request: HttpRequest) -> HttpResponse:
    """Every change of the agreement, the newest first, and a search of them."""
    form = Look(request.GET)
    form.is_valid()
    within = _within(request)
    found = told.search(form.wanted(), within=within, before=_before(request))
    query = request.GET.copy()
    query.pop("before", None)
    context = {"form": form, "page": found, "query": query.urlencode(), "head": told.queries.head()}
    return render(request, "record/record.html", context)


@page()
def history(request: HttpRequest) -> HttpResponse:
    """The history of one thing, `?of=line&id=12`."""
    table, row = OF.get(request.GET.get("of", "")), request.GET.get("id", "")
    if table is None or not row.isdigit() or len(row) > 18:
        raise Http404("no such thing")
    within = _within(request)
    rows = notes.rows_of(int(row)) if table == "finance_note" else [(table, row)]
    found = told.history(rows, within=within, before=_before(request))
    if not found.entries:
        raise Http404("no such thing")
    query = request.GET.copy()
    query.pop("before", None)
    context = {"page": found, "first": found.entries[0], "query": query.urlencode()}
    return render(request, "record/history.html", context)


@page(May.READ_RECORD)
def verify(request: HttpRequest) -> HttpResponse:
    """Recomputes the whole chain and compares every table with it: it takes a while."""
    context = {}
    if "now" in request.GET:
        context = {"proof": told.proof(), "findings": holding.findings()}
    return render(request, "record/verify.html", context)


def _within(request: HttpRequest) -> QuerySet[Event]:
    """The changes of the agreement; of the whole book for those who see all of it."""
    if sees_all(request.user):
        return visible(request.user)
    return of_agreements([request.place.agreement.pk])


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isdigit() and len(text) < 18 else None
