"""Every printed figure of the P7 2020/21 finance pages, from imported postings."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from demo.lines import LINES
from poolbook.finance.queries.periods import period
from poolbook.reports.model import Report
from poolbook.reports.queries import pools, report
from poolbook.rules import money

pytestmark = pytest.mark.usefixtures("demo")
COLUMNS = {"outturn": "outturn", "budget": "budget", "actual": "actual", "forecast": "forecast"}
COLUMNS |= {"variation": "variation", "prev": "previous", "change": "change"}
# The paper prints this outturn as 93,587 on one page and 93,586 on another; one must be wrong.
PRINTED_TWO_WAYS = "Summary LD outturn"
TOTALS = {
    "LD Total pers": ("detail-ld", "ld-personal"),
    "LD Total": ("detail-ld", "ld"),
    "MH Total Other Mental Health Services": ("detail-mh", "mh-other"),
    "MH Total Mental Health spend within ACSN Pool": ("detail-mh", "mh"),
    "Summary LD": ("summary", "ld"),
    "Summary HFA": ("summary", "hfa"),
    "Summary OCC ABI": ("summary", "abi-occ"),
    "Summary OCCG ABI": ("summary", "abi-occg"),
    "Summary MH": ("summary", "mh"),
    "Summary TP": ("summary", "tp"),
    "Summary Total": ("summary", "total"),
    "MH": ("detail-mh", "mh"),
    "HFA": ("summary", "hfa"),
    "OCC ABI": ("detail-abi", "abi-occ"),
    "OCCG ABI": ("detail-abi", "abi-occg"),
    "ABI total": ("detail-abi", "abi"),
    "MH funded OCC": ("funded-mh", "mh-funded/OCC"),
    "MH funded OCCG": ("funded-mh", "mh-funded/OCCG"),
    "Autism subset total": ("subset-autism", "subset-autism"),
    "Autism subset": ("subset-autism", "subset-autism"),
}
RISK = {
    "RS remaining variation": ("ld-mh/total", "variation"),
    "RS remaining change": ("ld-mh/total", "change"),
    "RS remaining net budget": ("ld-mh/after-income", "budget"),
    "RS autism OCC": ("mh-outside/OCC", "variation"),
    "RS autism OCCG": ("mh-outside/OCCG", "variation"),
    "RS autism OCC change": ("mh-outside/OCC", "change"),
    "RS autism OCCG change": ("mh-outside/OCCG", "change"),
    "RS net OCC": ("net/OCC", "variation"),
    "RS net OCCG": ("net/OCCG", "variation"),
    "RS OCC_LDMH": ("ld-mh/OCC", "budget"),
    "RS OCCG_LDMH": ("ld-mh/OCCG", "budget"),
    "RS total contributions": ("ld-mh/total", "budget"),
    "RS net OCC contributions": ("net/OCC", "budget"),
    "RS net OCCG contributions": ("net/OCCG", "budget"),
    "RS AUT occ": ("mh-outside/OCC", "budget"),
    "RS AUT occg": ("mh-outside/OCCG", "budget"),
    "RS AUT tot": ("mh-outside/total", "budget"),
    "RS net total contributions": ("net/total", "budget"),
}


def place(cell: str) -> tuple[str, str, str]:
    """The table, row and column of the report for a printed cell."""
    if cell in RISK:
        return ("risk-share", *RISK[cell])
    name, _, word = cell.rpartition(" ")
    column = COLUMNS[word]
    if name in TOTALS:
        return (*TOTALS[name], column)
    area, line = (name[:2], name[3:])
    parents = {"LD": ("ld", "ld-personal"), "MH": ("mh", "mh-other")}[area]
    codes = [each.code for each in LINES if each.paper == line and each.parent in parents]
    assert len(codes) == 1, cell
    return f"detail-{area.lower()}", codes[0], column


@pytest.fixture(scope="module")
def p7(demo: Path) -> Report:
    """The adults pool's report of period 7."""
    found = period("2020-21/P7", visible_to=None)
    return report(found, pools(found, "acsn")[0])


def test_every_printed_cell_but_the_one_printed_two_ways(demo: Path, p7: Report) -> None:
    with (demo / "source/p7_2020_21_printed_cells.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    assert len(cells) == 287
    wrong = []
    for cell in cells:
        table, row, column = place(cell["cell"])
        value = p7.table(table).cell(row, column).value
        shown = None if value is None else money.thousands(int(value))
        if shown != int(cell["printed_000"]):
            wrong.append((cell["cell"], cell["printed_000"], shown))
    assert wrong == [(PRINTED_TWO_WAYS, "93587", 93586)]


def test_the_net_shares_and_their_changes_in_pounds(p7: Report) -> None:
    risk = p7.table("risk-share")
    assert risk.cell("net/OCC", "variation").value == -8_347_000
    assert risk.cell("net/OCCG", "variation").value == 19_396_000
    assert risk.cell("net/total", "variation").value == 11_049_000
    assert risk.cell("ld-mh/OCC", "change").value == -24_451_000
    assert risk.cell("mh-outside/OCC", "change").value == 21_375_500
    assert risk.cell("mh-outside/OCCG", "change").value == 21_375_500
    assert risk.cell("net/OCC", "part").value is None  # the partners' signs differ


def test_the_autism_rule_is_told_as_a_councillor_reads_it(p7: Report) -> None:
    risk = next(section for section in p7.sections if section.key == "risk-share")
    told = next(text for text in risk.bullets if "outside the outcomes contract" in text)
    assert "First £200k (spend from £1m to £1.2m): Oxfordshire County Council." in told
    assert "Remaining £445k (spend above £1.2m): half each" in told
    assert "£422,490" in told and "£222,490" in told


def test_percentages_are_on_the_whole_year(p7: Report) -> None:
    detail = p7.table("detail-mh")
    assert detail.cell("mh-non-obc-autism", "percent").value == Fraction(64498, 100000)
    assert money.show_percent(detail.cell("mh-chc", "percent").value) == "−99%"
    assert detail.cell("mh-cost-volume", "percent").value is None
    assert detail.cell("mh-cost-volume", "percent").missing == "n/a"


def test_no_data_is_not_nothing(p7: Report) -> None:
    assert p7.table("summary").cell("hfa", "outturn").missing == "no data"
    assert p7.table("summary").cell("hfa", "actual").value == 0


def test_the_bridges_end_where_the_summary_does(p7: Report) -> None:
    summary = p7.table("summary")
    assert p7.table("budget-bridge").cell("latest", "amount").value == 17_180_700_000
    assert p7.table("budget-bridge").cell("step-1", "amount").value == 16_946_900_000
    bridge = p7.table("forecast-bridge")
    total = summary.cell("total", "variation").value
    assert bridge.cell("end", "amount").value == total
    assert bridge.cell("start", "amount").value == total - summary.cell("total", "change").value
