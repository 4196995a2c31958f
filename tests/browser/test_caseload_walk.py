"""Packages taken in by a browser, read by page, put on a line and landed in the month; accessible."""

from collections.abc import Iterator
from typing import Any

import pytest

from poolbook.__main__ import main
from tests.browser.conftest import serving, signed_in
from tests.browser.looking import follow, look

HERE = "/caseload/pooled/2020-21/P6/"
HEAD = "person,package,service,client group,date of birth,start,weekly cost\n"


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[str]:
    """A site with a small agreement in September 2020, and a folder for packages."""
    from django.test import override_settings

    from tests.factories import make_book

    folder = tmp_path_factory.mktemp("caseload")
    with serving(django_db_blocker) as address, override_settings(POOLBOOK_CASELOAD_FOLDER=folder):
        assert main(["init"]) == 0
        make_book(period="2020-21/P6")
        yield address


def extract(fault: bool = False) -> bytes:
    """Sixty people in two services; with a price that is no price, where there is to be a fault."""
    rows = [
        f"R-{n},K-{n},{('Supported Living', 'Day Services')[n % 2]},Learning Disability,"
        f"0{n % 9 + 1}/07/19{50 + n % 40},2019-01-01,{n}31.17\n"
        for n in range(1, 61)
    ]
    if fault:
        rows[4] = rows[4].replace("531.17", "a lot")
    return (HEAD + "".join(rows)).encode()


def given(page: Any, content: bytes) -> None:
    """An extract given to the page of loads, by the real input."""
    file = {"name": "packages.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("Extract of packages").set_input_files(file)
    page.get_by_label("Area, by a short word").fill("county")
    page.get_by_label("The area’s name").fill("The county")
    page.get_by_role("button", name="Take it in").click()


def test_from_the_extract_to_the_forecast_of_a_line(browser: Any, site: str) -> None:
    page = signed_in(browser, site, "analyst")
    page.goto(HERE)
    look(page, "caseload-none")
    page.goto(HERE + "loads/")
    given(page, extract(fault=True))
    page.get_by_role("heading", name="Mend these").wait_for()
    assert "a lot" in page.get_by_role("table").first.inner_text()
    look(page, "caseload-faults")
    given(page, extract())
    page.get_by_text("60 rows are new").wait_for()
    look(page, "caseload-loaded")
    follow(page, "which budget line packages belong to")
    page.get_by_label("Client group").select_option(label="Learning Disability")
    page.get_by_label("Budget line").select_option(index=1)
    page.get_by_role("button", name="Put on the line").click()
    page.get_by_text("Packages of Learning Disability are put on").wait_for()
    look(page, "caseload-lines")
    page.goto(HERE)
    assert page.get_by_text("60", exact=True).first.is_visible()
    look(page, "caseload-activity")
    page.context.close()
    manager = signed_in(browser, site, "manager")
    manager.goto(HERE + "forecast/")
    look(manager, "caseload-forecast")
    manager.get_by_role("checkbox").first.check()
    manager.get_by_role("button", name="Land the chosen lines").click()
    manager.get_by_text("say why").wait_for()
    look(manager, "caseload-forecast-refused")
    assert manager.get_by_role("checkbox").first.is_checked(), "what was chosen is kept"
    manager.get_by_label("Why ").first.fill("Prices of the new framework.")
    manager.get_by_role("button", name="Land the chosen lines").click()
    manager.get_by_text("1 line was landed").wait_for()
    manager.goto("/forecast/pooled/2020-21/P6/one/")
    assert "packages" in manager.content()
    manager.context.close()
