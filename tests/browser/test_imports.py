"""Ledgers brought in by a browser: dropped, read, applied; suspense cleared; every state accessible."""

import csv
import io
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from poolbook.__main__ import main
from tests import jobs
from tests.browser.conftest import DEMO, serving, signed_in
from tests.browser.looking import SHOTS, follow, look

HERE = "/imports/oxfordshire/2020-21/P7/"
COUNCIL = DEMO / "ledgers/council_general_ledger_p7.csv"


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A site with the demonstration's period 6 issued and period 7 open, and a worker."""
    with serving(django_db_blocker) as address:
        steps = (DEMO / "steps.txt").read_text(encoding="utf-8").split("# Period 7")[0]
        for step in steps.splitlines():
            words = [word.replace("{here}", str(DEMO)) for word in shlex.split(step, comments=True)]
            assert not words or main(words) == 0
        _open_october()
        with jobs.worker():
            yield address


def _open_october() -> None:
    from poolbook.agreements.models import Agreement
    from poolbook.finance.actions.periods import open_period
    from poolbook.partners.actions import keep_person
    from poolbook.partners.models import Partner, Person
    from poolbook.partners.roles import Role
    from poolbook.rules.calendar import parse_month

    manager = Person.objects.get(username="pool-manager")
    open_period(by=manager, agreement=Agreement.objects.get(), month=parse_month("2020-21/P7"))
    nhs = Partner.objects.get(code="OCCG")
    keep_person(by="the tests", username="nhs-analyst", role=Role.ANALYST, partner=nhs)


