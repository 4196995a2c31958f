"""Tables of many layouts: headings, money columns, totals, footers, signs."""

from pathlib import Path

from poolbook.intake.reading import Layout
from tests.unit.intake.helpers import codes, read, roles

LEDGER = """Oxfordshire County Council
Ledger extract,,Period 7 2020/21
Run date:,01/11/2020

Cost Centre,Subjective,Narrative,Debit,Credit
C1,4001,a,100.00,
C1,4002,b,,20.50
,,,,
C1 Total,,,100.00,20.50
C2,4001,c,5.00,
Cost Centre,Subjective,Narrative,Debit,Credit
C2,4001,d,,1.00
C2 Total,,,5.00,1.00
Grand total,,,105.00,21.50
End of report,,,,
"""


def test_titles_debits_and_credits_totals_repeats_and_a_footer(tmp_path: Path) -> None:
    reading = read(tmp_path, LEDGER)
    assert codes(reading) == []
    assert (reading.header_row, reading.title_rows) == (5, 4)
    assert [row.amount for row in reading.rows] == [10000, -2050, 500, -100]
    assert [row.number for row in reading.rows] == [6, 7, 10, 12]
    assert (reading.debit_total, reading.credit_total, reading.total_pence) == (10500, 2150, 8350)
    counts = reading.counts
    left_out = [counts[n] for n in ("blank", "subtotals", "repeated_headers", "footers")]
    assert left_out == [1, 3, 1, 1]


def test_a_grand_total_that_is_a_penny_out_is_caught(tmp_path: Path) -> None:
    reading = read(tmp_path, LEDGER.replace("105.00,21.50", "105.00,21.51"))
    (fault,) = reading.faults
    assert (fault.code, fault.row) == ("total-mismatch", 14)
    assert "'Grand total' says £83.49, but the rows above it add up to £83.50." in fault.message


def test_headings_over_two_rows(tmp_path: Path) -> None:
    text = "Pool\nCost,Account,Posting,Net\ncentre,code,date,amount £\nC1,4001,13/04/2020,5\n"
    reading = read(tmp_path, text)
    assert roles(reading) == {
        "Cost centre": "cost_centre",
        "Account code": "account",
        "Posting date": "date",
        "Net amount £": "amount",
    }
    assert (reading.header_row, reading.header_rows, reading.title_rows) == (3, 2, 1)
    assert reading.rows[0].month == 1


def test_groups_of_period_columns_take_the_actuals(tmp_path: Path) -> None:
    text = (
        "Cost centre,Account,Actual,,,Budget,,\n,,Apr,May,Jun,Apr,May,Jun\n"
        "C1,4001,1.00,2.00,3.00,9,9,9\nC2,4001,-,,(3.00),9,9,9\n"
    )
    reading = read(tmp_path, text)
    assert reading.period_columns == {"Actual Apr": 1, "Actual May": 2, "Actual Jun": 3}
    assert [(r.number, r.month, r.amount) for r in reading.rows] == [
        (3, 1, 100),
        (3, 2, 200),
        (3, 3, 300),
        (4, 1, 0),
        (4, 3, -300),
    ]


def test_period_columns_with_their_totals(tmp_path: Path) -> None:
    text = "CC\tAccount\tM01\tM02\tTotal\nC1\t1\t1.00\t2.00\t3.00\nTotal\t\t1.00\t2.00\t3.00\n"
    reading = read(tmp_path, text)
    assert codes(reading) == []
    assert (reading.delimiter, len(reading.rows), reading.counts["subtotals"]) == ("\t", 2, 1)


def test_bare_numbers_are_periods_when_they_run_from_one(tmp_path: Path) -> None:
    numbers = ",".join(map(str, range(1, 13)))
    reading = read(tmp_path, f"CC,Nominal,{numbers}\nC1,4,{','.join(['1.00'] * 12)}\n")
    assert list(reading.period_columns.values()) == list(range(1, 13))


def test_nested_totals_and_a_supplier_called_total(tmp_path: Path) -> None:
    text = (
        "Cost centre,Account,Amount\nC1,a,10.00\nC1,b,20.00\nSub-total C1,,30.00\nC2,a,5.00\n"
        "C2,b,5.00\nSub-total C2,,10.00\nTotal service,,40.00\nC3,a,1.00\n"
        "TOTAL GAS & POWER,c,2.00\nGrand Total,,43.00\n"
    )
    reading = read(tmp_path, text)
    assert codes(reading) == []
    assert (reading.counts["subtotals"], reading.total_pence) == (4, 4300)


