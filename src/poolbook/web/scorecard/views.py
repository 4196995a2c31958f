"""A scorecard in a month: value, target, colour, direction, trend and comparator of every measure."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe

from poolbook.audit.kept import kept
from poolbook.audit.moments import moment_of
from poolbook.partners.roles import May
from poolbook.performance.actions import judging
from poolbook.performance.models import Scorecard
from poolbook.performance.queries import cards
from poolbook.performance.queries.charting import Icon
from poolbook.reports.build import outcomes
from poolbook.reports.charts import icons, sparkline
from poolbook.rules.calendar import Month
from poolbook.rules.measures.kinds import RAG_WORDS, RAGS
from poolbook.rules.measures.periods import Time
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out
from poolbook.web.frame.places import Place
from poolbook.web.frame.tables import exported

MADE_OF = ("performance_", "partners_")  # what a card reads
COLOURS = {"R": "red", "A": "amber", "G": "green", "NR": "grey"}


@dataclass(frozen=True)
class Shown:
    """A row of the page: its words and its pictures."""

    said: outcomes.Said
    spark: SafeString
    variation: SafeString
    assurance: SafeString

    @property
    def colour(self) -> str:
        """The colour of its tag, which only repeats the letter and the word."""
        return COLOURS[self.said.rag]


@page()
def scorecards(request: HttpRequest) -> HttpResponse:
    """The scorecards of the agreement."""
    found = cards.scorecards(request.place.agreement)
    return render(request, "scorecard/list.html", {"cards": found})


@page()
def scorecard(request: HttpRequest, card: str) -> HttpResponse:
    """One scorecard, with what is known up to the end of the month, as known at `?as_at=`."""
    place = request.place
    found = card_or_404(place, card)
    moment = moment_of(request.GET.get("as_at", ""))
    made, rows, shown = kept(
        "scorecard", found.pk, place.period.month.last, moment, of=MADE_OF,
        make=lambda: _read(found, place.period.month.last, moment),
    )  # fmt: skip
    if file := exported(request, [outcomes.table(made, rows)], f"{card}_{place.period.number}"):
        return file
    pictured = {id(each.row): one for each, one in zip(rows, shown, strict=True)}
    context = {
        "card": found,
        "parts": [(part, [pictured[id(row)] for row in part.rows]) for part in made.parts],
        "colours": COLOURS,
        "words": RAG_WORDS,
        "ranked": any(each.rank for each in rows),
        "counts": _counts(rows),
        "rows": rows,
        "given": request.GET.get("as_at", ""),
        "as_known": moment,
        "doubts": sum(len(outcomes.to_check(each.row, made.until)) for each in rows),
        "late": sum(f.kind == "late" for each in rows for f in each.row.findings),
    }
    return render(request, "scorecard/card.html", context)


scorecard.switch_keeps = True  # type: ignore[attr-defined]


def _read(
    found: Scorecard, until: date, moment: datetime | None
) -> tuple[cards.Card, list[outcomes.Said], list[Shown]]:
    """The card, its rows in words, and their pictures."""
    made = cards.card(found, until=until, as_at=moment)
    rows = outcomes.said(made)
    return made, rows, [_shown(each) for each in rows]


class HeadingForm(forms.Form):
    """The colour and comment of a heading."""

    rag = forms.ChoiceField(
        label="Colour",
        required=False,
        choices=[("", "None: a comment alone"), *((r, RAG_WORDS[r]) for r in RAGS)],
        help_text="No rule gives a heading its colour: you judge it from what is below it",
    )
    reason = forms.CharField(
        required=False, max_length=judging.LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why this colour",
    )  # fmt: skip
    comment = forms.CharField(
        required=False, max_length=judging.LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What the body should read beside the heading",
    )  # fmt: skip


@page(May.OBSERVE, write=May.OBSERVE)
def judge(request: HttpRequest, card: str, heading: str) -> HttpResponse:
    """The colour and comment of a heading for the month."""
    place = request.place
    found = card_or_404(place, card)
    section = found.sections.filter(code=heading).first()
    if section is None:
        raise Http404("no such heading")
    form = HeadingForm(request.POST or None)
    back = place.address("scorecard", card=card)
    if request.method == "POST":
        form = HeadingForm(request.POST)
        if form.is_valid() and carried_out(
            request,
            lambda: judging.judge_section(
                by=request.user, section=section, time=month_of(place.period.month),
                **form.cleaned_data,
            ),
            "The judgement is kept.",
            form,
        ):  # fmt: skip
            return redirect(back)
    context = {"form": form, "back": back, "section": section, "card": found}
    return render(request, "scorecard/judge.html", context, status=400 if form.is_bound else 200)


def card_or_404(place: Place, code: str) -> Scorecard:
    """The agreement's scorecard of that code."""
    found = cards.scorecard(place.agreement, code)
    if found is None:
        raise Http404("no such scorecard")
    return found


def month_of(month: Month) -> Time:
    """The calendar month of a period, as the time that a judgement is for."""
    return Time(month.first, month.last)


def _shown(each: outcomes.Said) -> Shown:
    row = each.row
    meaning = row.definition
    chart = outcomes.spark(
        row.points, row.aims[-1] if row.aims else None, meaning.unit, meaning.decimals, each.name
    )
    drawn = sparkline.draw(chart, f"m{row.entry.pk}") if len(row.points) > 1 else ""
    return Shown(
        each,
        mark_safe(drawn),
        _icon(each.signals.variation),
        _icon(each.signals.assurance),
    )


def _icon(icon: Icon) -> SafeString:
    return mark_safe(icons.beside(icon.code) if icon.code else "")


def _counts(rows: list[outcomes.Said]) -> list[tuple[str, str, int]]:
    """How many of each colour: (colour, word, many)."""
    found: list[tuple[str, str, int]] = []
    for rag in RAGS:
        many = sum(each.rag == rag for each in rows)
        if many:
            found.append((COLOURS[rag], RAG_WORDS[rag], many))
    return found
