"""The profile method: a pattern that is given, or last year's months, or a plain refusal."""

from fractions import Fraction
from pathlib import Path

import pytest

from poolbook.finance.actions.forecasts import Entry, set_forecasts
from poolbook.finance.models import Forecast
from poolbook.intake.small import forecast_entries
from poolbook.rules.refusal import Refusal
from tests import factories
from tests.factories import Book


def file(folder: Path, profile: str) -> Path:
    """A forecast file with one line by profile."""
    path = folder / "forecasts.csv"
    path.write_text(
        f"line,method,amount,reason,profile\nL1,profile,,,{profile}\n", encoding="utf-8"
    )
    return path


def test_a_given_pattern_scales_what_was_spent(book: Book, tmp_path: Path) -> None:
    factories.post(book, factories.entry("C1", 300_00))
    entries = forecast_entries(file(tmp_path, "3 1 1 1 1 1 1 1 1 1 0 0"), book.period)
    assert set_forecasts(by=book.holder, period=book.period, entries=entries) == 1
    assert Forecast.objects.get().pence == 300_00 * 12 // 3


@pytest.mark.parametrize("wrong", ["1 2 3", "1 1 1 1 1 1 1 1 1 1 1 -1", "a lot"])
def test_a_pattern_that_is_none_is_refused(book: Book, tmp_path: Path, wrong: str) -> None:
    with pytest.raises(Refusal) as refused:
        forecast_entries(file(tmp_path, wrong), book.period)
    assert "twelve numbers of zero or more" in refused.value.details[0]


def test_with_no_pattern_and_no_last_year_it_is_refused(book: Book) -> None:
    with pytest.raises(Refusal) as refused:
        set_forecasts(by=book.holder, period=book.period, entries=[Entry(book.line(1), "profile")])
    assert "needs twelve parts" in refused.value.details[0]
    assert not Forecast.objects.exists()


def test_a_pattern_of_exact_parts_is_taken_as_it_is(book: Book) -> None:
    factories.post(book, factories.entry("C1", 100_01))
    parts = (Fraction(1, 3), *[Fraction(2, 33)] * 11)
    set_forecasts(
        by=book.holder, period=book.period, entries=[Entry(book.line(1), "profile", profile=parts)]
    )
    assert Forecast.objects.get().pence == 300_03
