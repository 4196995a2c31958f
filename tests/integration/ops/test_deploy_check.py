"""Django's own list for a real server, and the headers of every address."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import get_resolver

from tests import factories

WORD = "k7Qm2vXw9ZpL4tRb8NcY3hJd6FgS1aEuW5oKiTzMxVqBnC0D"
SAMPLES = {
    "int": "1", "slug": "pooled", "str": "x", "year": "2020-21", "path": "x", "uuid": "0" * 32
}  # fmt: skip


def test_check_deploy_is_clean():
    env = os.environ | {"POOLBOOK_HTTPS": "true", "SECRET_KEY": WORD * 2}
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    ran = subprocess.run(
        [*command, "--settings", "poolbook.config.settings"],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "no issues (0 silenced)" in ran.stdout


def addresses() -> list[str]:
    """An address for every pattern of the site, with made-up parts."""
    found = []
    for pattern, converters in walk(get_resolver().url_patterns, "", {}):
        text = pattern
        for name, converter in converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            text = text.replace(f"<{kind}:{name}>", SAMPLES.get(kind, "x"))
            text = text.replace(f"<{name}>", "x")
        if "(?P" not in text:
            found.append("/" + text.lstrip("/^").rstrip("$"))
    return sorted(set(found))


def walk(patterns, prefix, converters):
    """Every pattern with its converters."""
    for each in patterns:
        route = prefix + str(each.pattern).lstrip("^")
        known = converters | getattr(each.pattern, "converters", {})
        if hasattr(each, "url_patterns"):
            yield from walk(each.url_patterns, route, known)
        else:
            yield route, known


@pytest.fixture
def over_https(settings):
    """As behind the proxy."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = True
    settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def wrong(answer, static: bool = False) -> list[str]:
    """What is missing of the headers. A policy is for pages, not for a stylesheet."""
    headers, said = answer.headers, []
    policy = headers.get("Content-Security-Policy", "")
    if ("default-src 'none'" not in policy or "unsafe" in policy) and not static:
        said.append("policy")
    framed = "frame-ancestors 'none'" not in policy or headers.get("X-Frame-Options") != "DENY"
    if framed and not static:
        said.append("frames")
    if headers.get("X-Content-Type-Options") != "nosniff":
        said.append("nosniff")
    if headers.get("Referrer-Policy") != "same-origin":
        said.append("referrer")
    if "max-age=31536000" not in headers.get("Strict-Transport-Security", ""):
        said.append("hsts")
    if "X-Request-ID" not in headers:
        said.append("request id")
    said += [f"cookie {name}" for name, cookie in answer.cookies.items() if not cookie["secure"]]
    return said


def test_every_address_has_its_headers(db, over_https):
    book = factories.make_book()
    known = Client(raise_request_exception=False)
    known.force_login(book.manager)
    tried, found = 0, {}
    every = [*addresses(), "/no/such/page", "/static/poolbook/poolbook.css", "/static/none.css"]
    for address in every:
        for client in (Client(raise_request_exception=False), known):
            answer = client.get(address, secure=True)
            tried += 1
            if faults := wrong(answer, static=answer.streaming):
                found[address] = faults
            for close in answer._resource_closers:  # close() itself would end the connection
                close()
    assert not found
    assert tried > 60


def test_control_a_header_left_out_is_caught(db, over_https, settings):
    settings.X_FRAME_OPTIONS = "SAMEORIGIN"
    assert wrong(Client().get("/health/live", secure=True)) == ["frames"]
    settings.CONTENT_SECURITY_POLICY = None
    assert "policy" in wrong(Client().get("/health/live", secure=True))


def test_plain_http_is_sent_to_https(db, over_https):
    answer = Client().get("/health/live")
    assert (answer.status_code, answer.headers["Location"]) == (
        301, "https://testserver/health/live",
    )  # fmt: skip
