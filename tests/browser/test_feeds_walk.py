"""A publication's file dropped in by a browser: refused for its areas, allowed, taken in; accessible."""

from collections.abc import Iterator
from typing import Any

import pytest

from poolbook.__main__ import main
from tests.browser.conftest import serving, signed_in
from tests.browser.looking import look
from tests.integration.feeds.test_feed_import import ae

HERE = "/measures/pooled/imports/"


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A site with a small agreement and England among its areas."""
    from poolbook.performance.actions import areas
    from tests.factories import make_book

    with serving(django_db_blocker) as address:
        assert main(["init"]) == 0
        made = make_book()
        england = areas.Place("E92000001", "England", "country")
        areas.keep_areas(by=made.manager, places=[england])
        yield address


def test_a_file_from_the_drop_to_the_withdrawal(browser: Any, site: str) -> None:
    page = signed_in(browser, site, "analyst")
    page.goto(HERE)
    look(page, "feeds-empty")
    file = {"name": "ae.csv", "mimeType": "text/csv", "buffer": ae().encode()}
    page.get_by_label("File as published").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="2 faults: nothing of it can be taken in as it is").wait_for()
    look(page, "feed-faults")
    page.get_by_label("Add the areas that the book does not have yet").check()
    page.get_by_role("button", name="Read it again like this").click()
    page.get_by_role("button", name="Take in 42 values").wait_for()
    look(page, "feed-read")
    page.get_by_role("button", name="Take in 42 values").click()
    page.get_by_text("42 new values, 0 changed").wait_for()
    look(page, "feed-taken")
    page.get_by_role("link", name="Withdraw it").click()
    page.get_by_label("Why it is withdrawn").fill("the wrong month")
    page.get_by_role("button", name="Withdraw the values").click()
    page.get_by_text("the wrong month").wait_for()
    look(page, "feeds-list")
