"""Contributions: gross to net, versions compared, and totals that are printed wrong."""

from hypothesis import given
from hypothesis import strategies as st

from poolbook.rules.contributions import KINDS, Change, Item, compare, misprints, totals

ITEMS = st.lists(
    st.builds(
        Item,
        st.sampled_from(["one", "two"]),
        st.sampled_from(["beds", "care"]),
        st.sampled_from(["C", "N"]),
        st.sampled_from(list(KINDS)),
        st.integers(-(10**12), 10**12),
    ),
    max_size=12,
)


def item(kind: str, pence: int, element: str = "care", partner: str = "C", pool: str = "one"):
    return Item(pool, element, partner, kind, pence)


def test_gross_less_income_less_grant_is_net():
    items = [
        item("gross", 1_000), item("gross", 500, "beds"), item("service user income", -200),
        item("grant", -50), item("gross", 9, partner="N"), item("gross", 7, pool="two"),
    ]  # fmt: skip
    found = totals(items, "one", "C")
    assert (found.gross, found.income, found.grant, found.net) == (1_500, -200, -50, 1_250)
    assert totals(items, "three", "C").net == 0


def test_versions_differ_line_by_line():
    before = [item("gross", 10), item("gross", 20, "beds"), item("grant", -1)]
    after = [item("gross", 3, "new"), item("gross", 15), item("grant", -1)]
    assert compare(before, after) == (
        Change("one", "new", "C", "gross", None, 3),
        Change("one", "care", "C", "gross", 10, 15),
        Change("one", "beds", "C", "gross", 20, None),
    )
    assert [change.pence for change in compare(before, after)] == [3, 5, -20]


def test_parts_of_an_element_count_together():
    assert compare([item("gross", 4), item("gross", 6)], [item("gross", 10)]) == ()


def test_printed_totals_that_do_not_hold():
    items = [item("gross", 100), item("grant", -30)]
    printed = {("one", "C", "gross"): 100, ("one", "C", "net"): 71, ("one", "N", "net"): 5}
    found = misprints(iter(items), printed)
    assert [(m.partner, m.what, m.printed, m.computed) for m in found] == [
        ("C", "net", 71, 70),
        ("N", "net", 5, 0),
    ]


@given(ITEMS, ITEMS)
def test_differences_come_to_the_change_of_the_nets(before, after):
    def net(items) -> int:
        return sum(totals(items, pool, p).net for pool in ("one", "two") for p in ("C", "N"))

    assert sum(change.pence for change in compare(before, after)) == net(after) - net(before)
    assert net(before) == sum(i.pence for i in before)


@given(ITEMS)
def test_a_version_does_not_differ_from_itself_in_any_order(items):
    assert compare(items, items[::-1]) == ()


@given(ITEMS)
def test_totals_as_computed_are_no_misprints(items):
    printed = {}
    for pool in ("one", "two"):
        for partner in ("C", "N"):
            found = totals(items, pool, partner)
            printed |= {(pool, partner, "gross"): found.gross, (pool, partner, "net"): found.net}
    assert misprints(items, printed) == ()
    assert len(misprints(items, {key: value + 1 for key, value in printed.items()})) == 8
