"""Budget lines from the pages: what a closed period holds still, and an order that is whole or not."""

import pytest
from django.db import IntegrityError, transaction

from poolbook.agreements.models import BudgetLine
from poolbook.finance.actions import lines
from poolbook.finance.queries import tree
from poolbook.intake import setup
from tests import factories
from tests.factories import Book, refused

PLAIN = {"name": "New", "kind": "pooled", "risk_grade": "none", "method": "manual"}


def add(book: Book, code: str = "new", **more) -> BudgetLine:
    given = PLAIN | {"by": book.manager, "pool": book.pools[0], "from_year": 2020} | more
    return lines.add_line(code=code, **given)


def order(book: Book, codes: str, **more) -> int:
    given = {"by": book.manager, "pool": book.pools[0], "year": 2020} | more
    return lines.order_lines(codes=codes.split(), **given)


def codes(book: Book) -> str:
    return " ".join(line.code for line in tree.of_pool(book.pools[0], 2020))


def test_a_line_is_added_last_under_its_heading(book: Book):
    other = add(book, "other")
    add(book, "under", parent=book.heading)
    assert codes(book) == "all L1 L2 under other"
    add(book, "deep", parent=other)
    assert [b.level for b in tree.branches(tree.of_pool(book.pools[0], 2020))] == [0, 1, 1, 1, 0, 1]


def test_what_is_no_line(book: Book):
    assert "a line “L3” in the agreement" in refused(add, book, "L3").details[0]
    said = refused(add, book, parent=book.line(1)).details
    assert said == (
        "“Line 1” has budget, forecast or spend of its own, so it cannot become a heading",
    )
    assert "in another pool" in refused(add, book, parent=book.line(3)).details[0]
    said = refused(add, book, parent=book.heading, from_year=2019).details
    assert said == ("its heading “All” does not serve 2019/20",)
    assert not BudgetLine.objects.filter(code="new").exists()


def test_attributes_change_while_nothing_is_closed(book: Book):
    changed = lines.change_line(
        by=book.manager, line=book.line(1), name="Beds", risk_group=book.groups[1], kind="aligned"
    )
    assert (changed.name, changed.risk_group, changed.kind) == ("Beds", book.groups[1], "aligned")


@pytest.mark.parametrize("change", ["risk_group", "kind", "owner", "risk_grade"])
def test_what_a_closed_period_was_shared_on_stays(closed: Book, change: str):
    line = closed.line(1)
    value = {
        "risk_group": closed.groups[1], "kind": "in view", "owner": None, "risk_grade": "high",
    }[change]  # fmt: skip
    said = refused(lines.change_line, by=closed.manager, line=line, **{change: value})
    assert said.message == "Line 1 (L1) was not changed"
    assert "2020-21/P1 was closed on it" in said.details[0]
    assert "add another from 2021/22" in said.details[0]
    with pytest.raises(IntegrityError, match="as it was when period 2020/P1"), transaction.atomic():
        BudgetLine.objects.filter(pk=line.pk).update(**{change: value})
    lines.change_line(
        by=closed.manager, line=line, name="Beds", holder=closed.holder, method="run rate",
        **{change: getattr(line, change)},
    )  # fmt: skip


def test_a_line_that_begins_after_the_closed_period_changes(closed: Book):
    later = add(closed, from_year=2021)
    lines.change_line(by=closed.manager, line=later, risk_group=closed.groups[1])


@pytest.mark.parametrize("values", [{"code": "x"}, {"to_year": 2019}, {"from_year": 2021}])
def test_the_database_keeps_a_line_where_it_was_closed(closed: Book, values: dict):
    with pytest.raises(IntegrityError, match="as it was when"), transaction.atomic():
        BudgetLine.objects.filter(code="L1").update(**values)


