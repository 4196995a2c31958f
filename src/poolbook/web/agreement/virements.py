"""Virements: asked for, decided under the limits matrix, and what they do to the budgets."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import BudgetLine
from poolbook.finance.actions import budgets as actions
from poolbook.finance.actions import setting_up
from poolbook.finance.queries import moves
from poolbook.finance.queries import virements as queries
from poolbook.finance.queries.virements import Asked
from poolbook.intake.reading.amounts import AmountError, to_pence
from poolbook.partners.roles import May
from poolbook.reports.model import Cell, Column, Row, Table
from poolbook.rules import money
from poolbook.rules.calendar import Year
from poolbook.rules.saying import listed
from poolbook.web.agreement.forms import PoundsField, one_form
from poolbook.web.agreement.frame import (
    address,
    found_or_404,
    in_open_period,
    open_period,
    shown,
    year_of,
)
from poolbook.web.frame.access import page
from poolbook.web.frame.acting import carried_out
from poolbook.web.frame.places import Place
from poolbook.web.frame.tables import exported
from poolbook.web.templatetags.poolbook import called, when

ROWS = 4
STATES = {"proposed": "waits for a decision", "approved": "approved", "refused": "refused"}


class AskForm(forms.Form):
    """A request. Its rows (a line and an amount each) are read here, not as Django fields."""

    recurrent = forms.ChoiceField(
        label="For how long",
        widget=forms.RadioSelect,
        choices=[("no", "One-off: this year only"), ("yes", "Recurrent: this year and after")],
        initial="no",
    )
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why the budget should move; it is printed with the budgets",
    )

    def __init__(self, *args: Any, lines: list[BudgetLine], **values: Any) -> None:
        super().__init__(*args, **values)
        self.lines = {line.code: line for line in lines}

    def rows(self, side: str) -> list[dict[str, str]]:
        """The rows of a side (`from`, `to`), with what was typed."""
        return [
            {
                "n": str(n),
                "line": self.data.get(f"{side}-line-{n}", ""),
                "amount": self.data.get(f"{side}-amount-{n}", ""),
            }
            for n in range(1, ROWS + 1)
        ]

    @property
    def sides(self) -> list[dict[str, Any]]:
        """Both sides, for the page."""
        return [
            {"key": "from", "title": "Take from", "rows": self.rows("from")},
            {"key": "to", "title": "Give to", "rows": self.rows("to")},
        ]

    def clean(self) -> dict[str, Any]:
        """Adds `moves`: line → pence; every row's fault is said."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        found: dict[BudgetLine, int] = {}
        for side, sign, word in (("from", -1, "Take from"), ("to", 1, "Give to")):
            for row in self.rows(side):
                self._read(row, f"{word}, row {row['n']}", sign, found)
        if not found and not self.errors:
            self.add_error(None, "Choose the lines and the amounts that move.")
        return given | {"moves": found}

    def _read(
        self, row: dict[str, str], label: str, sign: int, found: dict[BudgetLine, int]
    ) -> None:
        if not row["line"] and not row["amount"].strip():
            return
        line = self.lines.get(row["line"])
        if line is None:
            self.add_error(None, f"{label}: choose the line.")
            return
        try:
            pence = to_pence(row["amount"].strip())
        except AmountError as reason:
            self.add_error(None, f"{label}: {reason}; write pounds, such as 1,200.50.")
            return
        if pence <= 0:
            self.add_error(None, f"{label}: write an amount above zero; the side says which way.")
        elif line in found:
            self.add_error(None, f"{label}: {line.name} stands in another row; write it once.")
        else:
            found[line] = sign * pence


class DecideForm(forms.Form):
    """The reason of a refusal."""

    why = forms.CharField(
        label="Why it is refused",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Who asked sees it",
    )


class LimitForm(forms.Form):
    """One cell of the matrix."""

    same_pool = forms.ChoiceField(
        label="Which virements", choices=[("yes", "Within a pool"), ("no", "Between pools")]
    )
    recurrent = forms.ChoiceField(
        label="For how long", choices=[("no", "One-off"), ("yes", "Recurrent")]
    )
    role = forms.ChoiceField(label="Who may approve")
    up_to = PoundsField(label="Up to, £", required=False, help_text="Leave it empty for any amount")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self["role"].field.choices = [(role, role.capitalize()) for role in moves.approvers()]


@page()
def virements(request: HttpRequest) -> HttpResponse:
    """The year's requests, the newest first, and who may decide which."""
    place = request.place
    asked = queries.virements(place.agreement, year_of(place), request.user)
    matrix = moves.matrix(place.agreement)
    if file := exported(request, [_table(place, asked)], f"virements_{year_of(place)}"):
        return file
    context = {"asked": asked, "matrix": matrix, "open": open_period(place),
               "waiting": sum(each.may_decide for each in asked)}  # fmt: skip
    return shown(request, "agreement/virements.html", context)


