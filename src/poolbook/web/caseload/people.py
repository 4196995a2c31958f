"""Single people's packages: for roles that may see them, with what for, kept in the record."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from poolbook.caseload import actions, queries
from poolbook.caseload.models import CaseArea
from poolbook.partners.roles import May
from poolbook.reports.caseload.asked import Asked
from poolbook.rules.caseload.codes import (
    FUNDERS,
    GROUPS,
    OPEN,
    SERVICES,
    SETTINGS,
    UNKNOWN_BORN,
    day_of,
)  # fmt: skip
from poolbook.web.caseload.forms import LookForm
from poolbook.web.caseload.page import asking, frame
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out

MOST = 200  # rows on the page; more are counted, and a narrower question shows them


@page(May.SEE_PEOPLE, write=May.SEE_PEOPLE)
@asking
def people(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Asks what somebody looks for; then shows the rows. They are never a file."""
    form = LookForm(asked.every, request.POST or None)
    context: dict[str, Any] = frame(request, asked) | {"form": form, "most": MOST}
    status = 200
    if request.method == "POST":
        rows: list[dict[str, int]] = []
        chosen = {area.code: area for area in asked.every}

        def look() -> None:
            rows.extend(
                actions.look(
                    by=request.user,
                    area=chosen[form.cleaned_data["area"]],
                    what_for=form.cleaned_data["what_for"],
                    choose=form.choose,
                )
            )

        if form.is_valid() and carried_out(request, look, form=form):
            area = chosen[form.cleaned_data["area"]]
            context |= {"rows": _said(rows[:MOST], area), "count": len(rows), "area": area}
        else:
            status = 422
    answer = render(request, "caseload/people.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _said(rows: list[dict[str, int]], area: CaseArea) -> list[dict[str, object]]:
    """Rows in words and days."""
    providers = queries.providers(area)
    return [
        {
            "person": row["person"],
            "service": SERVICES[row["service"]].name,
            "setting": SETTINGS.get(row["setting"], ""),
            "group": GROUPS.get(row["group"], ""),
            "funder": FUNDERS.get(row["funder"], ""),
            "provider": providers.get(row["provider"], f"Provider {row['provider']}"),
            "out": row["out_of_county"],
            "born": None if row["born"] == UNKNOWN_BORN else day_of(row["born"]),
            "start": day_of(row["start"]),
            "end": None if row["end"] == OPEN else day_of(row["end"]),
            "planned": None if row["planned_end"] == OPEN else day_of(row["planned_end"]),
            "weekly": row["weekly"],
        }
        for row in rows
    ]
