"""The agreement's pages in a real browser: order by hand and keyboard, terms with their example, virements."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from poolbook.finance.actions import periods
from poolbook.partners.models import Person
from poolbook.rules.calendar import parse_month
from tests.browser.conftest import signed_in

A = "/agreement/oxfordshire/"
Y = f"{A}2020-21/"
PAGES = (
    A, f"{Y}lines/", f"{Y}lines/line/ld-covid/", f"{Y}lines/bcf/add/", f"{Y}lines/bcf/order/",
    f"{A}2017-18/contributions/", f"{Y}contributions/add/", f"{Y}contributions/2/agree/",
    f"{A}terms/", f"{A}terms/2/", f"{A}terms/new/", f"{A}terms/new/?mode=text", f"{Y}virements/",
    f"{Y}virements/ask/", f"{Y}virements/limit/", f"{Y}savings/", f"{Y}savings/add/", f"{Y}cash/",
    f"{Y}cash/settlement/", f"{Y}cash/invoice/", f"{Y}reserves/", f"{Y}reserves/add/",
)  # fmt: skip


@pytest.fixture(scope="module")
def opened(site: str) -> Iterator[str]:
    """The site with period 8 open."""
    from poolbook.agreements.models import Agreement

    manager = Person.objects.get(username="pool-manager")
    month = parse_month("2020-21/P8")
    periods.open_period(by=manager, agreement=Agreement.objects.get(), month=month)
    yield site


def sound(page: Any, width: int) -> None:
    """The page is accessible, and no wider than its window."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_stays_within(
    browser: Any, opened: str, path: str, width: int
) -> None:
    page = signed_in(browser, opened, "pool-manager", viewport={"width": width, "height": 900})
    faults: list[str] = []
    asked: list[str] = []
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path, wait_until="networkidle")
    sound(page, width)
    assert not faults
    assert all(url.startswith(opened) for url in asked)
    if page.locator("main form button.govuk-button").count() and "filter" not in path:
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        sound(page, width)
    page.context.close()


def names(page: Any) -> list[str]:
    return page.locator(".pb-order li").evaluate_all(
        "found => found.map(each => each.dataset.code)"
    )


def test_lines_are_ordered_by_dragging_and_by_keyboard(browser: Any, opened: str) -> None:
    page = signed_in(browser, opened, "pool-manager")
    page.goto(f"{Y}lines/bcf/order/")
    before = names(page)
    assert before[-3:] == ["bcf-ibcf", "bcf-grant", "bcf-income"]
    page.locator("#line-bcf-income").drag_to(
        page.locator("#line-bcf-ibcf"), target_position={"x": 60, "y": 3}
    )
    assert names(page)[-3:] == ["bcf-income", "bcf-ibcf", "bcf-grant"]
    page.get_by_role("button", name="Move up iBCF grant funding").focus()
    page.keyboard.press("Enter")
    assert names(page)[-3:] == ["bcf-income", "bcf-grant", "bcf-ibcf"]
    assert "now 5 of 6. Not saved yet." in page.locator("[data-said]").inner_text()
    page.get_by_role("button", name="Move down Older People", exact=True).press("Enter")
    assert names(page)[:3] == ["bcf-pd", "bcf-pd-occ", "bcf-pd-occg"]  # with the lines under it
    sound(page, 1280)
    page.get_by_role("button", name="Save the order").click()
    page.get_by_text("Better Care Fund: order saved.").wait_for()
    page.goto(f"{Y}lines/bcf/order/")
    assert names(page)[-3:] == ["bcf-income", "bcf-grant", "bcf-ibcf"]
    page.context.close()


def test_lines_are_ordered_without_a_script(browser: Any, opened: str) -> None:
    page = signed_in(browser, opened, "pool-manager", java_script_enabled=False)
    page.goto(f"{Y}lines/acsn/order/")
    page.get_by_role("button", name="Move down Care Homes").click()
    codes = page.locator(".pb-order li .pb-small").all_inner_texts()
    assert codes[2:4] == ["ld-supported-living", "ld-care-homes"]
    page.context.close()


def test_versions_stand_side_by_side(browser: Any, opened: str) -> None:
    page = signed_in(browser, opened, "nhs-finance-lead")
    page.goto(f"{A}2017-18/contributions/")
    page.get_by_label("Version", exact=True).select_option("1")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("cell", name="less", exact=False).first.wait_for()
    assert "the paper prints net £94,292,000; its parts come to £94,123,000" in page.content()
    page.context.close()


def test_terms_are_written_with_an_example_saved_and_agreed(browser: Any, opened: str) -> None:
    page = signed_in(browser, opened, "pool-manager")
    page.goto(f"{A}terms/new/", wait_until="networkidle")
    group = page.locator("[data-group]").first
    group.locator("[data-use]").select_option("fixed")
    group.locator("[data-bearer=OCC]").fill("60")
    group.get_by_text("adds to 60; percentages must add to exactly 100").wait_for()
    sound(page, 1280)
    group.locator("[data-bearer=OCCG]").fill("40")
    page.get_by_text("Try other amounts").click()
    page.locator("[data-typed] input").first.fill("100,000")
    page.get_by_text("Oxfordshire County Council £60,000; Oxfordshire Clinical").wait_for()
    assert "In force: £100,000; £0" in page.locator("[data-result]").inner_text()
    group.get_by_role("button", name="Add a rule").click()
    group.get_by_text("is never reached", exact=False).wait_for()
    group.get_by_role("button", name="Remove this rule").last.click()
    group.get_by_text("is never reached", exact=False).wait_for(state="detached")
    page.locator("[data-top=name]").fill("Proposed 2020/21")
    page.get_by_role("button", name="Save as provisional").click()
    page.get_by_text("Saved as provisional.", exact=False).wait_for()
    page.context.close()
    for who in ("council-finance-lead", "nhs-finance-lead"):
        lead = signed_in(browser, opened, who)
        lead.goto(f"{A}terms/3/")
        lead.get_by_role("button", name="Agree for").click()
        lead.get_by_text("Agreed to terms 3", exact=False).wait_for()
        sound(lead, 1280)
        lead.context.close()


def test_a_virement_is_asked_for_and_approved_by_another(browser: Any, opened: str) -> None:
    page = signed_in(browser, opened, "budget-holder")
    page.goto(f"{Y}virements/ask/")
    page.locator("#from-line-1").select_option("ld-respite")
    page.locator("#from-amount-1").fill("12,000")
    page.locator("#to-line-1").select_option("ld-transport")
    page.locator("#to-amount-1").fill("10000")
    assert "£2,000 still to give" in page.locator("[data-sum]").inner_text()
    page.locator("#to-amount-1").fill("12000")
    assert "it balances" in page.locator("[data-sum]").inner_text()
    page.get_by_label("Reason").fill("Day centre visits replace stays")
    page.get_by_role("button", name="Ask for it").click()
    page.get_by_role("link", name="Day centre visits replace stays", exact=False).click()
    page.get_by_text("may not approve virements", exact=False).wait_for()
    there = page.url
    page.context.close()
    lead = signed_in(browser, opened, "nhs-finance-lead", viewport={"width": 320, "height": 900})
    lead.goto(there, wait_until="networkidle")
    sound(lead, 320)
    lead.get_by_role("button", name="Refuse").click()
    lead.get_by_text("This field is required.").first.wait_for()
    sound(lead, 320)
    lead.get_by_role("button", name="Approve: move £12k").click()
    lead.get_by_text("approved: £12,000 moved.", exact=False).wait_for()
    lead.context.close()
