"""What the month refuses, each in a real browser: by the page, which offers nothing, and to a forged request."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from poolbook.__main__ import main
from tests.browser.conftest import DEMO, serving
from tests.browser.every import empty_book
from tests.browser.walking import MONTH, PERIOD_7, Walker, load_period_6, steps

LAST = MONTH.replace("P7", "P6")
LINE = "ld-care-homes"


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A site with period 6 issued, period 7 imported and forecast."""
    with serving(django_db_blocker) as address:
        load_period_6()
        for number, words in enumerate(steps(after=PERIOD_7)[:4]):
            assert main(words) == (1 if number == 0 else 0)
        yield address


def forged(walker: Walker, path: str, body: str = "", kind: str = "") -> tuple[int, str]:
    """A request that no page offers, with the person's own cookie and token: status and what is said."""
    kind = kind or "application/x-www-form-urlencoded"
    status, text = walker.page.evaluate(
        """async ([path, body, kind]) => {
            const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
            const headers = {"X-CSRFToken": token, "Content-Type": kind};
            const response = await fetch(path, {method: "POST", headers, body});
            return [response.status, await response.text()];
        }""",
        [path, body, kind],
    )
    walker.wrong = [said for said in walker.wrong if str(status) not in said]
    return status, " ".join(re.sub(r"<[^>]+>", " ", text).split())


def one_cell(seen: int, forecast: str = "1") -> str:
    """What the grid's script sends for a line."""
    cell = {"line": LINE, "seen": seen, "method": "manual", "forecast": forecast, "reason": "mine"}
    return json.dumps({"cells": [cell]})


def newest(number: int) -> tuple[int, int]:
    """The version and pence of the line's newest forecast in a period."""
    from poolbook.finance.models import Forecast

    found = Forecast.objects.filter(line__code=LINE, period__number=number).latest("version")
    return found.version, found.pence


def test_a_closed_month_is_not_edited(browser: Any, site: str) -> None:
    before = newest(6)
    holder = Walker(browser, site, "budget-holder")
    holder.page.goto(f"/forecast/{LAST}acsn/")
    holder.says("so its forecasts stay as they are")
    assert holder.page.locator("[data-cell]").count() == 0
    save = f"/forecast/{LAST}acsn/save/"
    status, said = forged(holder, save, one_cell(before[0]), "application/json")
    assert status == 409 and "issued" in said
    holder.page.goto(f"/forecast/{LAST}acsn/line/{LINE}/")
    holder.says("You cannot forecast this line")
    assert holder.page.get_by_role("button", name="Save the forecast").count() == 0
    assert newest(6) == before
    holder.leave()


def test_the_other_partner_s_drafts_are_not_found(browser: Any, site: str) -> None:
    council = Walker(browser, site, "pool-manager")
    council.to("imports")
    council.drop(DEMO / "ledgers/council_general_ledger_p6.csv")
    council.press("Read the file")
    council.page.wait_for_url(re.compile(r"/P7/\d+/$"))
    draft = council.page.url
    nhs = Walker(browser, site, "nhs-finance-lead")
    for part in ("", "progress/"):
        assert nhs.page.goto(draft + part).status == 404
    nhs.to("imports")
    assert "council_general_ledger_p6.csv" not in nhs.text()
    assert forged(nhs, f"{draft}discard/")[0] in (403, 404)
    assert council.page.goto(draft).status == 200
    nhs.wrong.clear()  # the browser's own note of each 404
    for each in (council, nhs):
        each.leave()


def test_a_stale_edit_is_refused_with_both_versions(browser: Any, site: str) -> None:
    first, second = (Walker(browser, site, who) for who in ("budget-holder", "pool-manager"))
    for each in (first, second):
        each.to("forecast", "acsn/")
    for each, amount, reason in (
        (first, "25900000", "Two more"),
        (second, "25800000", "One fewer"),
    ):
        each.cell(LINE, "forecast").focus()
        each.page.keyboard.type(amount)
        each.page.keyboard.press("Tab")
        each.page.keyboard.type(reason)
        each.page.keyboard.press("Enter")
        if each is first:
            each.told("1 line saved")
    told = second.page.locator(f'tr[data-line="{LINE}"] + tr.pb-told', has_text="you typed")
    told.wait_for()
    assert "Council budget holder" in told.inner_text()
    for version in ("£25,900,000 (Two more)", "£25,800,000"):
        assert version in told.inner_text()
    second.shot("20-stale")
    assert newest(7)[1] == 2_590_000_000
    told.get_by_role("button", name="Keep theirs").click()
    assert second.cell(LINE, "forecast").input_value() == "25,900,000"
    second.wrong = [said for said in second.wrong if "409" not in said]
    for each in (first, second):
        each.leave()


def test_a_role_that_changes_ends_the_session(browser: Any, site: str) -> None:
    analyst = Walker(browser, site, "analyst")
    administrator = Walker(browser, site, "administrator")
    administrator.page.goto("/people/analyst/role/")
    administrator.page.get_by_label(re.compile("^Member")).check()
    administrator.press("Change")
    administrator.says("is now member")
    analyst.page.locator("nav").get_by_role("link", name="Risk share").click()
    assert "/account/sign-in/?next=/share/" in analyst.page.url
    for each in (analyst, administrator):
        each.leave()


def test_nobody_signs_their_own_work_and_a_pool_manager_never(browser: Any, site: str) -> None:
    lead = Walker(browser, site, "council-finance-lead")
    lead.to("forecast", "acsn/")
    lead.cell(LINE, "forecast").focus()
    lead.page.keyboard.type("25784000")
    lead.page.keyboard.press("Tab")
    lead.page.keyboard.type("Figure of the P7 report, said again.")
    lead.page.keyboard.press("Enter")
    lead.told("1 line saved")
    assert main(steps(after=PERIOD_7)[4]) == 0
    lead.to("sign-off")
    lead.says("You made figures of this month, so somebody else signs")
    lead.shot("21-own-work")
    manager = Walker(browser, site, "pool-manager")
    manager.to("sign-off")
    for each in (lead, manager):
        assert each.page.get_by_role("button", name="Sign for").count() == 0
    assert (
        forged(lead, f"/sign-off/{MONTH}sign/")[0] == 200
    )  # sent back to the page, which says why
    lead.to("sign-off")
    assert signatures() == []
    status, said = forged(manager, f"/sign-off/{MONTH}sign/")
    assert status == 403 and "partner finance lead may do it" in said
    assert signatures() == []
    for each in (lead, manager):
        each.leave()


def signatures() -> list[str]:
    """Who has signed October."""
    from poolbook.finance.models import Signature

    found = Signature.objects.filter(period__number=7).select_related("by")
    return [each.by.username for each in found]


def test_another_agreement_is_not_found(browser: Any, site: str) -> None:
    empty_book()
    manager = Walker(browser, site, "pool-manager")
    for path in ("/record/empty/", "/agreement/empty/", "/mappings/empty/", "/open/empty/"):
        assert manager.page.goto(path).status == 404, path
    manager.page.goto("/")
    assert forged(manager, "/open/empty/", "month=2020-21%2FP1")[0] == 404
    assert "Empty agreement" not in manager.page.content()
    manager.wrong.clear()  # the browser's own note of each 404
    manager.leave()
