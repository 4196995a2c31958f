"""Read-only pages of issued reports and their files. Views translate; the figures come from reports."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from poolbook.finance.models import IssuedFile
from poolbook.reports import queries
from poolbook.reports.render import MEDIA_TYPES, html
from poolbook.web.frame.access import ANYBODY, page

NAMES = {
    "pdf": "PDF",
    "xlsx": "Excel workbook",
    "docx": "Word document",
    "pptx": "Slides",
    "html": "Web page",
    "csv": "CSV",
    "json": "JSON",
}


@page(ANYBODY)
def issues(request: HttpRequest) -> HttpResponse:
    """The issued reports, the newest first."""
    return render(request, "published/list.html", {"issues": queries.issues()})


@page(ANYBODY)
def report(
    request: HttpRequest, pool: str, year: int, number: int, whose: str = ""
) -> HttpResponse:
    """One report as it was issued, with its downloads."""
    issue = _issue(pool, year, number, whose)
    body = html.render(
        queries.report(issue.period, issue.pool, issue.at),
        stylesheet=reverse("stylesheet"),
        downloads=[(NAMES[form], name) for form, name in issue.files],
    )
    return HttpResponse(body)


@page(ANYBODY)
def file(
    request: HttpRequest, pool: str, year: int, number: int, name: str, whose: str = ""
) -> HttpResponse:
    """One file, byte for byte as it was issued."""
    issue = _issue(pool, year, number, whose)
    if name not in [known for _, known in issue.files]:
        raise Http404
    found = IssuedFile.objects.get(period=issue.period, name=name)
    response = HttpResponse(bytes(found.content), content_type=MEDIA_TYPES[name.rsplit(".", 1)[1]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(ANYBODY)
@cache_control(max_age=3600, public=True)
def stylesheet(request: HttpRequest) -> HttpResponse:
    """The report's own stylesheet."""
    return HttpResponse(html.STYLESHEET.read_bytes(), content_type="text/css; charset=utf-8")


def _issue(pool: str, year: int, number: int, whose: str) -> queries.Issue:
    """The issue of an agreement; where the address names none, the first that was issued there."""
    for issue in queries.issues():
        right = issue.period.agreement.code == whose if whose else issue.first
        if right and issue.key == (pool, year, number):
            return issue
    raise Http404
