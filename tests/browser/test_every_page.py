"""Every page in every state of a month, as a browser has it: accessible, within its window, by keyboard
alone, on paper. Generated from the URL table, so that a page that is added is held to it at once."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import every
from tests.browser.conftest import serving, signed_in
from tests.browser.every import NOT_THERE, READERS, STATES, House
from tests.integration.web.addresses import addresses

AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WIDTHS = (1280, 320)
MOST_STOPS = 120  # presses of Tab a page: beyond it a page is a table of links


@dataclass
class Place:
    """The site and the month that it shows."""

    address: str
    house: House


@pytest.fixture(scope="module")
def place(django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    """A site with the demonstration, whose period 7 is led from state to state."""
    with serving(django_db_blocker) as address:
        yield Place(address, House())


class Eyes:
    """Somebody's browser that looks at pages and keeps what is amiss."""

    def __init__(self, browser: Any, site: str, who: str) -> None:
        self.site, self.who = site, who
        options = {"viewport": {"width": WIDTHS[0], "height": 900}}
        if who:
            self.page = signed_in(browser, site, who, **options)
        else:
            self.page = browser.new_context(base_url=site, **options).new_page()
        self.faults: list[str] = []
        self.seen: dict[str, str] = {}
        self.here = ""
        self.expects = "nothing"
        self.page.on("console", lambda m: self._said(m) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self._amiss(str(error)))
        self.page.on("request", lambda r: self._asked(r.url))

    def _said(self, message: Any) -> None:
        # A report as issued is a document without the site's icon, which the browser asks for.
        icon = message.location["url"].endswith("/favicon.ico")
        if not icon and self.expects not in message.text:
            self._amiss(f"console: {message.text}")

    def _asked(self, address: str) -> None:
        if not address.startswith((self.site, "data:", "blob:")):
            self._amiss(f"asks {address}")

    def _amiss(self, what: str) -> None:
        self.faults.append(f"{self.who or 'nobody'}, {self.here}: {what}")

    def open(self, name: str, path: str) -> bool:
        """Whether a page of the site came that was not looked at yet: not a file, not a part of one."""
        from playwright.sync_api import Error

        self.here = name
        self.expects = "404" if name in NOT_THERE else "nothing"
        try:
            response = self.page.goto(path)
        except Error as error:
            if "Download is starting" in str(error) or "ERR_ABORTED" in str(error):
                return False
            raise
        kind = response.headers.get("content-type", "")
        if response.status >= 400 and not (name in NOT_THERE and response.status == 404):
            self._amiss(f"{response.status} at {path}")
        if "text/html" not in kind or "<html" not in response.text():
            return False
        known = self.page.url in self.seen
        self.seen[self.page.url] = name
        return not known

    def look(self) -> None:
        """What holds for every page, at both widths."""
        page = self.page
        if not re.sub("–? ?Poolbook$", "", page.title()).strip():
            self._amiss("no title")
        if page.locator("h1").count() != 1:
            self._amiss(f"{page.locator('h1').count()} main headings")
        # A row half under a sticky total is scrolled to; axe would take it for a small target.
        page.evaluate(
            "document.querySelectorAll('.pb-scroll').forEach((e) => (e.style.maxHeight = 'none'))"
        )
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self._amiss(f"{wide} wide at {width}")
            for fault in Axe().run(page, options=AXE).response["violations"]:
                where = [node["html"][:150] for node in fault["nodes"][:3]]
                self._amiss(f"{fault['id']} at {width}: {where}")
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})

    def close(self) -> list[str]:
        """What was amiss."""
        self.page.context.close()
        return self.faults


class Crowd:
    """A browser for each who looks, made when first needed."""

    def __init__(self, browser: Any, site: str) -> None:
        self.browser, self.site = browser, site
        self.people: dict[str, Eyes] = {}

    def __getitem__(self, who: str) -> Eyes:
        if who not in self.people:
            self.people[who] = Eyes(self.browser, self.site, who)
        return self.people[who]

    def told(self) -> None:
        """Sends everybody home; fails with all that was amiss."""
        faults = [fault for each in self.people.values() for fault in each.close()]
        assert not faults, "\n".join(faults)


@pytest.mark.parametrize("state", STATES)
def test_every_page_of_a_period(browser: Any, place: Place, state: str) -> None:
    place.house.at(state)
    crowd, looked = Crowd(browser, place.address), 0
    for address in filter(every.of_a_period, every.pages()):
        eyes = crowd[every.reader(address, READERS[state])]
        if eyes.open(address.name, every.at(address, place.house.things)):
            eyes.look()
            looked += 1
    crowd.told()
    assert looked >= 9


