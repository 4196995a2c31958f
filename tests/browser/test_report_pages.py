"""The read-only pages in a real browser: accessible, narrow enough, and fetching nothing from outside."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = ("/", "/acsn/2020-21/P7/", "/bcf/2020-21/P7/")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 320])
def test_a_page_is_accessible_and_stays_within(
    browser: Any, site: str, path: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console", lambda message: faults.append(message.text) if message.type == "error" else None
    )
    page.goto(site + path)
    assert page.title()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked and all(url.startswith(site) for url in asked)
    assert not [fault for fault in faults if "favicon" not in fault and "404" not in fault]
    page.close()


def test_axe_sees_a_fault(browser: Any, site: str) -> None:
    """The control: a page made worse is caught."""
    page = browser.new_page()
    page.goto(site + "/acsn/2020-21/P7/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert Axe().run(page).violations_count > 0
    page.close()


def test_a_member_finds_the_report_and_its_files(browser: Any, site: str, tmp_path: Path) -> None:
    from poolbook.finance.models import IssuedFile

    page = browser.new_page(accept_downloads=True)
    page.goto(site)
    page.get_by_role("link", name="Adults with Care and Support Needs, October 2020 (P7)").click()
    page.get_by_role("heading", name="Detailed risk share").wait_for()
    assert "£422,490" in page.content()
    for label in ("PDF", "Excel workbook", "Word document", "Slides", "CSV", "JSON", "Web page"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=label, exact=False).first.click()
        file = waiting.value
        file.save_as(tmp_path / file.suggested_filename)
        digest = hashlib.sha256((tmp_path / file.suggested_filename).read_bytes()).hexdigest()
        assert digest == IssuedFile.objects.get(name=file.suggested_filename).sha256
    page.close()


def test_a_keyboard_reaches_the_contents(browser: Any, site: str) -> None:
    page = browser.new_page()
    page.goto(site + "/acsn/2020-21/P7/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to contents"
    page.keyboard.press("Enter")
    assert page.url.endswith("#contents")
    page.close()


@pytest.mark.parametrize(
    "path", ["/acsn/2020-21/P9/", "/nopool/2020-21/P7/", "/acsn/2020-21/P7/other.pdf"]
)
def test_what_was_not_issued_is_not_found(browser: Any, site: str, path: str) -> None:
    page = browser.new_page()
    assert page.goto(site + path).status == 404
    page.close()