def test_a_line_ends_after_its_money(book: Book):
    spare = add(book, "spare", from_year=2019)
    lines.end_line(by=book.manager, line=spare, last=2019)
    assert "spare" not in codes(book)
    lines.end_line(by=book.manager, line=spare, last=None)
    end = {"by": book.manager, "line": spare}
    assert refused(lines.end_line, last=2018, **end).details == (
        "it begins in 2019/20, so it cannot end before that",
    )
    old = BudgetLine.objects.filter(code="L1")
    old.update(from_year=2018)
    said = refused(lines.end_line, by=book.manager, line=old.get(), last=2019).details
    assert said == ("it has budget, forecast or spend in 2020/21",)
    book.heading.from_year = 2018
    book.heading.save()
    said = refused(lines.end_line, by=book.manager, line=book.heading, last=2019).details
    assert said[0] == "Line 1 (L1) under it goes on; end that first"


def test_a_line_does_not_leave_or_enter_a_closed_period(closed: Book):
    lines.end_line(by=closed.manager, line=closed.line(1), last=2020)
    gone = factories.agreements.keep_line(
        by="x", pool=closed.pools[0], code="gone", name="Gone", place=9, from_year=2018, to_year=2019
    )  # fmt: skip
    said = refused(lines.end_line, by=closed.manager, line=gone, last=None).details
    assert said == ("2020-21/P1 was closed without it, and stays as it was closed",)


def test_the_order_is_saved_whole(book: Book):
    add(book, "other")
    assert order(book, "all L2 L1 other") == 2
    assert codes(book) == "all L2 L1 other"
    assert order(book, "other all L2 L1") == 4
    assert order(book, "other all L2 L1") == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("all L1", "“L2” is left out"),
        ("all L1 L2 L3", "“L3” is not a line of Pool one in 2020/21"),
        ("all L1 L1 L2", "“L1” stands there twice"),
        ("L1 all L2", "Line 1 (L1) stands outside its heading"),
    ],
)
def test_an_order_that_is_not_whole_changes_nothing(book: Book, given: str, said: str):
    assert said in refused(order, book, given).details
    assert codes(book) == "all L1 L2"


def test_a_line_may_not_leave_its_heading(book: Book):
    add(book, "other")
    said = refused(order, book, "all L1 other L2")
    assert said.details == ("Line 2 (L2) stands outside its heading",)


def test_a_stale_order_is_refused(book: Book):
    seen = codes(book).split()
    order(book, "all L2 L1", seen=seen)
    said = refused(order, book, "all L1 L2", seen=seen)
    assert "somebody changed the order" in said.details[0]
    assert codes(book) == "all L2 L1"


def test_who_may_not_set_lines_up(book: Book):
    for by in (book.holder, book.leads[0], book.analyst, book.auditor):
        assert "may not set up" in refused(add, book, by=by).message
        assert "may not set up" in refused(order, book, "x", by=by).message
        line = {"by": by, "line": book.line(1)}
        assert "may not set up" in refused(lines.change_line, name="x", **line).message
        assert "may not set up" in refused(lines.end_line, last=2020, **line).message
        group = {"by": by, "agreement": book.agreement, "code": "g", "name": "G"}
        assert "may not set up" in refused(lines.keep_group, **group).message


def test_a_risk_group_is_added_once(book: Book):
    group = {"by": book.manager, "agreement": book.agreement, "code": "third", "name": "Third"}
    assert lines.keep_group(**group).place == 3
    assert "there is a risk group “third”" in refused(lines.keep_group, **group).message


def test_a_folder_may_not_change_what_was_closed(closed: Book, tmp_path):
    """`poolbook init` on a changed folder says the same, with its row."""
    (tmp_path / "lines.csv").write_text(
        "pool,code,name,from year,parent,owner,risk group\none,all,All,2020,,,\n"
        "one,L1,Line 1,2020,all,P2,own\n"
    )
    setting = setup.folder.Setting(
        tmp_path,
        pools={"one": closed.pools[0]},
        groups={g.code: g for g in closed.groups},
        partners={p.code: p for p in closed.partners},
    )
    setup.folder.tables.keep_lines("lines.csv", setting)
    assert len(setting.faults) == 1
    assert "row 3, column code: “L1”: its risk group cannot change" in setting.faults[0]
