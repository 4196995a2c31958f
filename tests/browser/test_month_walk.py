"""A month walked as both partners in a real browser: October 2020, from the ledgers to the issued files."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from poolbook.__main__ import main
from poolbook.rules import money
from tests import jobs
from tests.browser import opened
from tests.browser.conftest import DEMO, serving
from tests.browser.walking import Walker, block_of, load_period_6, rows
from tests.integration.demo.test_printed_cells import PRINTED_TWO_WAYS, place

NEW = rows("maps/occ_new_in_p7.csv")[0]  # the cost centre that nobody knows in period 7
FORGOTTEN = "ld-income"  # a line whose reason the budget holder forgets at first
EXPLAINED = {
    "versions": "Schedule 3 is on the agenda of the joint management groups of November 2020.",
    "agreed": "Schedule 3 is on the agenda of the joint management groups of November 2020.",
    "overtaken": "As printed in the papers, which do not say why.",
}
FILES = {
    "PDF": "pdf", "Excel": "xlsx", "Word": "docx", "PowerPoint": "pptx",
    "CSV": "csv", "JSON": "json", "Web page": "html",
}  # fmt: skip


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A site with the demonstration's period 6 issued and no later one, and a worker beside it."""
    with serving(django_db_blocker) as address:
        load_period_6()
        with jobs.worker():
            yield address


def test_a_month_from_the_ledgers_to_the_issued_files(
    browser: Any, site: str, tmp_path: Path
) -> None:
    ledgers_come_in(browser, site)
    forecasts_are_pasted(browser, site)
    notes = ["forecast", "2020-21/P7", "--notes", str(DEMO / "notes/p7.csv")]
    assert main([*notes, "--as", "budget-holder"]) == 0  # there is no page for these: docs/how-to
    checks_are_explained(browser, site)
    for who, partner in (
        ("council-finance-lead", "Oxfordshire County Council"),
        ("nhs-finance-lead", "Oxfordshire Clinical Commissioning Group"),
    ):
        a_partner_signs(browser, site, who, partner)
    month_is_closed_and_issued(browser, site)
    files = files_are_saved(browser, site, tmp_path)
    opened.every_file(files)
    every_printed_figure(files["json"])


def ledgers_come_in(browser: Any, site: str) -> None:
    """The pool manager opens October, drops both ledgers and clears the row in suspense."""
    manager = Walker(browser, site, "pool-manager")
    assert manager.waits() == []
    manager.shot("01-home-nothing-waits")
    manager.follow("September 2020")
    manager.follow("Open the next period")
    assert manager.page.get_by_label("Period to open").input_value() == "2020-21/P7"
    manager.press("Open it")
    manager.says("October 2020 is open.")
    manager.shot("02-month-opened")
    assert "Import 2 ledgers of October 2020" in manager.waits()
    manager.follow("Import 2 ledgers of October 2020")
    manager.give_ledger(DEMO / "ledgers/council_general_ledger_p7.csv", "£8,274,657.00")
    manager.says("It does not match its control total")
    assert manager.page.get_by_role("button", name="Apply").count() == 0
    manager.page.get_by_label("Control total in pounds").fill("8,274,657.01")
    manager.press("Compare")
    manager.says("It matches the control total that you gave, to the penny.")
    manager.shot("03-import-matches")
    manager.press("Apply 52 rows, £8,274,657.01")
    manager.says("Applied as import")
    manager.follow("See what is in suspense")
    manager.says("1 row, −£4,409.70")
    manager.says(f"{NEW['cost centre']} {NEW['account']}")
    manager.page.get_by_label("Budget line", exact=True).select_option(NEW["line"])
    manager.shot("04-suspense")
    manager.press("Place what is chosen")
    manager.says("1 row, −£4,409.70 placed; none remain.")
    manager.give_ledger(DEMO / "ledgers/nhs_ledger_p7.xlsx")
    repeated = manager.page.get_by_label("Leave out the")
    assert not repeated.is_checked()  # whether to leave them out is the person's to say
    repeated.check()
    manager.shot("05-import-repeated")
    manager.page.get_by_role("button", name="Apply").click()
    manager.says("Applied as import")
    manager.to("month")
    assert "2 of 2" in manager.text()
    manager.shot("06-month-imported")
    manager.leave()


