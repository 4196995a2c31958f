"""A real Chromium on a real server with the demonstration."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from poolbook.__main__ import main
from tests import committed

DEMO = Path(__file__).resolve().parents[2] / "demo/oxfordshire"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


class Quiet(WSGIRequestHandler):
    """No line a request on the test's output."""

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class Server(ThreadedWSGIServer):
    """A server whose threads give back their connection to the database when they end."""

    daemon_threads = True

    def process_request_thread(self, request: Any, address: Any) -> None:
        """Serves one connection, then closes the thread's database connection."""
        from django.db import connections

        try:
            super().process_request_thread(request, address)
        finally:
            connections.close_all()

    def handle_error(self, request: Any, address: Any) -> None:
        """A browser that goes away is no error; a view's own shows in its answer."""


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of a site that serves the demonstration."""
    with serving(django_db_blocker) as address:
        assert main(["demo", str(DEMO), "--quiet"]) == 0
        yield address


def serving(blocker: Any) -> Any:
    """A site on a fresh database of its own, while the block runs."""
    from contextlib import contextmanager

    @contextmanager
    def run() -> Iterator[str]:
        from poolbook.config.wsgi import application

        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver keeps a loop here
        with committed.database(blocker):
            server = Server(("127.0.0.1", 0), Quiet)
            server.set_app(application)
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()
            server.server_close()
            thread.join()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]

    return run()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium, the machine's own."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, "Chromium is needed; `make test` installs it or says how"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def signed_in(browser: Any, site: str, username: str, **options: Any) -> Any:
    """A page in a fresh browser context, signed in as somebody of the demonstration.

    The session is made in the database: signing in by the form has its own tests. `options` go to
    the context (viewport, permissions, accept_downloads). Close it with `page.context.close()`.
    """
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from poolbook.partners.models import Person

    person = Person.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    context = browser.new_context(base_url=site, **options)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}]
    )
    return context.new_page()
