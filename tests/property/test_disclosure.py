"""Whatever the table, nothing hidden can be worked out of what is published; the attack is shown to work."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from poolbook.rules.disclosure import PRESETS, Publication, Sum, Table, attack, cube, intervals, key
from poolbook.rules.disclosure.protect import protect
from poolbook.rules.disclosure.published import CLEAR, shown

SMALL_COUNTS = st.one_of(st.integers(0, 3), st.integers(0, 12), st.just(0), st.integers(0, 60))
PRESET = st.sampled_from(list(PRESETS.values()))
RUNS = settings(max_examples=60, deadline=None)


@st.composite
def tables(draw: st.DrawFn, at: str = "2020-10-31") -> Table:
    """A table of one to three dimensions with every margin."""
    sizes = draw(st.lists(st.integers(2, 4), min_size=1, max_size=3))
    values = {f"d{i}": [f"v{j}" for j in range(size)] for i, size in enumerate(sizes)}
    places = list(product(*values.values()))
    counts = draw(st.lists(SMALL_COUNTS, min_size=len(places), max_size=len(places)))
    return cube(values, dict(zip(places, counts, strict=True)), at={"date": at})


def hidden(publication: Publication) -> set:
    return {k for k, cell in publication.cells.items() if cell.mark != CLEAR}


@RUNS
@given(table=tables(), preset=PRESET)
def test_the_attack_recovers_nothing(table, preset):
    done = protect(table, preset)
    assert attack([done]) == ()
    for cell, (low, high) in intervals([done]).items():
        assert low <= table.counts[cell] <= high
        assert high - low >= 1
    for cell, count in table.counts.items():
        assert not (preset.sensitive(count) and done.cells[cell].mark == CLEAR)
        assert done.cells[cell].value not in range(1, preset.below)


@RUNS
@given(table=tables(), preset=PRESET)
def test_the_same_table_is_published_the_same_and_again_beside_itself(table, preset):
    first = protect(table, preset)
    assert protect(table, preset) == first
    again = protect(table, preset, [first])
    assert again.cells == first.cells and attack([first, again]) == ()


@RUNS
@given(data=st.data(), preset=PRESET)
def test_two_linked_publications_together_give_nothing_away(data, preset):
    """The second has the first's margin over one dimension, other dimensions, and later figures."""
    rows = data.draw(
        st.lists(st.lists(SMALL_COUNTS, min_size=3, max_size=3), min_size=2, max_size=4)
    )
    names = [f"r{i}" for i in range(len(rows))]
    first = cube(
        {"row": names, "age": ["a", "b", "c"]},
        {
            (r, a): n
            for r, line in zip(names, rows, strict=True)
            for a, n in zip("abc", line, strict=True)
        },
    )
    cut = [data.draw(st.integers(0, sum(line))) for line in rows]
    other = {(r, "in"): n for r, n in zip(names, cut, strict=True)}
    other |= {(r, "out"): sum(line) - n for r, n, line in zip(names, cut, rows, strict=True)}
    second = cube({"row": names, "county": ["in", "out"]}, other)
    one = protect(first, preset)
    two = protect(second, preset, [one])
    weak = {found.cell for found in attack([one, two])}
    assert weak <= set(two.lost)
    exact = {found.cell for found in attack([one, two], exact=True)}
    assert exact <= set(two.lost)


@RUNS
@given(old=st.integers(8, 60), joined=st.integers(1, 7), preset=PRESET)
def test_people_who_joined_between_two_packs_are_not_worked_out(old, joined, preset):
    before, after, new = (key({"date": d}) for d in ("p6", "p7", "joined"))
    one = protect(Table({before: old}), preset)
    table = Table(
        {before: old, after: old + joined, new: joined},
        (Sum(after, (before, new)),),
        frozenset([new]),
    )
    two = protect(table, preset, [one])
    assert attack([one, two]) == ()


@RUNS
@given(table=tables(), less=st.integers(3, 7))
def test_a_higher_threshold_hides_whatever_is_small_for_a_lower_one(table, less):
    from poolbook.rules.disclosure import Preset

    low, high = (protect(table, Preset("x", below=t, base=5, keep=2)) for t in (less, less + 3))
    small = {k for k, cell in low.cells.items() if cell.mark == "*"}
    assert all(
        high.cells[k].mark != CLEAR
        for k in small | {k for k, n in table.counts.items() if 0 < n < less + 3}
    )


def test_the_attack_recovers_small_numbers_beside_exact_totals():
    """The control: hiding numbers below 5 and nothing else."""
    rows = {
        ("a", "x"): 3,
        ("a", "y"): 20,
        ("b", "x"): 30,
        ("b", "y"): 2,
        ("c", "x"): 9,
        ("c", "y"): 8,
    }
    table = cube({"row": ["a", "b", "c"], "column": ["x", "y"]}, rows)
    preset = PRESETS["below 5"]
    naive = Publication({k: shown(n, preset) for k, n in table.counts.items()}, table.sums)
    found = {one.cell: (one.low, one.high) for one in attack([naive], exact=True)}
    assert found == {
        key({"row": "a", "column": "x"}): (3, 3),
        key({"row": "b", "column": "y"}): (2, 2),
    }


def test_the_attack_recovers_twelve_ones_beside_their_rounded_total():
    """Rounding alone does not do: 12 people are shown as 10, which is 12 at most."""
    table = cube({"row": [f"r{i:02}" for i in range(12)]}, {(f"r{i:02}",): 1 for i in range(12)})
    preset = PRESETS["default"]
    naive = Publication({k: shown(n, preset) for k, n in table.counts.items()}, table.sums)
    assert len(attack([naive], exact=True)) == 12
    assert attack([protect(table, preset)]) == ()


def test_the_attack_recovers_the_one_who_joined_beside_two_exact_totals():
    before, after, new = (key({"date": d}) for d in ("p6", "p7", "joined"))
    preset = PRESETS["below 5"]
    table = Table({before: 20, after: 21, new: 1}, (Sum(after, (before, new)),), frozenset([new]))
    from poolbook.rules.disclosure.published import unseen

    cells = {before: shown(20, preset), after: shown(21, preset), new: unseen(1, preset)}
    (found,) = attack([Publication(cells, table.sums)], exact=True)
    assert (found.cell, found.low, found.high) == (new, 1, 1)