def forecasts_are_pasted(browser: Any, site: str) -> None:
    """The budget holder pastes amounts and reasons, chooses methods and says what moved a line."""
    given = {row["line"]: row for row in rows("forecasts/p7.csv")}
    holder = Walker(
        browser, site, "budget-holder", permissions=["clipboard-read", "clipboard-write"]
    )
    assert any(text.startswith("Forecast ") for text in holder.waits())
    holder.page.locator(".pb-tasks a").first.click()
    for pool in ("acsn", "bcf"):
        holder.to("forecast", f"{pool}/")
        lines = holder.codes()
        methods = [code for code in lines if given[code]["method"] != "manual"]
        typed = len(lines) - len(methods)
        if typed:
            forgotten = (FORGOTTEN,)
            holder.paste(lines[0], "forecast", block_of(lines, given, forgotten))
            holder.told(f"{typed - 1} lines saved")
            holder.says("a manual forecast needs its reason")
            holder.shot("07-forecast-pasted")
            holder.cell(FORGOTTEN, "reason").focus()
            holder.page.keyboard.type(given[FORGOTTEN]["reason"])
            holder.page.keyboard.press("Enter")
            holder.told("1 line saved")
        for code in methods:
            holder.cell(code, "method").select_option(given[code]["method"])
        holder.told("saved at")
    holder.shot("08-forecast-done")
    holder.to("forecast", "acsn/?show=unexplained")
    holder.says("No line is shown")
    assert holder.waits() == []
    assert _forecasts() == {
        code: (
            row["method"],
            int(row["amount"] or 0) * 100 if row["amount"] else None,
            row["reason"],
        )
        for code, row in given.items()
    }
    holder.leave()


def _forecasts() -> dict[str, tuple[str, int | None, str]]:
    """Method, pence (None where the method computes them) and reason of each line in the book."""
    from poolbook.finance.queries.figures import figures
    from poolbook.finance.queries.periods import period

    found = [
        (item.line.code, item.forecast) for item in figures(period("2020-21/P7", visible_to=None))
    ]
    return {
        code: (each.method, each.pence if each.method == "manual" else None, each.reason)
        for code, each in found
        if each
    }


def checks_are_explained(browser: Any, site: str) -> None:
    """The pool manager says why three checks may be passed, and marks the month as checked."""
    manager = Walker(browser, site, "pool-manager")
    assert manager.waits() == ["Run the checks of October 2020"]
    manager.follow("Run the checks of October 2020")
    manager.says(f"{len(EXPLAINED)} checks do not pass yet")
    manager.shot("09-checks")
    for code, why in EXPLAINED.items():
        check = manager.page.locator(f"#check-{code}")
        check.locator("summary").click()
        check.get_by_label("Why it may be passed").fill(why)
        check.get_by_role("button").click()
        manager.says("The explanation is kept.")
    manager.press("Mark October 2020 as checked")
    manager.says("is checked. Each partner can now sign it.")
    assert manager.page.get_by_role("button", name="Sign for").count() == 0
    manager.shot("10-checked")
    manager.leave()


