"""Amounts as typed: the table that the browser's reading is held against too, and laws."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolbook.rules import money
from poolbook.rules.typed import LIMIT, Known, TypedError, typed

TABLE = json.loads(Path(__file__).with_name("typed_cases.json").read_text(encoding="utf-8"))
AMOUNTS = st.integers(-LIMIT + 1, LIMIT - 1)


def answer(text: str, known: Known) -> int | str | None:
    try:
        return typed(text, known)
    except TypedError as error:
        return str(error)


@pytest.mark.parametrize(("text", "expected"), TABLE["cases"])
def test_what_is_typed(text: str, expected: int | str | None):
    assert answer(text, Known(**TABLE["known"])) == expected


@pytest.mark.parametrize(("text", "expected"), TABLE["nothing"])
def test_what_is_typed_where_nothing_is_known(text: str, expected: int | str | None):
    assert answer(text, Known()) == expected


@given(AMOUNTS)
def test_what_is_shown_can_be_typed(pence: int):
    shown = money.show_pounds(pence)
    bare = shown.replace("£", "")
    plain = f"{abs(pence) // 100}.{abs(pence) % 100:02d}"
    bracketed = f"({plain})" if pence < 0 else plain
    for text in (shown, bare, bare.replace(",", " "), bracketed, f" {shown}\r\n"):
        assert typed(text, Known()) == pence


@given(st.integers(-(10**9), 10**9))
def test_as_people_say_it_is_the_same_amount(thousands: int):
    pence = thousands * 10_000
    assert typed(money.show_short(pence), Known()) == pence


@given(st.integers(0, 10**13), AMOUNTS.filter(lambda a: abs(a) < 10**13))
def test_a_step_from_a_known_figure_is_exact(step: int, start: int):
    text = money.show_pounds(step).replace("£", "")
    assert typed(f"=last+{text}", Known(last=start)) == start + step
    assert typed(f"=last-{text}", Known(last=start)) == start - step


@given(st.integers(-(10**12), 10**12), st.integers(0, 300))
def test_a_percentage_is_of_the_budget(budget: int, percent: int):
    found = typed(f"{percent}%", Known(budget=budget))
    assert found == money.round_half_up(money.Fraction(budget * percent, 100))


@given(st.text(max_size=40))
def test_anything_typed_is_an_amount_or_a_sentence(text: str):
    found = answer(text, Known(**TABLE["known"]))
    assert found is None or (isinstance(found, int) and abs(found) < LIMIT) or "“" in found
