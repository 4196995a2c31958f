"""Presets, names, sums, money, averages and notes of disclosure control, each at its limits."""

from fractions import Fraction

import pytest

from poolbook.rules.disclosure import (
    BELOW_5,
    BELOW_10,
    DEFAULT,
    PRESETS,
    Average,
    Preset,
    Sum,
    Table,
    amount_key,
    amounts,
    at_least,
    attack,
    cube,
    derived,
    intervals,
    key,
    linear,
    protect,
)
from poolbook.rules.disclosure.amounts import Money, protect_amounts
from poolbook.rules.disclosure.notes import notes
from poolbook.rules.disclosure.published import CLEAR, Publication, shown
from poolbook.rules.refusal import Refusal

ROWS = {("a", "x"): 3, ("a", "y"): 20, ("b", "x"): 30, ("b", "y"): 2, ("c", "x"): 9, ("c", "y"): 12}
TABLE = cube({"row": ["a", "b", "c"], "column": ["x", "y"]}, ROWS)
AX, AY = key({"row": "a", "column": "x"}), key({"row": "a", "column": "y"})


@pytest.mark.parametrize(
    ("preset", "count", "text"),
    [
        (DEFAULT, 0, "0"),
        (DEFAULT, 1, "*"),
        (DEFAULT, 7, "*"),
        (DEFAULT, 8, "10"),
        (DEFAULT, 12, "10"),
        (DEFAULT, 13, "15"),
        (DEFAULT, 1234, "1,235"),
        (BELOW_10, 9, "*"),
        (BELOW_10, 10, "10"),
        (BELOW_5, 4, "*"),
        (BELOW_5, 5, "5"),
    ],
)
def test_how_a_count_is_shown(preset, count, text):
    assert shown(count, preset).text() == text


@pytest.mark.parametrize("preset", PRESETS.values())
def test_what_a_shown_count_tells_is_exactly_what_is_shown_so(preset):
    for count in range(200):
        cell = shown(count, preset)
        same = [n for n in range(220) if shown(n, preset).text() == cell.text()]
        assert (cell.low, cell.high) == (same[0], same[-1])


def test_a_preset_that_protects_nobody_is_refused_with_every_fault():
    with pytest.raises(Refusal) as refused:
        Preset("none", below=2, base=7, keep=9)
    assert len(refused.value.details) == 3


def test_a_table_that_does_not_add_up_is_refused():
    total, one = key({}), key({"a": "1"})
    with pytest.raises(Refusal) as refused:
        Table({total: 3, one: 2}, (Sum(total, (one,)),))
    assert refused.value.details == ("everybody: 3, but its parts make 2",)
    with pytest.raises(Refusal):
        Table({total: -1})


def test_groups_are_subtotals():
    table = cube(
        {"s": ["a", "b", "c"]}, {("a",): 1, ("b",): 2, ("c",): 4}, groups={"s": {"g": ["a", "b"]}}
    )
    assert table.counts[key({"s": "g"})] == 3 and table.counts[()] == 7
    with pytest.raises(Refusal):
        cube({"s": ["a"]}, {("z",): 1})


def test_the_cheapest_cells_are_hidden_and_totals_stay():
    done = protect(TABLE, BELOW_5)
    assert {k for k, cell in done.cells.items() if cell.mark == "x"} == {
        AY,
        key({"row": "b", "column": "x"}),
    } or attack([done]) == ()
    assert all(done.cells[k].mark == CLEAR for k in done.cells if len(k) < 2)


def test_the_range_of_a_hidden_cell_holds_the_truth_and_is_exact():
    naive = Publication({k: shown(n, BELOW_10) for k, n in TABLE.counts.items()}, TABLE.sums)
    found = intervals([naive])
    assert found[AX] == (3, 3)


def test_figures_that_changed_under_the_same_name_are_refused():
    cell = key({"date": "2020-10-31"})
    first = protect(Table({cell: 20}))
    with pytest.raises(Refusal) as refused:
        protect(Table({cell: 30}), earlier=[first])
    assert "30 now; published earlier as 18 to 22" in refused.value.details[0]


def test_what_an_earlier_pack_gave_away_is_named():
    open_ = Preset("open", below=3, keep=2)
    cell = key({"row": "a"})
    first = protect(Table({cell: 5}), open_)
    assert protect(Table({cell: 5}), earlier=[first]).lost == (cell,)