def a_partner_signs(browser: Any, site: str, who: str, partner: str) -> None:
    """A finance lead sees the share to the penny, on the page and in its file, and signs."""
    lead = Walker(browser, site, who, accept_downloads=True)
    assert lead.waits() == [f"Sign October 2020 for {partner}"]
    lead.follow(f"Sign October 2020 for {partner}")
    lead.follow("See the risk share")
    net = lead.page.locator("table.pb-share tr.pb-total td")
    shown = [cell.locator("[title]").first.get_attribute("title") for cell in net.all()]
    assert shown[-3:] == ["£110,490 over", "£83,470 under", "£193,960 over"]
    with lead.page.expect_download() as waiting:
        lead.follow("CSV", exact=True)
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    last = list(csv.reader(io.StringIO(text)))[-1]
    for pounds in ("-83470.00", "193960.00", "110490.00"):
        assert pounds in last
    lead.shot(f"11-share-{who}")
    lead.page.go_back()
    lead.press(f"Sign for {partner}")
    lead.says(f"for {partner}.")
    assert lead.page.get_by_role("button", name="Sign for").count() == 0
    lead.shot(f"12-signed-{who}")
    lead.leave()


def month_is_closed_and_issued(browser: Any, site: str) -> None:
    """The pool manager closes October, comments in its pack, orders its contents and issues it."""
    manager = Walker(browser, site, "pool-manager")
    assert manager.waits() == ["Close October 2020"]
    manager.follow("Close October 2020")
    manager.press("Close October 2020")
    manager.says("is closed. Nothing in it changes any more.")
    manager.follow("Look at the pack")
    manager.says("As the board will see it")
    contents = manager.page.locator(".pb-pack__contents label")
    before = contents.all_inner_texts()
    manager.page.locator(".pb-pack__contents li").last.get_by_role("button", name="Up").click()
    manager.says("The contents are kept.")
    after = contents.all_inner_texts()
    assert after == [*before[:-2], before[-1], before[-2]]
    manager.follow("Comment on Summary")
    manager.page.get_by_label("Comment").fill("The board asked for the reasons in words.")
    manager.press("Keep the comment")
    manager.says("The board asked for the reasons in words.")
    manager.shot("13-pack")
    manager.follow("Issue it")
    manager.press("Issue the report")
    manager.says("The report of October 2020 is issued.")
    assert manager.waits() == []
    manager.shot("14-home-issued")
    manager.leave()


def files_are_saved(browser: Any, site: str, folder: Path) -> dict[str, Path]:
    """A member saves each of the seven files as it was issued: the bytes whose hash the book keeps."""
    from poolbook.finance.models import IssuedFile

    member = Walker(browser, site, "member", accept_downloads=True)
    member.to("pack", "acsn/")
    assert member.page.get_by_role("button", name="Keep these contents").count() == 0
    found = {}
    for label, form in FILES.items():
        with member.page.expect_download() as waiting:
            member.page.locator(".pb-pack__side").get_by_role(
                "link", name=label, exact=True
            ).click()
        name = waiting.value.suggested_filename
        assert name == f"acsn_2020-21_P7.{form}"
        waiting.value.save_as(folder / name)
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        assert digest == IssuedFile.objects.get(name=name).sha256
        assert digest in member.page.content()
        found[form] = folder / name
    member.shot("15-pack-issued")
    member.leave()
    return found


def every_printed_figure(file: Path) -> None:
    """The issued figures are those that the public papers print, as the commands' own are."""
    body = json.loads(file.read_text(encoding="utf-8"))
    cells = {
        (table["key"], row["key"], column): cell.get("pence")
        for section in body["sections"]
        for table in section["tables"]
        for row in table["rows"]
        for column, cell in row["cells"].items()
    }
    wrong, printed = [], rows("source/p7_2020_21_printed_cells.csv")
    assert len(printed) == 287
    for each in printed:
        pence = cells[place(each["cell"])]
        shown = None if pence is None else money.thousands(pence)
        if shown != int(each["printed_000"]):
            wrong.append(each["cell"])
    assert wrong == [PRINTED_TWO_WAYS]
    assert cells["risk-share", "net/OCC", "variation"] == -8_347_000
    assert cells["risk-share", "net/OCCG", "variation"] == 19_396_000
    assert cells["risk-share", "net/total", "variation"] == 11_049_000
