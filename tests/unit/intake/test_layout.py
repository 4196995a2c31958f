"""Layouts as saved: round trip, and every fault of a wrong one at once."""

import pytest

from poolbook.intake.reading import Layout


def test_round_trip() -> None:
    layout = Layout(
        sheet="Ledger",
        header_row=6,
        date_order="mdy",
        sign="reversed",
        columns={"amount": "Gross", "project": ["A", "B"]},
        period_columns={"Q1": 3},
        unpivot=True,
        skip_labels=("Balance sheet",),
    )
    assert Layout.from_dict(layout.to_dict()) == layout
    assert Layout().to_dict() == {"sign": "as read"}
    assert Layout.from_dict({}) == Layout()


def test_every_fault_is_listed() -> None:
    wrong = {
        "sheet": 5,
        "header_row": 0,
        "delimiter": ",,",
        "date_order": "ymd",
        "sign": "minus",
        "unpivot": "yes",
        "columns": {"amount": 7},
        "period_columns": {"Q1": 14},
        "skip_labels": "Total",
        "colour": "red",
    }
    with pytest.raises(ValueError) as raised:
        Layout.from_dict(wrong)
    said = str(raised.value)
    names = [*wrong, "'amount'", "'Q1'"]
    assert [name for name in names if name not in said] == []


@pytest.mark.parametrize("part", ["columns", "period_columns"])
def test_parts_that_are_not_tables(part: str) -> None:
    with pytest.raises(ValueError, match=part):
        Layout.from_dict({part: 5})


def test_not_an_object() -> None:
    with pytest.raises(ValueError, match="must be an object"):
        Layout.from_dict(["sheet"])