def test_every_other_page(browser: Any, place: Place) -> None:
    settled(place)
    crowd, looked = Crowd(browser, place.address), 0
    for address in every.pages():
        if every.of_a_period(address):
            continue
        eyes = crowd[every.reader(address, "pool-manager")]
        if eyes.open(address.name, every.at(address, place.house.things)):
            eyes.look()
            looked += 1
    crowd.told()
    assert looked >= 50


def settled(place: Place) -> None:
    """The month under way, in whichever state it is."""
    if not place.house.state:
        place.house.at("open")


def test_every_form_sent_empty(browser: Any, place: Place) -> None:
    """A form that comes back with what is wrong is as accessible as it was; each that asks for words."""
    settled(place)
    crowd, back = Crowd(browser, place.address), []
    for address in every.pages():
        eyes = crowd[every.reader(address, "pool-manager")]
        if not eyes.open(address.name, every.at(address, place.house.things)):
            continue
        eyes.expects = "status of 4"  # a refused form is no page that failed
        if eyes.page.evaluate(SEND_EMPTY):
            eyes.page.wait_for_load_state()
            eyes.page.locator(".govuk-error-summary, .govuk-error-message").first.wait_for()
            eyes.look()
            back.append(address.name)
    crowd.told()
    assert len(back) >= 12, back


# The first form in the page that wants words, sent without any.
SEND_EMPTY = """() => {
    const wants = "textarea[required], input[required]:not([type=hidden], [type=checkbox], [type=radio])";
    for (const form of document.querySelectorAll("main form[method=post]")) {
        const found = [...form.querySelectorAll(wants)];
        if (!found.length) continue;
        for (const each of found) each.value = "";
        form.noValidate = true;
        form.requestSubmit();
        return true;
    }
    return false;
}"""


# What Tab comes to, in order: what it is, and whether the focus is to be seen there.
STOPS = """() => {
    const looks = (e) => {
        const s = getComputedStyle(e);
        return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor].join();
    };
    const before = new Map([...document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")]
        .map((e) => [e, looks(e)]));
    window.stops = [];
    document.addEventListener("focusin", ({ target: e }) => {
        const shown = looks(e) !== before.get(e)
            || (e.closest("label, th, td, li, div") && getComputedStyle(e).outlineStyle !== "none");
        const main = Boolean(e.closest("main"));
        window.stops.push({
            what: (e.innerText || e.ariaLabel || e.name || e.id || e.tagName).trim().slice(0, 60),
            shown, main, skip: e.matches(".govuk-skip-link"), nav: Boolean(e.closest("nav.pb-nav")),
            act: main && e.matches(".govuk-button:not(.govuk-button--secondary)"),
            first: window.stops.findIndex((each) => each.e === e), e,
        });
    });
    return {
        nav: Boolean(document.querySelector("nav.pb-nav")),
        act: [...document.querySelectorAll("main .govuk-button:not(.govuk-button--secondary)")]
            .some((e) => e.checkVisibility() && !e.disabled),
        many: before.size,
        told: document.activeElement !== document.body, // an error summary that took the focus
    };
}"""


def test_every_page_by_keyboard_alone(browser: Any, place: Place) -> None:
    """Tab comes to the skip link first, to the navigation, to the main act, and nowhere gets stuck."""
    settled(place)
    crowd, walked = Crowd(browser, place.address), 0
    for address in every.pages():
        eyes = crowd[every.reader(address, "pool-manager")]
        if not eyes.open(address.name, every.at(address, place.house.things)):
            continue
        if address.name in ("report", "file", "report-of", "file-of", "pack-file"):
            continue  # a document, which has no navigation of the site
        there = eyes.page.evaluate(STOPS)
        for _ in range(min(there["many"] + 2, MOST_STOPS)):
            eyes.page.keyboard.press("Tab")
        stops = eyes.page.evaluate("window.stops.map(({ e, ...rest }) => rest)")
        for fault in along(stops, there):
            eyes._amiss(fault)
        walked += 1
    crowd.told()
    assert walked >= 60


