"""Signing in and people in a real browser: passwords, codes, passkeys, invitations; every page for axe."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from axe_playwright_python.sync_playwright import Axe

from poolbook.cli.demo import passphrase
from poolbook.partners import queries
from tests.browser.conftest import signed_in
from tests.browser.looking import follow

AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = (320, 1280)


@pytest.fixture(scope="module")
def local(site: str) -> str:
    """The site under the name at which browsers allow passkeys without HTTPS."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(browser: Any, local: str) -> Iterator[Any]:
    """A fresh browser in which nobody is signed in; nothing may be asked of another site."""
    context = browser.new_context(base_url=local)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: wrong.append(asked.url) if outside(asked.url, local) else None)
    yield page
    context.close()
    assert [each for each in wrong if "403" not in each and "404" not in each] == []


def outside(address: str, site: str) -> bool:
    return not address.startswith((site, "data:"))


def check(page: Any) -> None:
    """No violation that axe finds, and nothing wider than the window, on a telephone and a desk."""
    page.wait_for_load_state()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page, options=AXE_RULES).response["violations"]
        told = [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]
        assert told == [], f"{page.url} at {width}"
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, f"{page.url} is wider than {width}"


def enter(page: Any, username: str, password: str | None = None) -> None:
    page.goto("/account/sign-in/")
    page.get_by_label("Username or e-mail address").fill(username)
    page.get_by_label("Password", exact=True).fill(password or passphrase())
    page.get_by_role("button", name="Sign in", exact=True).click()