def test_the_side_column_makes_credits_negative(tmp_path: Path) -> None:
    reading = read(tmp_path, "Cost centre,Account,DR/CR,Amount\nC1,1,D,10.00\nC1,2,C,4.00\n")
    assert [row.amount for row in reading.rows] == [1000, -400]


def test_actual_is_taken_beside_budget_and_variance(tmp_path: Path) -> None:
    reading = read(tmp_path, "CC,Account,Budget,Actual,Variance\nC1,1,5.00,6.00,1.00\n")
    assert (reading.amount_column, codes(reading)) == ("Actual", ["other-amounts"])


def test_oracle_headings(tmp_path: Path) -> None:
    text = "COST_CENTRE,ACCOUNT,ACCOUNTED_DR,ACCOUNTED_CR,PERIOD_NAME\nC1,1,5.00,,APR-20\n"
    reading = read(tmp_path, text)
    assert (reading.rows[0].amount, reading.rows[0].month) == (500, 1)


def test_period_numbers_follow_the_dates_beside_them(tmp_path: Path) -> None:
    head = "Cost centre,Month,Date,Amount\n"
    calendar = read(tmp_path, head + "C1,4,13/04/2020,1.00\nC1,5,14/05/2020,1.00\n")
    financial = read(tmp_path, head + "C1,1,13/04/2020,1.00\nC1,2,14/05/2020,1.00\n")
    assert [r.month for r in calendar.rows] == [r.month for r in financial.rows] == [1, 2]
    assert codes(calendar) == codes(financial) == []


def test_layout_settles_amount_sign_own_columns_and_labels(tmp_path: Path) -> None:
    layout = Layout(
        columns={"amount": "Gross", "project": ["Project", "Task"]},
        sign="reversed",
        skip_labels=("Balance sheet",),
    )
    text = "CC,Project,Task,Gross,VAT,Net\nC1,P1,T9,12,2,10\nBalance sheet,P1,T9,99,1,98\n"
    reading = read(tmp_path, text, layout)
    (row,) = reading.rows
    assert (row.amount, row.other) == (-1200, {"project": "P1 T9"})
    assert reading.counts["skipped"] == 1


def test_layout_heading_that_is_not_there(tmp_path: Path) -> None:
    reading = read(tmp_path, "CC,Amount\nC1,1\n", Layout(columns={"date": "When"}))
    assert codes(reading) == ["column-not-found"]
    assert "The headings are 'CC', 'Amount'." in reading.faults[0].message


def test_layout_period_columns_and_unpivot_off(tmp_path: Path) -> None:
    text = "CC,Account,Apr-20,May-20,Amount\nC1,1,1.00,2.00,3.00\n"
    wide = read(tmp_path, text, Layout(period_columns={"May-20": 2}))
    assert [(row.month, row.amount) for row in wide.rows] == [(2, 200)]
    long = read(tmp_path, text, Layout(unpivot=False))
    assert [row.amount for row in long.rows] == [300]


def test_settled_header_row(tmp_path: Path) -> None:
    text = "CC,Amount\nC1,1.00\nCC,Amount\nC2,2.00\n"
    reading = read(tmp_path, text, Layout(header_row=3))
    assert (reading.header_row, reading.total_pence) == (3, 200)
    assert read(tmp_path, text, Layout(header_row=9)).refused


def test_totals_with_their_codes_filled(tmp_path: Path) -> None:
    head = "Company,Year,Cost centre,Account,Text,Amount\n"
    lines = "OCC,2020,C1,4001,a,10.00\nOCC,2020,C1,4002,b,5.00\nOCC,2020,C1,Total,,{}\n"
    right = read(tmp_path, head + lines.format("15.00") + "OCC,2020,C1 Total,,x,15.00\n")
    assert (codes(right), right.counts["subtotals"], right.total_pence) == ([], 2, 1500)
    wrong = read(tmp_path, head + lines.format("15.01"))
    assert (codes(wrong), wrong.total_pence) == (["maybe-total"], 3001)


def test_a_narrative_that_ends_in_total_is_data(tmp_path: Path) -> None:
    text = "CC,Account,Narrative,Amount\nC1,4001,Sub,5.00\nC1,4001,Grand Total,7.00\nC1,4,x,1.00\n"
    reading = read(tmp_path, text)
    assert (codes(reading), reading.total_pence) == (["maybe-total"], 1300)