def along(stops: list[dict[str, Any]], there: dict[str, Any]) -> list[str]:
    """What is wrong with a way through a page."""
    faults = []
    if not there.get("told") and (not stops or not stops[0]["skip"]):
        faults.append("Tab does not come to the skip link first")
    if there["nav"] and not any(stop["nav"] for stop in stops):
        faults.append("Tab does not come to the navigation")
    if there["act"] and len(stops) < MOST_STOPS and not any(stop["act"] for stop in stops):
        faults.append("Tab does not come to the main act")
    unseen = sorted({stop["what"] for stop in stops if not stop["shown"]})
    if unseen:
        faults.append(f"the focus is not to be seen on {unseen[:5]}")
    again = [n for n, stop in enumerate(stops) if stop["first"] >= 0]
    if again and stops[again[0]]["first"] != 0 and not there.get("told"):
        stuck = stops[again[0]]["what"]
        faults.append(f"Tab is caught at “{stuck}”")
    return faults


@pytest.mark.parametrize("name", ["month", "pack", "forecast", "sign-off", "share"])
def test_on_paper_a_page_is_a_paper(browser: Any, place: Place, name: str) -> None:
    """Printed, a page has its words and figures, and nothing to press."""
    settled(place)
    address = next(each for each in every.pages() if each.name == name)
    eyes = Eyes(browser, place.address, "pool-manager")
    eyes.open(name, every.at(address, place.house.things))
    heading = eyes.page.locator("h1").inner_text()
    pages = pypdf.PdfReader(io.BytesIO(eyes.page.pdf(format="A4"))).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert heading in said and "£" in said
    for word in ("Sign out", "Skip to main content", "Accessibility", "Bridges Pack", "Show"):
        assert not re.search(rf"\b{word}\b", said), f"“{word}” is printed"
    assert eyes.close() == []


def test_every_page_of_an_empty_book(browser: Any, place: Place) -> None:
    """An agreement without a period, a pool or a line."""
    settled(place)
    every.empty_book()
    eyes = Eyes(browser, place.address, "empty-manager")
    for address in every.pages():
        within = {"agreement"} <= set(address.arguments) <= {"agreement", "year"}
        if not (within or address.name == "home") or address.name in ("why", "history"):
            continue  # there is no figure yet, and no thing, that these could be asked for
        values = {"agreement": "empty", "year": 2020}
        path = address.of(**{name: values[name] for name in address.arguments})
        if eyes.open(address.name, path):
            eyes.look()
    faults = eyes.close()
    assert not faults, "\n".join(faults)


def test_a_page_with_something_unknown_is_told_of() -> None:
    month = next(each for each in addresses() if each.name == "month")
    unknown = replace(month, route="widget/<int:widget>/", arguments=("widget",))
    with pytest.raises(AssertionError, match="do not know what “widget” is; make one in `furnish`"):
        every.at(unknown, every.Things())


def test_a_page_made_worse_is_seen(browser: Any, place: Place) -> None:
    """The control: each kind of fault is found."""
    settled(place)
    eyes = Eyes(browser, place.address, "pool-manager")
    assert eyes.open("home", "/")
    eyes.page.evaluate(
        """() => {
            document.documentElement.removeAttribute("lang");
            document.querySelector("h1").outerHTML = "<h2>x</h2>";
            document.title = "Poolbook";
            document.querySelector("main").insertAdjacentHTML("beforeend", "<pre>" + "wide".repeat(500) + "</pre>");
            console.error("broken");
        }"""
    )
    eyes.look()
    told = "\n".join(eyes.close())
    for fault in ("html-has-lang", "no title", "0 main headings", "wide at 320", "console: broken"):
        assert fault in told


@pytest.mark.parametrize(
    ("stops", "fault"),
    [
        ([("a", True)], "skip link first"),
        ([("skip", True), ("a", True)], "navigation"),
        ([("skip", True), ("nav", True)], "main act"),
        ([("skip", True), ("nav", False), ("act", True)], "not to be seen on ['nav']"),
        ([("skip", True), ("nav", True), ("act", True), ("nav", True)], "caught at “nav”"),
    ],
)
def test_a_way_that_is_wrong_is_seen(stops: list[tuple[str, bool]], fault: str) -> None:
    names = [name for name, _ in stops]
    found = [
        {
            "what": name, "shown": shown, "main": True, "skip": name == "skip", "nav": name == "nav",
            "act": name == "act", "first": names[:n].index(name) if name in names[:n] else -1,
        }
        for n, (name, shown) in enumerate(stops)
    ]  # fmt: skip
    assert fault in " ".join(along(found, {"nav": True, "act": True}))
