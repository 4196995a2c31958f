"""Scorecards and measures in a real browser: accessible and narrow enough, a block pasted, a colour opened."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from poolbook.__main__ import main
from tests.browser.conftest import serving, signed_in
from tests.factories import make_book
from tests.measured import measured

CARD = "/scorecard/pooled/2020-21/P1/jmg/"
PAGES = {
    "card": CARD,
    "cards": "/scorecards/pooled/2020-21/P1/",
    "values": f"{CARD}values/",
    "change": f"{CARD}change/",
    "heading": f"{CARD}heading/work/",
    "measures": "/measures/pooled/",
    "quality": "/measures/pooled/quality/",
    "define": "/measures/pooled/define/",
    "measure": "/measures/pooled/smi-work/",
    "stepped": "/measures/pooled/delayed/",
    "compare": "/measures/pooled/smi-work/compare/",
    "judge": "/measures/pooled/smi-work/judge/",
    "step": "/measures/pooled/smi-work/step/",
    "target": "/measures/pooled/smi-work/target/",
    "redefine": "/measures/pooled/smi-work/redefine/",
    "pack": "/pack/pooled/2020-21/P1/one/",
}
PICTURES = os.environ.get("POOLBOOK_PICTURES")  # a folder for a picture of every page


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A site with a small book and its measures."""
    with serving(django_db_blocker) as address:
        assert main(["init"]) == 0
        measured(make_book())
        yield address


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_stays_within(browser: Any, shown: str, name: str) -> None:
    for width in (1280, 390, 320):
        page = signed_in(browser, shown, "manager", viewport={"width": width, "height": 800})
        faults: list[str] = []
        page.on("console", lambda m, f=faults: f.append(m.text) if m.type == "error" else None)
        answer = page.goto(shown + PAGES[name])
        assert answer.status == 200, page.content()[:3000]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not faults
        if PICTURES and width != 320:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        page.context.close()


def test_a_colour_opens_by_the_keyboard(browser: Any, shown: str) -> None:
    page = signed_in(browser, shown, "manager", viewport={"width": 1280, "height": 800})
    page.goto(shown + CARD)
    colour = page.locator("summary", has_text="Amber").first
    colour.focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("figures are provisional (the rule").first.is_visible()
    page.context.close()


def test_a_block_is_pasted_and_kept(browser: Any, shown: str) -> None:
    page = signed_in(browser, shown, "manager", viewport={"width": 1280, "height": 800})
    page.goto(shown + f"{CARD}values/")
    cell = page.get_by_label("Numerator, SMI in employment")
    page.get_by_label("Value, SMI in employment").fill("")
    cell.focus()
    cell.evaluate(
        """(cell) => {
            const data = new DataTransfer();
            data.setData("text/plain", "40\\t100\\t\\tas told\\n");
            cell.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    assert page.get_by_label("Denominator, SMI in employment").input_value() == "100"
    assert page.get_by_label("Note, SMI in employment").input_value() == "as told"
    page.get_by_role("button", name="Keep the values").click()
    page.get_by_text("1 value kept").wait_for()
    assert page.get_by_text("40 of 100").is_visible()
    page.context.close()
