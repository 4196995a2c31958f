"""Publications' files by their layouts: every shape, with small files of made-up figures."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from poolbook.intake.feeds import FeedLayout, LayoutError, open_file, recognise, shipped
from poolbook.intake.feeds.times import time
from tests.unit.intake.feed_files import (
    FALLS,
    GOOD,
    layout,
    reading,
    said,
    values,
    workbook,
    written,
)

D = Decimal


def test_measures_across_under_a_preamble_with_headings_in_any_dress(tmp_path: Path) -> None:
    found = reading(written(tmp_path, GOOD), layout())
    assert said(found.faults) == []
    assert values(found) == {
        ("falls-seen", "Alderford"): 40,
        ("falls-seen", "Brackwater"): 60,
        ("falls-in-time", "Alderford"): 75,
        ("falls-in-time", "Brackwater"): "not available",
    }
    first = found.observed[1]
    assert (first.numerator, first.denominator) == (30, 40)
    assert (first.starts, first.ends) == (date(2024, 4, 1), date(2024, 4, 30))
    assert found.observed[0].where == "row 5"
    assert found.totals == 3  # seen; seen in time over seen
    assert found.unused == {"the file": ["Remark"]}


def test_a_missing_part_may_make_a_total_larger_and_never_smaller(tmp_path: Path) -> None:
    short = GOOD.replace("Total,100,70", "Total,100,29")
    assert said(reading(written(tmp_path, short), layout()).faults) == [
        "Row 7: the total of falls-in-time, numerator for April 2024 is 29, and its 2 parts come to 30: "
        "1 more than the total."
    ]


LONG = """
code = "long"
name = "Long"
[[tables]]
shape = "long"
headings = ["Area code", "Year", "Month", "Indicator", "Value", "People"]
period = { columns = ["Year", "Month"], reads = "month of year" }
area = { code = "Area code", scheme = "ods", kinds = { "R??" = "trust", "*" = "provider" } }
names = { what = { column = "Indicator", pattern = "^[0-9.]+ (.+)$" } }
where = [{ column = "Indicator", pattern = "^[0-9]" }]
[[tables.measures]]
ref = "long-{what:slug}"
name = "{what}"
unit = "count"
polarity = "lower"
value = "Value"
count = "People"
when = [{ column = "Indicator", is = "2.1 Falls; hips", is_not = true }]
[[tables.measures]]
ref = "hips"
name = "Hips"
unit = "rate"
per = 1000
polarity = "lower"
value = "Value"
times = 10
when = [{ column = "Indicator", is = "2.1 Falls; hips" }]
"""


def test_a_row_a_value_with_measures_named_by_a_column(tmp_path: Path) -> None:
    text = (
        "Area code,Year,Month,Indicator,Value,People\n"
        "RTH,2019-20,April,1.1 Bed days,12,300\n"
        "RTH,2019-20,March,1.1 Bed days,c,300\n"
        "RTH,2019-20,March,2.1 Falls; hips,0.5,\n"
        "RTH,2019-20,March,About hips,,\n"
    )
    found = reading(written(tmp_path, text), layout(LONG))
    assert said(found.faults) == []
    told = [(v.measure, v.starts, v.status, v.value, v.count) for v in found.observed]
    assert told == [
        ("long-bed-days", date(2019, 4, 1), "value", 12, 300),
        ("long-bed-days", date(2020, 3, 1), "suppressed", None, None),
        ("hips", date(2020, 3, 1), "value", 5, None),
    ]
    assert found.measures["long-bed-days"].meaning["name"] == "Bed days"
    assert found.observed[0].area.kind == "trust"


PERIODS = """
code = "periods"
name = "Periods"
[[tables]]
sheet = "Table_*"
shape = "periods"
headings = ["Code", "Council"]
across = "^(?P<period>[0-9]{4} to [0-9]{4}) - (?P<part>.+)$"
period = { heading = "period", reads = "financial year" }
area = { code = "Code", name = "Council" }
names = { title = { row = "Table *", pattern = "^Table [^:]+: (.+)$" } }
no_value = ["[z]"]
brackets = true
[[tables.measures]]
ref = "asc-{title:slug}"
name = "{title}"
unit = "percent"
polarity = "higher"
value = "outcome"
numerator = "numerator"
denominator = "denominator"
note = "margin of error"
"""


def test_periods_across_in_sheets_whose_title_names_the_measure(tmp_path: Path) -> None:
    head = ["Code", "Council"] + [
        f"{years} - {part}"
        for years in ("2022 to 2023", "2023 to 2024")
        for part in ("numerator", "denominator", "outcome", "margin of error")
    ]
    rows = [
        ["Table 9a: at home [note 3]"],
        head,
        ["E01", "Alderford", 45, 50, 90, 1.5, "[z]", "[z]", "[z]", "[z]"],
        ["E02", "Brackwater", "[x]", "[x]", "[x]", "[x]", 30, 40, "75 (74.9)", 2],
    ]
    found = reading(workbook(tmp_path, {"Cover": [["x"]], "Table_9a": rows}), layout(PERIODS))
    assert said(found.faults) == []
    one, missing, bracketed = found.observed
    assert (one.measure, one.value, one.numerator, one.denominator) == ("asc-at-home", 90, 45, 50)
    assert one.note == "margin of error 1.5"
    assert one.where == "sheet “Table_9a”, cell E3"
    assert missing.status == "not available" and "[x]" in missing.note
    assert bracketed.value == 75
    assert bracketed.note == "the file also gives 74.9 in brackets; margin of error 2"
    assert bracketed.starts == date(2023, 4, 1)
    assert found.left_out == 1
    assert found.measures["asc-at-home"].meaning["name"] == "at home"


def test_headings_in_three_rows_are_joined_and_filled_to_the_right(tmp_path: Path) -> None:
    rows = [
        [None, None, "Acute", None, None, None, "Non-Acute"],
        [None, None, "A) Assessment", None, "B) Funding", None, "A) Assessment"],
        ["Year", "Period", "NHS", "Both", "NHS", "Both", "NHS"],
        [None] * 7,
        ["2019-20", "January", 1, 2, 3, 4, 5],
        ["Notes:"],
        ["2019-20", "February", 9, 9, 9, 9, 9],
    ]
    text = """
