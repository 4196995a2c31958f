"""Rounding notes appear exactly where a reader with a pencil would get another figure."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolbook.reports.model import Cell, Column, Difference, Ratio, Row, Sum, Table
from poolbook.reports.rounding import misfits, with_rounding_notes
from poolbook.rules import money

AMOUNTS = st.integers(-30_000_000_000, 30_000_000_000)
BUDGET, FORECAST = Column("budget", "Latest budget"), Column("forecast", "Forecast expenditure")
VARIATION = Column("variation", "Forecast variation")


def sum_table(parts: list[int], total: int | None = None) -> Table:
    rows = [Row(f"r{at}", f"Row {at}", {"variation": Cell(p)}) for at, p in enumerate(parts)]
    figure = Cell(sum(parts) if total is None else total, formula=Sum(tuple(r.key for r in rows)))
    rows.append(Row("total", "Total", {"variation": figure}, "total"))
    return Table("t", "T", "", (VARIATION,), tuple(rows))


def difference_table(pairs: list[tuple[int, int]]) -> Table:
    rows = tuple(
        Row(f"r{at}", f"Row {at}", {
            "forecast": Cell(left), "budget": Cell(right),
            "variation": Cell(left - right, formula=Difference("forecast", "budget"))})
        for at, (left, right) in enumerate(pairs)
    )  # fmt: skip
    return Table("t", "T", "", (BUDGET, FORECAST, VARIATION), rows)


@given(st.lists(AMOUNTS, min_size=1, max_size=12))
@settings(max_examples=300, deadline=None)
def test_a_total_has_a_note_exactly_when_its_rounded_rows_do_not_add(parts):
    table = with_rounding_notes(sum_table(parts))
    added = sum(money.thousands(part) for part in parts)
    assert bool(table.notes) == (added != money.thousands(sum(parts)))


@given(AMOUNTS, AMOUNTS)
@settings(max_examples=300, deadline=None)
def test_a_difference_has_a_note_exactly_when_the_rounded_columns_do_not_give_it(left, right):
    table = with_rounding_notes(difference_table([(left, right)]))
    printed = money.thousands(left) - money.thousands(right)
    assert bool(table.notes) == (printed != money.thousands(left - right))


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_many_differences_make_few_notes_that_name_every_row(pairs):
    table = with_rounding_notes(difference_table(pairs))
    assert len(table.notes) <= 4
    said = " ".join(table.notes)
    for misfit in misfits(table):
        assert misfit.row in said


def test_the_papers_own_net_share_is_explained_in_plain_words():
    """P7 2020/21 prints net shares of −83 and 194 with a total of 110: pounds round that way."""
    (said,) = with_rounding_notes(sum_table([-8_349_000, 19_390_000])).notes
    assert said == (
        "Total, forecast variation: the rounded rows add to 111; "
        "the figure shown, 110, is the rounded total."
    )


@pytest.mark.parametrize(
    ("parts", "note"),
    [
        ([5_449_000, 5_449_000], "the rounded rows add to 108; the figure shown, 109,"),
        ([-5_449_000, -5_449_000], "the rounded rows add to −108; the figure shown, −109,"),
        ([-49_000, -49_000], "the rounded rows add to 0; the figure shown, −1,"),
    ],
)
def test_wording_of_a_total(parts, note):
    (said,) = with_rounding_notes(sum_table(parts)).notes
    assert said == f"Total, forecast variation: {note} is the rounded total."


def test_wording_of_a_difference():
    (said,) = with_rounding_notes(difference_table([(1_349_151_000, 1_347_702_000)])).notes
    assert said == (
        "Row 0, forecast variation: the rounded forecast expenditure less the rounded latest "
        "budget is 15; the figure shown, 14, is the rounded difference."
    )


def test_one_note_for_several_columns_of_a_row():
    columns = (BUDGET, Column("occ", "OCC share"))
    cells = {c.key: Cell(5_449_000) for c in columns}
    total = {c.key: Cell(10_898_000, formula=Sum(("a", "b"))) for c in columns}
    rows = (Row("a", "A", cells), Row("b", "B", cells), Row("t", "Total", total, "total"))
    (said,) = with_rounding_notes(Table("t", "T", "", columns, rows)).notes
    assert said == (
        "Total: the rounded rows add to 108 for latest budget (shown 109) and 108 for OCC share "
        "(shown 109); the figures shown are rounded totals."
    )


def test_many_rows_make_one_note_with_the_figures_and_a_crowd_makes_one_without():
    pair = (1_349_151_000, 1_347_702_000)
    (few,) = with_rounding_notes(difference_table([pair] * 5)).notes
    assert few.startswith("Rounding: each figure is rounded from pence by itself. Forecast")
    assert "Row 3 (15, shown 14) and Row 4 (15, shown 14)." in few
    (crowd,) = with_rounding_notes(difference_table([pair] * 13)).notes
    assert crowd.endswith("for Row 0, Row 1, Row 2, Row 3, Row 4, Row 5, Row 6, Row 7, Row 8, "
                          "Row 9, Row 10, Row 11 and Row 12.")  # fmt: skip


def test_shares_with_two_places_are_noted_too():
    column = Column("share", "Share", "share")
    thirds = [Row(f"r{at}", f"Row {at}", {"share": Cell(Fraction(1, 3))}) for at in range(3)]
    total = Row("t", "Total", {"share": Cell(Fraction(1), formula=Sum(("r0", "r1", "r2")))})
    (said,) = with_rounding_notes(Table("t", "T", "", (column,), (*thirds, total))).notes
    assert "the rounded rows add to 99.99%; the figure shown, 100.00%," in said


def test_nothing_is_said_of_what_is_no_matter_of_rounding():
    missing_row = Table("t", "T", "", (VARIATION,), (
        Row("a", "A", {"variation": Cell(49_000, formula=Sum(("gone", "away")))}),
        Row("b", "B", {"variation": Cell(missing="n/a", formula=Ratio("x", "y"))}),
        Row("c", "C", {"variation": Cell(49_000, formula=Difference("budget", "gone"))}),
        Row("d", "D", {"variation": Cell("words")}), Row("e", "E", {}),
    ))  # fmt: skip
    assert with_rounding_notes(missing_row) is missing_row
    wrong = sum_table([5_449_000, 5_449_000], total=10_899_000)
    assert with_rounding_notes(wrong) is wrong


def test_a_blank_adds_nothing_and_asking_twice_says_nothing_new():
    table = sum_table([5_449_000, 5_449_000])
    blank = Row("r0", "Row 0", {"variation": Cell(missing="no data")})
    halved = Table("t", "T", "", (VARIATION,), (
        blank, table.rows[1],
        Row("total", "Total", {"variation": Cell(5_449_000, formula=Sum(("r0", "r1")))}, "total"),
    ))  # fmt: skip
    assert with_rounding_notes(halved).notes == ()
    once = with_rounding_notes(table)
    assert with_rounding_notes(once) is once