@page(May.MOVE_BUDGET, write=May.MOVE_BUDGET)
def ask(request: HttpRequest) -> HttpResponse:
    """A request to move budget between lines."""
    place = request.place
    lines = agreements.leaves(agreements.lines(place.agreement, year_of(place)))
    form = AskForm(request.POST or None, lines=lines, initial={"recurrent": "no"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            actions.propose_virement(
                by=request.user, period=in_open_period(place), moves=given["moves"],
                recurrent=given["recurrent"] == "yes", reason=given["reason"],
            )  # fmt: skip

        if carried_out(request, act, "Asked for. It moves no budget until approved.", form=form):
            return redirect(address(place, "agreement-virements"))
    period = open_period(place)
    budget = moves.by_period(lines, [p for p in place.periods if p.year == year_of(place)])
    latest = max((p.number for p in place.periods if p.year == year_of(place)), default=0)
    context = {
        "form": form, "matrix": moves.matrix(place.agreement), "period": period,
        "lines": [(line, budget[line.pk].get(latest, 0)) for line in lines],
        "back": address(place, "agreement-virements"),
    }  # fmt: skip
    return shown(request, "agreement/virement_ask.html", context)


@page(write=May.APPROVE_VIREMENT)
def virement(request: HttpRequest, which: int) -> HttpResponse:
    """One request: what it moves, the budgets by period, and the decision."""
    place, year = request.place, year_of(request.place)
    every = queries.virements(place.agreement, year, request.user)
    asked = found_or_404(next((each for each in every if each.virement.pk == which), None))
    refusing = request.method == "POST" and "refuse" in request.POST
    form = DecideForm(request.POST if refusing else None)
    if request.method == "POST" and _decided(request, asked, form, refusing):
        return redirect(address(place, "agreement-virements"))
    tables = [_effect(place, asked)]
    if file := exported(request, tables, f"virement_{which}"):
        return file
    context = {"asked": asked, "form": form, "tables": tables, "words": STATES,
               "back": address(place, "agreement-virements")}  # fmt: skip
    return shown(request, "agreement/virement.html", context)


def _decided(request: HttpRequest, asked: Asked, form: DecideForm, refusing: bool) -> bool:
    given, by = asked.virement, request.user
    if not refusing:
        return carried_out(
            request,
            lambda: actions.approve_virement(by=by, virement=given),
            f"Virement {given.pk} approved: {money.show_pounds(asked.size)} moved.",
        )
    return form.is_valid() and carried_out(
        request,
        lambda: actions.refuse_virement(by=by, virement=given, why=form.cleaned_data["why"]),
        f"Virement {given.pk} refused.",
        form=form,
    )


@page(May.SET_UP, write=May.SET_UP)
def limit(request: HttpRequest) -> HttpResponse:
    """One cell of the limits matrix."""
    place = request.place
    return one_form(
        request,
        LimitForm(request.POST or None),
        lambda given: setting_up.keep_limit(
            by=request.user, agreement=place.agreement, same_pool=given["same_pool"] == "yes",
            recurrent=given["recurrent"] == "yes", role=given["role"], up_to=given["up_to"],
        ),
        said="The limit is set.", back=address(place, "agreement-virements"),
        title="Set a limit", button="Set the limit",
        purpose="Who may approve a virement of this kind, up to how much. Nobody approves their own.",
    )  # fmt: skip


def moved_words(asked: Asked) -> str:
    """`£5,000 from Beds to Day services`."""
    out = [part.line.name for part in asked.parts if part.pence < 0]
    into = [part.line.name for part in asked.parts if part.pence > 0]
    return f"{money.show_pounds(asked.size)} from {listed(out)} to {listed(into)}"


def _table(place: Place, asked: list[Asked]) -> Table:
    rows = tuple(
        Row(
            str(each.virement.pk),
            f"{each.virement.pk}. {moved_words(each)}",
            {
                "amount": Cell(each.size),
                "kind": Cell(each.kind),
                "period": Cell(str(each.virement.period)),
                "reason": Cell(each.virement.reason),
                "by": Cell(called(each.virement.made_by)),
                "asked": Cell(when(each.asked_at)),
                "state": Cell(STATES[each.virement.state]),
                "decided": Cell(called(each.virement.decided_by)),
                "why": Cell(each.decided_why if each.virement.state == "refused" else ""),
            },
        )
        for each in asked
    )
    text = (
        ("kind", "Kind"), ("period", "Period"), ("reason", "Reason"), ("by", "Asked by"),
        ("asked", "Asked"), ("state", "State"), ("decided", "Decided by"), ("why", "Why refused"),
    )  # fmt: skip
    return Table(
        key="virements",
        title="Virements",
        caption=f"Virements of {Year(year_of(place))}",
        columns=(Column("amount", "Amount"), *(Column(key, title, "text") for key, title in text)),
        rows=rows,
        label_title="Virement",
    )


def _effect(place: Place, asked: Asked) -> Table:
    """Each line's budget, period by period; for a request, also what it would become."""
    given = asked.virement
    periods = sorted(
        (p for p in place.periods if p.year == given.period.year), key=lambda p: p.number
    )
    budget = moves.by_period([part.line for part in asked.parts], periods)
    rows, latest = [], periods[-1].number
    for part in asked.parts:
        cells = {f"p{p.number}": Cell(budget[part.line_id][p.number]) for p in periods}
        cells["moved"] = Cell(part.pence)
        if given.state == "proposed":
            cells["then"] = Cell(budget[part.line_id][latest] + part.pence)
        rows.append(Row(part.line.code, f"{part.line.name} ({part.line.pool.name})", cells))
    columns = [Column(f"p{p.number}", f"Budget in {p.month.word}") for p in periods]
    columns.append(Column("moved", "Moved"))
    if given.state == "proposed":
        columns.append(Column("then", "If approved"))
    return Table(
        key="effect",
        title="Budgets by period",
        caption=f"Budget for the year of the lines, in each period; it counts from {given.period} on",
        columns=tuple(columns),
        rows=tuple(rows),
        label_title="Line",
    )
