"""A month in which every table of the month has a row: for what must hold for all of them."""

import hashlib
from datetime import date

from django.apps import apps
from django.db.models import ForeignKey, Model
from django.utils import timezone

from poolbook.caseload.models import LandedForecast
from poolbook.finance.actions import (
    budgets,
    cash,
    comments,
    forecasts,
    notes,
    periods,
    setting_up,
)
from poolbook.finance.models import IssuedFile, Period
from poolbook.finance.queries.figures import forecasts as newest
from poolbook.intake import actions as uploads
from poolbook.reports.models import PackPublication
from poolbook.reports.packs import actions as packs
from tests import factories
from tests.factories import Book


def of_a_period() -> list[type[Model]]:
    """Every model whose rows belong to a period, by its own key or through its parent."""
    found: list[type[Model]] = [Period]
    models = list(apps.get_models(include_auto_created=True))
    for _ in models:
        for model in models:
            keys = {f.related_model for f in model._meta.get_fields() if isinstance(f, ForeignKey)}
            if model not in found and keys & set(found):
                found.append(model)
    return found[1:]


def fill(book: Book) -> None:
    """Writes to everything that an open period takes."""
    factories.fill(book)
    act = {"by": book.manager, "period": book.period}
    forecasts.set_notes(
        notes=[forecasts.Words(book.pools[0], "issue", "Winter"), forecasts.Words(book.pools[0], "line", "Beds", book.line(1))], **act
    )  # fmt: skip
    risk = notes.add_note(pool=book.pools[0], kind="risk", text="Prices", **act)
    notes.close_note(by=book.manager, note=risk, why="agreed")
    saving = setting_up.keep_saving(
        by=book.manager, line=book.line(1), year=2020, name="Beds", partner=book.partners[0],
        target=100, strategy_agreed=True,
    )  # fmt: skip
    forecasts.update_saving(saving=saving, delivered=1, forecast_pence=100, **act)
    reserve = setting_up.keep_reserve(
        by=book.manager, agreement=book.agreement, code="risk", name="Risk", purpose="winter"
    )
    setting_up.move_reserve(reserve=reserve, pence=500, reason="agreed", **act)
    invoice = cash.add_invoice(
        issuer=book.partners[0], payer=book.partners[1], number="1", kind="contribution",
        dated=date(2020, 4, 20), pence=1_000, what_for="April", **act,
    )  # fmt: skip
    cash.add_payment(invoice=invoice, dated=date(2020, 4, 21), pence=400, reference="r", **act)
    setting_up.keep_limit(
        by=book.manager, agreement=book.agreement, same_pool=True, recurrent=False,
        role=book.leads[0].role, up_to=None,
    )  # fmt: skip
    virement = budgets.propose_virement(
        by=book.holder, period=book.period, moves={book.line(1): 5, book.line(2): -5},
        recurrent=False, reason="beds",
    )  # fmt: skip
    budgets.approve_virement(by=book.leads[0], virement=virement)
    periods.explain(check="ledgers", text="all there", **act)
    comments.comment(line=book.line(1), column="forecast", text="Is winter in it?", **act)
    packs.choose(pool=book.pools[0], sections=[("summary", True)], **act)
    packs.comment(pool=book.pools[0], section="summary", text="All well.", **act)
    given = uploads.Given("ledger.csv", b"Cost Centre,Amount\nC1,1.00\n")
    made = forecasts.Entry(
        book.line(1), "packages", factories.BUDGET, "as landed", basis="packages"
    )
    forecasts.set_forecasts(entries=[made], **act)
    LandedForecast.objects.create(
        forecast=newest(book.period)[book.line(1).pk], period=book.period, actual=0, committed=factories.BUDGET,
        uplift=0, expected=0, low=0, high=0, cut=date(2020, 4, 30), known=timezone.now(), files="f",
    )  # fmt: skip
    upload = uploads.receive(source=book.source, given=given, **act)
    uploads.discard(by=book.manager, upload=upload)


def close(book: Book) -> None:
    """From the filled month to a closed one with a file to issue."""
    factories.check(book)
    factories.sign(book)
    periods.close(by=book.manager, period=book.period)
    IssuedFile.objects.create(
        period=book.period, name="pack.json", sha256="0" * 64, head="0" * 64, content=b"{}",
        at=timezone.now(),
    )  # fmt: skip
    PackPublication.objects.create(
        period=book.period, at=timezone.now(), preset="default", told="{}",
        sha256=hashlib.sha256(b"{}").hexdigest(), files=[],
    )  # fmt: skip


def issue(book: Book) -> None:
    """From the closed month to an issued one with an erratum."""
    periods.issued(by=book.manager, period=book.period)
    periods.add_erratum(
        by=book.manager, period=book.period, figure="Total", printed="1", should_be="2", reason="x"
    )
