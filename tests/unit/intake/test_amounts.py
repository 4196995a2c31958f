"""Amounts as ledgers write them."""

import pytest

from poolbook.intake.reading.amounts import AmountError, is_error, to_pence


@pytest.mark.parametrize(
    ("written", "pence"),
    [
        ("1234.50", 123450),
        ("1,234.50", 123450),
        ("£1,234.50", 123450),
        ("£ 1,234.5", 123450),
        ("(1,234.50)", -123450),
        ("(£1,234.50)", -123450),
        ("£(1,234.50)", -123450),
        ("-1,234", -123400),
        ("1,234-", -123400),
        ("-£1,234.00", -123400),
        ("£-1,234.00", -123400),
        ("\u22121,234.50", -123450),
        ("\u20131,234.50", -123450),
        ("1,234 CR", -123400),
        ("1,234.00CR", -123400),
        ("CR 1,234.00", -123400),
        ("1,234.00 Dr", 123400),
        ("35,518.34 ", 3551834),
        ("\u00a01\u00a0234.50\u00a0", 123450),
        ("1 234.50", 123450),
        ("+5.00", 500),
        ("GBP 5.00", 500),
        (".5", 50),
        ("5.", 500),
        ("0", 0),
        ("-", 0),
        (" - ", 0),
        ("£-", 0),
        ("nil", 0),
        ("", None),
        ("   ", None),
        ("12.340000001", 1234),
        ("12.33999999999", 1234),
        ("12.3400", 1234),
        (12.34, 1234),
        (12.340000001, 1234),
        (-0.1 - 0.2, -30),
        (1e-9, 0),
        (4567, 456700),
        (99999999999.99, 9999999999999),
        (None, None),
    ],
)
def test_understood(written: object, pence: int | None) -> None:
    assert to_pence(written) == pence


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("abc", "'abc' is not an amount"),
        ("12.345", "'12.345' has a part of a penny"),
        (12.345, "'12.345' has a part of a penny"),
        ("1.234,50", "'1.234,50' has commas or points where an amount has none"),
        ("12,34", "'12,34' has commas or points where an amount has none"),
        ("1,2345.00", "'1,2345.00' has commas or points where an amount has none"),
        ("-(5.00)", "'-(5.00)' has two signs"),
        ("-5.00 CR", "'-5.00 CR' has two signs"),
        ("££5", "'££5' has two signs"),
        ("$5.00", "'$5.00' is in another currency"),
        ("1.5E+05", "has lost digits"),
        ("1_000.00", "'1_000.00' is not an amount"),
        (".-5", "'.-5' is not an amount"),
        ("5.0.0", "has commas or points"),
        ("#DIV/0!", "Excel error #DIV/0!"),
        ("#UNCALCULATED", "the formula was saved without its result"),
        ("9" * 20, "is too large to be right"),
        (1e300, "is too large to be right"),
        (float("inf"), "'inf' is not an amount"),
        (float("nan"), "'nan' is not an amount"),
        (True, "'True' is not an amount"),
        (".", "is not an amount"),
    ],
)
def test_not_understood(written: object, reason: str) -> None:
    with pytest.raises(AmountError) as raised:
        to_pence(written)
    assert reason in str(raised.value) or (written == "." and "commas" in str(raised.value))


def test_excel_errors_are_known() -> None:
    assert is_error("#N/A") and is_error(" #ref! ")
    assert not is_error("#1 Supplies") and not is_error(5.0)