code = "deep"
name = "Deep"
[[tables]]
header_rows = 3
headings = ["Year", "Period", "NHS", "Both"]
across = "^(?P<setting>[^|]+) \\\\| (?P<letter>[A-Z])\\\\) (?P<reason>[^|]+) \\\\| (?P<org>.+)$"
period = { columns = ["Year", "Period"], reads = "month of year" }
area = { says = "E92000001" }
[[tables.measures]]
ref = "days-{setting:slug}-{letter:slug}-{org:slug}"
name = "{reason}, {setting}, {org}"
unit = "days"
polarity = "lower"
value = "value"
ended = 2020-03-01
"""
    found = reading(workbook(tmp_path, {"Days": rows}), layout(text))
    assert said(found.faults) == []
    assert {v.measure: int(v.value or 0) for v in found.observed} == {
        "days-acute-a-nhs": 1, "days-acute-a-both": 2, "days-acute-b-nhs": 3,
        "days-acute-b-both": 4, "days-non-acute-a-nhs": 5,
    }  # fmt: skip
    assert found.measures["days-acute-b-nhs"].meaning["name"] == "Funding, Acute, NHS"
    assert found.measures["days-acute-b-nhs"].ended == date(2020, 3, 1)


def test_rows_are_counted_for_a_share_as_at_the_newest_day(tmp_path: Path) -> None:
    heads = (
        "Location ID,Location Type,Location Primary Inspection Category,Location Local Authority,"
        "Service / Population Group,Domain,Latest Rating,Publication Date"
    )
    rows = [
        "1,Social Care Org,Homecare,Alderford,Overall,Overall,Good,05/29/2026",
        "2,Social Care Org,Homecare,Alderford,Overall,Overall,Inadequate,-",
        "3,Social Care Org,Homecare,Alderford,Overall,Overall,Outstanding,01/13/2026",
        "4,Social Care Org,Homecare,Alderford,Overall,Overall,Not Rated,01/13/2026",
        "4,Social Care Org,Homecare,Alderford,Homecare,Overall,Good,01/13/2026",
        "5,Dentist,Dentists,Alderford,Overall,Overall,Not applicable,01/13/2026",
    ]
    found = reading(written(tmp_path, "\n".join([heads, *rows]) + "\n", "cqc.csv"))
    assert found.layout.code == "cqc-ratings"
    told = {v.measure: (v.value, v.numerator, v.denominator) for v in found.observed}
    assert told == {
        "cqc-social-care-good": (D("66.66666667"), 2, 3),
        "cqc-homecare-good": (D("66.66666667"), 2, 3),
        "cqc-dentists-good": (None, 0, 0),
    }
    assert {v.ends for v in found.observed} == {date(2026, 5, 31)}


def test_rows_of_one_council_are_added(tmp_path: Path) -> None:
    heads = (
        "Year,Period Name,Local Authority Code,Local Authority Name,Acute Or Non Acute Description,"
        "Reason For Delay,NHS A SUM,NHS B SUM,Social Care A SUM,Social Care B SUM,Both A SUM,Both B SUM"
    )
    rows = [
        "2016-17,OCTOBER,817,ALDERFORD,Acute,I_HOUSING,1,10,0,2,0,0",
        "2016-17,OCTOBER,817,ALDERFORD,Non-Acute,I_HOUSING,0,5,0,0,0,1",
        "2016-17,OCTOBER,817,ALDERFORD,Acute,H_DISPUTES,0,0,3,7,0,0",
    ]
    found = reading(written(tmp_path, "\n".join([heads, *rows]) + "\n", "dtoc.csv"))
    told = {v.measure: int(v.value or 0) for v in found.observed}
    assert told == {
        "dtoc-days": 25, "dtoc-patients": 4, "dtoc-days-acute": 19, "dtoc-days-non-acute": 6,
        "dtoc-days-nhs": 15, "dtoc-days-social-care": 9, "dtoc-days-both": 1,
        "dtoc-days-housing": 18, "dtoc-days-disputes": 7,
    }  # fmt: skip
    assert found.observed[0].area[:3] == ("cssr", "817", "ALDERFORD")


@pytest.mark.parametrize(
    ("text", "reads", "order", "starts", "ends"),
    [
        ("2015 to 2016", "financial year", "dmy", date(2015, 4, 1), date(2016, 3, 31)),
        ("2022_23", "financial year", "dmy", None, None),
        ("2023-03-31", "financial year", "dmy", date(2022, 4, 1), date(2023, 3, 31)),
        ("2015 to 2017", "financial year", "dmy", None, None),
        ("2019-20 February", "month of year", "dmy", date(2020, 2, 1), date(2020, 2, 29)),
        ("01/02/2024", "week", "dmy", date(2024, 2, 1), date(2024, 2, 7)),
        ("01/02/2024", "day", "mdy", date(2024, 1, 2), date(2024, 1, 2)),
        ("31/12/2024", "day", "mdy", None, None),
        ("MARCH-2026", "month", "dmy", date(2026, 3, 1), date(2026, 3, 31)),
        ("2019/20", "month", "dmy", None, None),
    ],
)
def test_times(text: str, reads: str, order: str, starts: date | None, ends: date | None) -> None:
    if starts is None:
        with pytest.raises(ValueError, match=r"is not|is no"):
            time(text, reads, order)
        return
    found = time(text, reads, order)
    assert (found.starts, found.ends) == (starts, ends)


def test_a_file_is_recognised_and_the_nearest_is_named_where_none_fits(tmp_path: Path) -> None:
    falls = layout()
    known = [*shipped().values(), falls]
    assert recognise(open_file(written(tmp_path, GOOD)), known).layout is falls
    other = written(tmp_path, "trust_code,trust_name,attendances_type1,period\nR1,A,1,2024-01\n")
    found = recognise(open_file(other), known)
    assert found.layout is None and found.fault is not None
    assert found.fault.message == (
        "falls.csv is not of any layout that is known. It is nearest to A&E by trust and month, a tidy "
        "panel over years, but lacks “breaches_4hr_type1”, “waits_12hr”."
    )
    twin = FeedLayout.of(falls.data | {"code": "twin"})
    both = recognise(open_file(written(tmp_path, GOOD)), [falls, twin])
    assert both.fault is not None
    assert both.fault.message == "falls.csv could be any of falls, twin."


def test_every_shipped_layout_is_whole_and_survives_being_saved() -> None:
    assert len(shipped()) == 11
    for code, each in shipped().items():
        assert each.get_it and each.publisher, code
        again = FeedLayout.of(each.data)
        assert again.tables == each.tables


def test_everything_wrong_with_a_layout_is_told_at_once() -> None:
    bad = FALLS.replace('value = "Seen"', 'value = "Seen"\nsum = ["Seen"]').replace(
        'ref = "falls-in-time"', 'ref = "falls-{where}"'
    )
    with pytest.raises(LayoutError) as wrong:
        layout(bad, shape="tall")
    assert wrong.value.faults == [
        "table 1: shape is one of long, periods, measures",
        "table 1: falls-seen is made one way: value, sum, numerator over denominator, or rows",
        "table 1: falls-{where} asks for “where”, which nothing gives",
    ]
    with pytest.raises(LayoutError, match="“colour” is not a part of it"):
        layout(colour="red")
    with pytest.raises(LayoutError, match=r"the pattern “\(” cannot be read"):
        layout(across="(")
    with pytest.raises(LayoutError, match="at least one table"):
        FeedLayout.of({"code": "x", "name": "x"})


def test_the_example_of_the_document_is_a_layout() -> None:
    text = (Path(__file__).parents[3] / "docs/rules/feeds.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    assert layout(example).code == "falls"
