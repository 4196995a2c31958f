"""Broken files of publications: what is wrong, where, in the user's words; each told once."""

from pathlib import Path

import pytest

from poolbook.intake.feeds import open_file, read
from tests.unit.intake.feed_files import FALLS, GOOD, layout, reading, said, workbook, written

ROW = "Apr 2024,Alderford,40,30,"
CASES: dict[str, tuple[str, list[str]]] = {
    "a word for a figure": (
        GOOD.replace(ROW, "Apr 2024,Alderford,forty,30,"),
        ["Row 5, column seen: “forty” is not a figure."],
    ),
    "an error of the spreadsheet": (
        GOOD.replace(ROW, "Apr 2024,Alderford,40,#DIV/0!,"),
        ["Row 5, column Seen in time: “#DIV/0!” is an error of the spreadsheet."],
    ),
    "a figure too large": (
        GOOD.replace(ROW, "Apr 2024,Alderford,40,4000000000000,"),
        ["Row 5, column Seen in time: it is too large to be right."],
    ),
    "a total that differs": (
        GOOD.replace("Total,100", "Total,101"),
        [
            "Row 7, column seen: the total of falls-seen for April 2024 is 101, and its 2 parts come to "
            "100: 1 less than the total.",
        ],
    ),
    "a heading that is gone": (
        GOOD.replace("Seen  in time", "On time"),
        ["There is no row of headings with “Seen in time”."],
    ),
    "a heading twice": (
        GOOD.replace("Remark", "Seen"),
        ["columns C and E are both headed “Seen”."],
    ),
    "no headings at all": (
        "Alderford,1\nBrackwater,2\n",
        ["There is no row of headings with “Month”, “Council”, “Seen”, “Seen in time”."],
    ),
    "a period that is none": (
        GOOD.replace(ROW, "Easter,Alderford,40,30,"),
        ["Row 5, column MONTH: “Easter” is not a time such as 2020-10, Oct 2020, Q1 2020/21"],
    ),
    "a year for a month": (
        GOOD.replace(ROW, "2024/25,Alderford,40,30,"),
        ["Row 5, column MONTH: “2024/25” is not a month."],
    ),
    "no period": (
        GOOD.replace(ROW, ",Alderford,40,30,"),
        ["Row 5, column MONTH: the period is empty."],
    ),
    "no area": (
        GOOD.replace(ROW, "Apr 2024,,40,30,"),
        ["Row 5, column Council: no area is named."],
    ),
    "the same twice": (
        GOOD.replace("Brackwater,60,[x]", "Alderford,60,[x]"),
        [
            "Row 6, column seen: falls-seen of Alderford for April 2024 is there twice; row 5 gives it too.",
            "Row 6: falls-in-time of Alderford for April 2024 is there twice; row 5 gives it too.",
        ],
    ),
    "only headings": (GOOD.split("Apr")[0], ["There is no value in it."]),
    "cut short": (
        GOOD.split("Notes")[0].rstrip("\n").replace("Total,100,70,", "Total,100"),
        ["Row 7: the file stops in the middle of its last line (3 cells where the others have 5)."],
    ),
    "a quotation mark that is not closed": (
        GOOD.replace(ROW, 'Apr 2024,"Alderford,40,30,'),
        ["Row 5: a quotation mark is opened and never closed, so nothing after it can be read."],
    ),
    "empty": ("", ["The file is empty (0 bytes)."]),
    "a web page": ("<html><body>", ["The file is a web page (HTML), whatever its name says."]),
    "one column": ("Seen\n1\n2\n", ["The file has only one column: the first line is 'Seen'"]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_said(case: str, tmp_path: Path) -> None:
    text, wanted = CASES[case]
    told = said(reading(written(tmp_path, text), layout()).faults)
    assert len(told) == len(wanted), told
    for message, start in zip(told, wanted, strict=True):
        assert message.startswith(start), told
        assert message.isprintable()


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace(ROW, "Easter,,forty,30,").replace("60,[x]", "sixty,?")
    assert said(reading(written(tmp_path, text), layout()).faults) == [
        "Row 5, column Council: no area is named.",
        "Row 5, column MONTH: “Easter” is not a time such as 2020-10, Oct 2020, Q1 2020/21, 2020/21, "
        "12 months to September 2020, 1 November 2020 or 2020-04-01 to 2020-09-30.",
        "Row 5, column seen: “forty” is not a figure.",
        "Row 6, column seen: “sixty” is not a figure.",
        "Row 6, column Seen in time: “?” is not a figure.",
    ]


def test_a_missing_sheet_a_column_and_a_cell_beside_a_label(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Data": [["Month", "Council", "Seen", "Seen in time"]]})
    assert said(reading(path, layout(sheet=["Figures"])).faults) == ["There is no sheet “Figures”."]
    beside = layout(period={"after": "Period:", "reads": "month"})
    assert said(reading(path, beside).faults) == [
        "There is no “Period:” above the table to give the period."
    ]
    named = layout(period={"file": "(20[0-9]{2}-[0-9]{2})"})
    assert said(reading(path, named).faults) == [
        "The file’s name does not say the period (as “(20[0-9]{2}-[0-9]{2})”)."
    ]
    other = layout(FALLS.replace('denominator = "Seen"', 'denominator = "Invited"'))
    assert said(reading(path, other).faults) == [
        "Sheet 'Data': there is no column headed “Invited”. The headings in row 1 are “Month”, "
        "“Council”, “Seen”, “Seen in time”."
    ]


def test_a_row_whose_parts_do_not_come_to_its_total(tmp_path: Path) -> None:
    rows = [["Month", "Council", "Seen", "Seen in time"], ["2024-04", "Alderford", 9, 4]]
    path = workbook(tmp_path, {"Data": rows})
    wrong = layout(adds=[{"total": "Seen", "parts": ["Seen in time"]}])
    assert said(reading(path, wrong).faults) == [
        "Sheet 'Data', cell C2 (Seen): it is 9, and “Seen in time” come to 4."
    ]


def test_a_heading_whose_period_is_none(tmp_path: Path) -> None:
    rows = [["Council", "12/2024", "Jan 2024"], ["Alderford", 1, 2]]
    path = workbook(tmp_path, {"Data": rows})
    across = layout(
        FALLS.replace('value = "Seen"', 'value = "value"').split("[[tables.measures]]\nref = \"falls-in")[0],
        shape="periods",
        headings=["Council"],
        across="^(?P<period>.*20[0-9]{2})$",
        period={"heading": "period", "reads": "month"},
        totals=[],
    )  # fmt: skip
    assert said(reading(path, across).faults)[0].startswith(
        "Sheet 'Data', cell B1 (12/2024): “12/2024” is not a time such as"
    )


def test_a_long_list_of_faults_is_counted(tmp_path: Path) -> None:
    rows = "".join(f"Apr 2024,Place {n},x{n},1,\n" for n in range(300))
    opened = open_file(written(tmp_path, GOOD.split("Apr")[0] + rows))
    found = read(opened, layout())
    assert len(found.faults) == 200
    assert found.not_listed == 100