def money(counts, each=100_00):
    return {k: Money(n * each, each if n else 0, each if n > 1 else 0) for k, n in counts.items()}


def test_a_sum_at_a_known_price_does_not_give_its_people_away():
    counts = protect(TABLE, BELOW_5)
    sums = protect_amounts(TABLE, counts, money(TABLE.counts), "weekly cost", BELOW_5)
    assert attack([counts, sums]) == ()
    for k, cell in counts.cells.items():
        assert cell.mark == CLEAR or sums.cells[amount_key(k, "weekly cost")].value is None


@pytest.mark.parametrize(
    ("one", "dominated"),
    [
        (Money(100, 50, 10), False),
        (Money(100, 51, 10), True),
        (Money(100, 48, 48), True),
        (Money(100, 48, 47), False),
    ],
)
def test_one_person_who_makes_most_of_a_sum(one, dominated):
    assert one.dominated() is dominated


def test_sums_of_money_must_be_whole():
    with pytest.raises(Refusal) as refused:
        protect_amounts(TABLE, protect(TABLE), {AX: Money(-1, 0)}, "cost")
    assert any("negative" in fault for fault in refused.value.details)
    assert Fraction(1, 2) == amounts.DOMINANT


def test_shares_and_changes_come_from_what_is_printed():
    done = protect(TABLE)
    row = key({"row": "a"})
    assert derived.share(done, row, ()) == Fraction(25, 75)
    assert derived.share(done, AX, row) is None
    assert derived.change(done, row, done, ()) == -50
    assert derived.change(done, AX, done, row) is None


def test_an_average_of_too_few_is_withheld():
    done = protect(TABLE)
    row = key({"row": "a"})
    assert derived.average(done, row, 123_456, 8, DEFAULT) == 123_500
    assert derived.average(done, row, 123_456, 7, DEFAULT) is None
    assert derived.average(done, AX, 123_456, 8, DEFAULT) is None


def test_means_that_give_a_sum_away_are_withheld():
    counts = protect(TABLE, BELOW_5)
    sums = protect_amounts(TABLE, counts, money(TABLE.counts), "cost", BELOW_5)
    means = {k: 100_00 for k, n in TABLE.counts.items() if n >= 5}
    kept, told = derived.safe_means(counts, sums, means, "cost", BELOW_5)
    assert attack([counts, told]) == ()
    assert AX not in kept


def test_notes_are_plain_sentences():
    done = protect(TABLE)
    assert notes(done, DEFAULT)[0] == (
        "Numbers from 1 to 7 are shown as *; others are rounded to 5, so totals may not add up."
    )
    assert len(notes(done, DEFAULT, averages=True)) == len(notes(done, DEFAULT)) + 1
    exact = protect(Table({(): 50}), BELOW_5)
    assert notes(exact, BELOW_5) == ()


def test_an_average_that_may_rest_on_too_few_is_recovered():
    done = protect(TABLE, BELOW_5)
    row = key({"row": "a"})
    safe = done.beside(averages=(Average(row, "median", 100, 5),))
    assert attack([safe]) == ()
    for cell, least in ((AX, 5), (row, 24), (key({"row": "unknown"}), 5)):
        (found,) = attack([done.beside(averages=(Average(cell, "median", 100, least),))])
        assert found.cell == amount_key(cell, "median") and found.exact


def test_a_claim_that_does_not_hold_is_refused_and_one_that_does_is_used():
    everybody, one, two = key({}), key({"s": "1"}), key({"s": "2"})
    counts = {everybody: 50, one: 46, two: 4}
    with pytest.raises(Refusal, match="not whole"):
        Table(counts, claims=(at_least([one], [everybody]),))
    # People in either service are everybody, so that 50 less 46 are 4 at least.
    done = protect(Table(counts, claims=(at_least([one, two], [everybody]),)), BELOW_5)
    assert "x" in {cell.mark for cell in done.cells.values()} and attack([done]) == ()
    assert "x" not in {cell.mark for cell in protect(Table(counts), BELOW_5).cells.values()}


def test_a_search_is_limited_by_work_and_not_by_a_clock():
    assert not any("time" in option for option in {**linear.SEARCH, **linear.ROUGH})
