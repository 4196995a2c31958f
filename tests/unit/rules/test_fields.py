"""Reading tables that people write: every fault noted with its place, nothing passed silently."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from poolbook.rules.fields import Fault, Fields, as_decimal, as_pence


def fields(**data: Any) -> Fields:
    return Fields(data, "here", [])


def said(table: Fields) -> list[str]:
    return [str(fault) for fault in table.faults]


def test_texts_are_stripped():
    table = fields(a=" x ", b=["y", "z"], c="w")
    assert table.text("a") == "x" and table.texts("b") == ("y", "z") and table.texts("c") == ("w",)
    assert table.has("a") and not table.has("d") and not said(table)


@pytest.mark.parametrize(
    ("ask", "value", "message"),
    [
        (lambda f: f.text("n"), 5, "here.n: should be text, not 5"),
        (lambda f: f.text("n", required=True), " ", "here.n: is empty"),
        (lambda f: f.choice("n", ("a", "b")), "c", "here.n: is “c”; it should be one of a, b"),
        (lambda f: f.flag("n"), "yes", "here.n: should be true or false, not yes"),
        (lambda f: f.whole("n"), 1.5, "here.n: should be a whole number, not 1.5"),
        (lambda f: f.whole("n"), True, "here.n: should be a whole number, not True"),
        (lambda f: f.number("n"), "x", "here.n: should be a number, not x"),
        (lambda f: f.money("n"), "£5", "here.n: should be an amount in pounds"),
        (lambda f: f.money("n"), "1.005", "here.n: is 1.005, which has a part of a penny"),
        (lambda f: f.day("n"), "31/10/2020", "here.n: should be a date such as 2020-10-31"),
        (lambda f: f.day("n"), "2020-02-30", "here.n: should be a date such as 2020-10-31"),
        (lambda f: f.day("n"), "20201031", "here.n: should be a date such as 2020-10-31"),
        (lambda f: f.day("n"), datetime(2020, 10, 31), "here.n: should be a date"),
        (lambda f: f.texts("n"), [1], "here.n: should be a list of texts, not [1]"),
        (lambda f: f.table("n"), [], "here.n: should be a table of values, not []"),
        (lambda f: list(f.tables("n")), {}, "here.n: should be a list of tables"),
        (lambda f: list(f.tables("n", required=True)), [], "here.n: is empty; at least one"),
        (lambda f: list(f.tables("n")), [{}, 3], "here.n[2]: should be a table of values, not 3"),
    ],
)
def test_faults_say_where_and_what(ask, value: Any, message: str):
    table = fields(n=value)
    ask(table)
    assert len(table.faults) == 1 and said(table)[0].startswith(message)


def test_missing_fields():
    table = fields()
    assert table.text("a", required=True) == "" and table.choice("b", ("x", "y")) == "x"
    assert table.day("c") is None and table.money("d", None) is None and table.whole("e") == 0
    assert table.number("f") == 0 and table.number("g", Decimal(2)) == 2 and not table.flag("h")
    assert list(table.tables("i")) == [] and table.table("j").data == {}
    assert said(table) == ["here.a: is missing", "here.b: is missing"]


def test_values_of_every_kind():
    table = fields(d=date(2020, 4, 1), t="2020-04-01", w=3, n="2.5", m="-1,200.50", f=True, c="b")
    assert table.day("d") == table.day("t") == date(2020, 4, 1)
    assert table.whole("w") == 3 and table.number("n") == Decimal("2.5")
    assert table.money("m") == -120_050 and table.flag("f") and table.choice("c", ("a", "b")) == "b"


def test_a_misspelt_field_is_a_fault_and_so_are_those_within():
    table = fields(budgt=1, inner={"x": 1}, rows=[{"y": 1}])
    table.text("budget")
    table.table("inner").done()
    for row in table.tables("rows"):
        row.done()
    table.done()
    assert said(table) == [
        "here.inner.x: is not a field that is known here (known: )",
        "here.rows[1].y: is not a field that is known here (known: )",
        "here.budgt: is not a field that is known here (known: budget, inner, rows)",
    ]


def test_ignoring_leaves_nothing_to_fault():
    table = fields(a=1)
    table.ignore()
    table.done()
    assert not table.faults


def test_a_fault_of_the_whole_has_no_place():
    assert str(Fault("", "is wrong")) == "is wrong"


@pytest.mark.parametrize("value", ["1200.50", 1200.5, Decimal("1200.5"), "1,200.50", " 1200.50 "])
def test_amounts(value: Any):
    assert as_pence(value) == (120_050, "")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "abc",
        "1,50",
        "1,2,3",
        "1 200",
        "1e3",
        "1_000",
        "١٢",
        "(5)",
        "5-",
        "NaN",
        "inf",
        None,
        True,
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("1e999999"),
        Decimal("1e-999999"),
        [],
        pytest.param(10**5000, id="thousands of digits"),
    ],
)
def test_what_is_no_amount(value: Any):
    assert as_decimal(value) is None
    assert as_pence(value)[1].startswith("should be an amount in pounds")


def test_amounts_are_exact_and_bounded():
    assert as_pence(0.1 + 0.2)[1].startswith("is 0.30000000000000004, which has a part of a penny")
    assert as_pence(Decimal("0.0000000000000000000000000001"))[1].endswith("two decimals")
    assert as_pence(10**12) == (10**14, "")
    assert as_pence(10**15) == (10**17, "")
    assert as_pence("1000000000000000.01")[1].endswith("beyond £1,000,000,000,000,000")