def is_in(page: Any) -> bool:
    return page.get_by_role("button", name="Sign out").count() == 1


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def authenticator(page: Any) -> tuple[Any, str]:
    """A device with a fingerprint, as Chromium imitates it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def test_sign_in_says_what_is_wrong_and_lets_in(page: Any) -> None:
    page.goto("/account/sign-in/")
    check(page)
    enter(page, "member", "wrong")
    assert page.get_by_role("alert").filter(has_text="not right").count() == 1
    check(page)
    enter(page, "member")
    assert is_in(page)
    page.get_by_role("button", name="Sign out").click()
    assert not is_in(page)
    page.goto("/account/")
    assert "/account/sign-in/?next=/account/" in page.url
    check(page)


def test_an_authenticator_app(page: Any) -> None:
    enter(page, "analyst")
    page.goto("/account/")
    follow(page, "Set up the second factor")
    check(page)
    follow(page, "Set up an authenticator app")
    check(page)
    picture = page.get_by_alt_text(re.compile("QR code"))
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0"), (
        "the policy let it"
    )
    secret = page.locator(".pb-people__key").inner_text()
    page.get_by_label("six digits").fill("000000")
    page.get_by_role("button", name="Set up").click()
    assert page.get_by_role("alert").filter(has_text="not right").count() == 1
    check(page)
    page.get_by_label("six digits").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    codes = page.locator(".pb-people__codes li").all_inner_texts()
    assert len(codes) == 10
    check(page)
    page.get_by_role("button", name="Sign out").click()
    enter(page, "analyst")
    assert not is_in(page)
    check(page)
    page.get_by_label("Code from your authenticator app").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    assert is_in(page)
    for address in (
        "/account/second/", "/account/second/codes/", "/account/second/codes/new/",
        "/account/second/app/remove/", "/account/password/", "/account/again/",
        "/account/again/code/",
    ):  # fmt: skip
        page.goto(address)
        check(page)
    page.goto("/account/second/app/remove/")
    page.get_by_role("button", name="Remove").click()
    assert not queries.has_second_factor(queries.person("analyst"))


def test_a_passkey_alone_signs_in(page: Any) -> None:
    authenticator(page)
    enter(page, "scheme-lead")
    page.goto("/account/second/passkeys/")
    check(page)
    follow(page, "Add a passkey")
    check(page)
    page.get_by_label("Name of this passkey").fill("Work laptop")
    page.get_by_label("Sign in with this alone").check()
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/codes/")
    page.goto("/account/second/passkeys/")
    assert "Work laptop" in page.get_by_role("table").inner_text()
    check(page)
    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Sign out").wait_for()
    assert "NHS scheme lead" in page.locator("header").inner_text()
    page.goto("/account/second/passkeys/")
    follow(page, "Rename")
    check(page)
    page.get_by_label("Name of this passkey").fill("Old laptop")
    page.get_by_role("button", name="Save").click()
    follow(page, "Remove Old laptop")
    check(page)
    page.get_by_role("button", name="Remove").click()
    assert not Authenticator.objects.filter(user__username="scheme-lead").exists()


def test_a_security_key_after_the_password(page: Any) -> None:
    authenticator(page)
    enter(page, "partnership-officer")
    page.goto("/account/second/passkeys/add/")
    page.get_by_label("Name of this passkey").fill("Key")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/codes/")
    page.get_by_role("button", name="Sign out").click()
    enter(page, "partnership-officer")
    assert not is_in(page)
    check(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Sign out").wait_for()
    page.goto("/account/again/passkey/")
    check(page)


def test_a_passkey_that_fails_is_told_in_words(page: Any) -> None:
    session, device = authenticator(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto("/account/sign-in/")
    told = page.get_by_text("The passkey was not used")
    assert not told.is_visible()
    page.get_by_role("button", name="Sign in with a passkey").click()
    told.wait_for()
    check(page)


def test_inviting_and_coming_in(browser: Any, local: str, page: Any) -> None:
    admin = signed_in(browser, local, "administrator")
    for address in (
        "/people/",
        "/roles/",
        "/account/",
        "/people/member/role/",
        "/people/member/leave/",
    ):
        admin.goto(address)
        check(admin)
    admin.goto("/people/invite/")
    check(admin)
    admin.get_by_role("button", name="Send the invitation").click()
    assert admin.get_by_role("alert").count() == 1
    check(admin)
    admin.get_by_label("E-mail address").fill("new@nhs.example")
    admin.get_by_label("What they are, in words").fill("NHS analyst")
    admin.get_by_label(re.compile("^Analyst")).check()
    admin.get_by_label("Works for").select_option("OCCG")
    admin.get_by_role("button", name="Send the invitation").click()
    link = admin.get_by_label("Link of the invitation").input_value()
    check(admin)
    page.goto(link)
    check(page)
    page.get_by_label("Username").fill("nhs-analyst")
    page.get_by_label("Password", exact=True).fill("plum ladder quiet river")
    page.get_by_label("The same password again").fill("plum ladder quiet river")
    page.get_by_role("button", name="Make my account").click()
    enter(page, "new@nhs.example", "plum ladder quiet river")
    assert is_in(page)
    page.goto(link)
    assert "older than seven days" in page.locator("main").inner_text()
    check(page)
    admin.goto("/people/nhs-analyst/role/")
    admin.get_by_label(re.compile("^Member")).check()
    admin.get_by_role("button", name="Change").click()
    assert "is now member" in admin.get_by_role("status").inner_text()
    page.goto("/account/")
    assert "/account/sign-in/" in page.url, "the role's change ended the session"
    admin.goto("/people/nhs-analyst/leave/")
    admin.get_by_role("button", name="End the account").click()
    check(admin)
    enter(page, "nhs-analyst", "plum ladder quiet river")
    assert "This account has ended" in page.locator("h1").inner_text()
    check(page)
    admin.context.close()


def test_the_pages_of_a_forgotten_password(page: Any) -> None:
    for address in (
        "/account/password/new/",
        "/account/password/new/sent/",
        "/account/password/new/set/",
    ):
        page.goto(address)
        check(page)
    page.goto("/account/password/new/1-set-password/")
    assert "This link does not work" in page.locator("h1").inner_text()
    check(page)
