"""Forecasts in versions, notes and savings: what is kept, and what is refused."""

import pytest

from poolbook.finance.actions import forecasts, setting_up
from poolbook.finance.actions.forecasts import Entry, Words, set_forecasts
from poolbook.finance.models import Forecast, Note
from poolbook.finance.queries.figures import figures
from poolbook.finance.queries.sharing import run
from tests import factories
from tests.factories import BUDGET, Book, entry, refused


def save(book: Book, *entries: Entry, by=None) -> int:
    return set_forecasts(by=by or book.manager, period=book.period, entries=entries)


def newest(book: Book, number: int = 1) -> Forecast:
    return Forecast.objects.filter(line=book.line(number)).latest()


def test_each_change_is_a_version_and_no_change_writes_nothing(book: Book):
    line = book.line(1)
    assert save(book, Entry(line, "manual", 500, "a guess")) == 1
    assert save(book, Entry(line, "manual", 500, "a guess")) == 0
    assert save(book, Entry(line, "manual", 500, " a guess ")) == 0
    assert save(book, Entry(line, "manual", 500, "a better reason")) == 1
    assert save(book, Entry(line, "manual", 600, "a better reason")) == 1
    assert [(f.version, f.pence) for f in Forecast.objects.all()] == [(1, 500), (2, 500), (3, 600)]


def test_methods_compute_from_budget_and_postings(db: None):
    book = factories.make_book(period="2020-21/P6")
    factories.post(book, *[entry("C1", 100 * m, m, m) for m in range(1, 7)])
    save(
        book,
        Entry(book.line(1), "straight line"),
        Entry(book.line(2), "block"),
        Entry(book.line(3), "run rate"),
    )
    assert newest(book).pence == 4_200
    assert newest(book).basis == "straight line: £21 in 6 months, times 12 ÷ 6"
    assert newest(book, 2).pence == BUDGET
    assert newest(book, 3).pence == 0
    save(book, Entry(book.line(1), "run rate"))
    assert newest(book).pence == 2_100 + 500 * 6


def test_more_postings_make_a_computed_forecast_new(book: Book):
    save(book, Entry(book.line(1), "straight line"))
    factories.post(book, entry("C1", 100))
    assert save(book, Entry(book.line(1), "straight line")) == 1
    assert newest(book).pence == 1_200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"method": "manual", "reason": "why"}, "a manual forecast needs its amount"),
        ({"method": "manual", "pence": 1}, "a manual forecast needs its reason"),
        ({"method": "manual", "pence": 1, "reason": "  "}, "a manual forecast needs its reason"),
        ({"method": "block", "pence": 1}, "the method “block” computes the amount; a judged one is manual"),
        ({"method": "profile"}, "a profile needs twelve parts of zero or more, one a month from April"),
        ({"method": "magic"}, "“magic” is not a method that computes; known are block, straight line, profile, run rate"),
    ],
)  # fmt: skip
def test_what_is_not_a_forecast(book: Book, given: dict, said: str):
    refusal = refused(save, book, Entry(book.line(2), "block"), Entry(book.line(1), **given))
    assert refusal.message == "no forecast was saved"
    assert refusal.details == (f"Line 1 (L1): {said}",)
    assert not Forecast.objects.exists()


def test_a_line_is_given_once(book: Book):
    said = refused(save, book, Entry(book.line(1), "block"), Entry(book.line(1), "run rate"))
    assert said.details == ("Line 1 (L1): is given twice",)


def test_a_stale_forecast_is_refused_showing_both(book: Book):
    line = book.line(1)
    save(book, Entry(line, "manual", 100_050, "mine"))
    save(book, Entry(line, "manual", 200_000, "theirs", seen=1), by=book.holder)
    for seen in (0, 1):
        said = refused(save, book, Entry(line, "manual", 300_000, "late", seen=seen))
        assert said.details == (
            "Line 1 (L1): changed since you saw it: holder made it £2,000 (theirs); you gave £3,000",
        )
    assert save(book, Entry(line, "manual", 300_000, "informed", seen=2)) == 1


def test_who_may_not_forecast(book: Book):
    for by in (book.analyst, book.auditor):
        assert "may not enter forecasts" in refused(save, book, by=by).message


def test_the_variation_and_its_change_from_the_last_period(closed: Book):
    factories.next_month(closed)
    factories.forecast(closed, {1: BUDGET + 700, 2: BUDGET - 50})
    found = {
        f.line.code: (f.variance, f.change, f.previous_variance) for f in figures(closed.period)
    }
    assert found == {"L1": (700, 700, 0), "L2": (-50, -50, 0), "L3": (0, 0, 0), "L4": (0, 0, 0)}


def test_notes_are_replaced_whole_and_in_order(book: Book):
    words = [
        Words(book.pools[0], "issue", "one"),
        Words(book.pools[0], "line", "two", book.line(1)),
        Words(book.pools[1], "risk", "three"),
    ]
    assert forecasts.set_notes(by=book.holder, period=book.period, notes=words) == 3
    assert forecasts.set_notes(by=book.holder, period=book.period, notes=words[::-1]) == 3
    found = Note.objects.order_by("place").values_list("text", flat=True)
    assert list(found) == ["three", "two", "one"]
    assert (
        "may not"
        in refused(forecasts.set_notes, by=book.auditor, period=book.period, notes=[]).message
    )


def saving(book: Book, agreed: bool):
    return setting_up.keep_saving(
        by=book.manager, line=book.line(1), year=2020, name="Fewer beds",
        partner=book.partners[1], target=1_000, strategy_agreed=agreed,
    )  # fmt: skip


def saving_terms(book: Book) -> None:
    body = factories.terms_body(book.partners)
    body["groups"][0]["rules"].insert(0, {"use": "savings"})
    factories.agreements.add_terms(by="x", agreement=book.agreement, body=body)


def test_what_is_not_saved_falls_on_who_promised_it(book: Book):
    saving_terms(book)
    factories.forecast(book, {1: BUDGET + 1_000})
    made = saving(book, agreed=False)
    assert run(book.period).net() == {"P1": 500, "P2": 500}
    forecasts.update_saving(
        by=book.holder, period=book.period, saving=made, delivered=100, forecast_pence=400
    )
    assert run(book.period).net() == {"P1": 200, "P2": 800}
    forecasts.update_saving(
        by=book.holder, period=book.period, saving=made, delivered=100, forecast_pence=0
    )
    assert made.updates.count() == 1
    assert run(book.period).net() == {"P1": 0, "P2": 1_000}


def test_an_agreed_saving_is_shared_like_the_rest(book: Book):
    saving_terms(book)
    factories.forecast(book, {1: BUDGET + 1_000})
    made = saving(book, agreed=True)
    forecasts.update_saving(
        by=book.holder, period=book.period, saving=made, delivered=0, forecast_pence=0
    )
    assert run(book.period).net() == {"P1": 500, "P2": 500}