def give(page: Any, file: Any, **more: str) -> None:
    """Chooses a file by the real input and sends it; waits for what was understood."""
    page.goto(HERE)
    page.get_by_label("Ledger file").set_input_files(file)
    for label, value in more.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/P7/*/")
    page.get_by_role("button", name="Discard this file").wait_for()


def made(rows: int, bad: int = 0) -> dict[str, Any]:
    """A council ledger of October with so many rows, some of them with text for an amount."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["Cost Centre", "Subjective", "Posting Date", "Document", "Narrative", "Amount"])
    for n in range(rows):
        pounds = "n/k" if n < bad else f"{n % 977}.{n % 100:02d}"
        write.writerow(
            ["41020", "45110", f"{n % 28 + 1:02d}/10/2020", f"T{n:06}", f"care {n}", pounds]
        )
    name = f"council_general_ledger_{rows}.csv"
    return {"name": name, "mimeType": "text/csv", "buffer": out.getvalue().encode()}


def test_a_ledger_is_dropped_read_applied_and_its_suspense_cleared(browser: Any, site: str) -> None:
    page = signed_in(browser, site, "pool-manager")
    outside: list[str] = []
    page.on(
        "request", lambda r: None if r.url.startswith((site, "data:")) else outside.append(r.url)
    )
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    page.goto(HERE)
    look(page, "imports-empty")
    # A file dropped on the box goes into the form's own input.
    page.evaluate(
        """([name, text]) => {
            const data = new DataTransfer();
            data.items.add(new File([text], name, {type: "text/csv"}));
            const box = document.getElementById("upload");
            for (const kind of ["dragenter", "dragover", "drop"])
                box.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        [COUNCIL.name, COUNCIL.read_bytes().decode("cp1252")],
    )
    assert COUNCIL.name in page.locator("#chosen").inner_text()
    page.get_by_label("Control total in pounds").fill("8,274,657.00")
    page.get_by_role("button", name="Read the file").click()
    page.get_by_text("It does not match its control total").wait_for()
    look(page, "import-mismatch")
    page.get_by_label("Control total in pounds").fill("£8,274,657.01")
    page.get_by_role("button", name="Compare").click()
    page.get_by_text("It matches the control total").wait_for()
    look(page, "import-read")
    page.get_by_role("button", name="Apply 52 rows, £8,274,657.01").click()
    page.get_by_text("Applied as import").wait_for()
    look(page, "import-applied")
    follow(page, "See what is in suspense")
    chosen = page.get_by_label("Budget line", exact=True)
    assert chosen.input_value() == ""  # nothing is like this cost centre, so nothing is guessed
    look(page, "suspense")
    page.get_by_label("Narrow the lines of").fill("home supp")
    assert chosen.input_value() == "ld-home-support"
    page.get_by_role("button", name="Place what is chosen").click()
    page.get_by_text("1 row, −£4,409.70 placed; none remain.").wait_for()
    look(page, "suspense-clear")
    page.goto("/mappings/oxfordshire/")
    look(page, "mappings")
    page.get_by_label("Cost centre, account or line").fill("41990")
    page.get_by_role("button", name="Find").click()
    assert page.get_by_role("row").count() == 2
    follow(page, "Add a mapping")
    look(page, "mapping-add")
    page.goto("/mappings/oxfordshire/file/")
    look(page, "mapping-file")
    # The same file again is nothing to do.
    give(page, COUNCIL)
    page.get_by_text("Nothing to do: these rows are in the book already").wait_for()
    look(page, "import-already")
    page.get_by_role("button", name="Discard this file").click()
    page.get_by_text("is discarded; nothing was posted").wait_for()
    look(page, "imports")
    page.get_by_role("link", name="Withdraw import").click()
    page.get_by_role("button", name="Withdraw the import").click()
    page.get_by_text("There is a problem").wait_for()
    look(page, "withdraw-refused")
    assert outside == [] and [w for w in wrong if "422" not in w] == []
    page.context.close()


def test_the_nhs_brings_its_own_and_sees_no_draft_of_the_council(browser: Any, site: str) -> None:
    council = signed_in(browser, site, "pool-manager")
    give(council, made(3), **{"Number of rows": "3"})
    draft = council.url
    nhs = signed_in(browser, site, "nhs-analyst")
    assert nhs.goto(draft).status == 404
    give(nhs, DEMO / "ledgers/nhs_ledger_p7.xlsx")
    look(nhs, "import-nhs")
    assert "NHS ledger" in nhs.locator(".pb-purpose").inner_text()
    council.get_by_role("button", name="Discard this file").click()
    for page in (council, nhs):
        page.context.close()


def test_every_fault_is_shown_and_saved(browser: Any, site: str, tmp_path: Path) -> None:
    page = signed_in(browser, site, "pool-manager", accept_downloads=True)
    give(page, made(900, bad=300))
    page.get_by_text("300 faults: the file cannot be applied").wait_for()
    look(page, "import-faults")
    assert page.get_by_role("button", name="Apply").count() == 0
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV of faults").click()
    waiting.value.save_as(tmp_path / "faults.csv")
    text = (tmp_path / "faults.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Row"] for row in rows if row["Weight"] == "fault"] == [
        str(n) for n in range(2, 302)
    ]
    assert {row["Value"] for row in rows if row["Weight"] == "fault"} == {"n/k"}
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Excel of faults").click()
    waiting.value.save_as(tmp_path / "faults.xlsx")
    import openpyxl

    book = openpyxl.load_workbook(tmp_path / "faults.xlsx")
    cells = [str(c) for row in book.active.iter_rows(values_only=True) for c in row if c]
    assert cells.count("n/k") == 300
    page.context.close()


def test_a_long_file_shows_its_progress_and_goes_on_without_the_page(
    browser: Any, site: str
) -> None:
    page = signed_in(browser, site, "pool-manager")
    page.goto(HERE)
    page.get_by_label("Ledger file").set_input_files(made(50_000))
    page.get_by_role("button", name="Read the file").click()
    page.wait_for_url("**/P7/*/")
    there = page.url
    page.locator("#watch progress").wait_for()
    look_at = page.locator("#watch-words").inner_text()
    assert look_at
    page.screenshot(path=Path(SHOTS) / "import-progress-1280.png") if SHOTS else None
    page.context.close()  # the browser is closed; the work goes on
    page = signed_in(browser, site, "pool-manager")
    page.goto(there)
    page.get_by_role("button", name="Apply 50,000 rows").wait_for(timeout=60_000)
    page.get_by_role("button", name="Apply 50,000 rows").click()
    page.get_by_text("Applied as import").wait_for(timeout=60_000)
    page.context.close()


def test_without_javascript(browser: Any, site: str) -> None:
    page = signed_in(browser, site, "pool-manager", java_script_enabled=False)
    page.goto(HERE)
    page.get_by_label("Ledger file").set_input_files(made(4))
    page.get_by_role("button", name="Read the file").click()
    page.get_by_text("Read without a fault: 4 rows").wait_for()  # the page loads itself again
    page.get_by_label("Read Narrative as").select_option("supplier")
    page.get_by_role("button", name="Read it again like this").click()
    page.get_by_text("settled here").wait_for()
    page.get_by_role("button", name="Discard this file").click()
    page.get_by_text("is discarded").wait_for()
    page.context.close()


def test_what_is_not_taken_is_said_at_once(browser: Any, site: str) -> None:
    page = signed_in(browser, site, "pool-manager")
    page.goto(HERE)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_text("Choose a ledger file, or drop one here").wait_for()
    assert page.evaluate("document.activeElement.id") == "upload-refused"
    look(page, "imports-refused")
    page.get_by_label("Ledger file").set_input_files(
        {"name": "council.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}
    )
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Discard this file").wait_for()
    assert "The file is a PDF, not a table." in page.content()
    look(page, "import-refused")
    page.context.close()


def test_keyboard_alone(browser: Any, site: str) -> None:
    """Tab reaches every control of the form, in order, and Enter sends it."""
    page = signed_in(browser, site, "pool-manager")
    page.goto(HERE)
    page.get_by_label("Ledger file").focus()
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.type"))
    assert reached == ["source", "total", "rows", "submit"]
    page.context.close()
