"""Addresses of stylesheets, scripts and fonts, with a piece of their hash so that a new one is fetched."""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import quote

from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage


class Versioned(FileSystemStorage):
    """Files served from the package itself: there is nothing to collect before the site starts."""

    def __init__(self) -> None:
        super().__init__(location=Path(__file__).parent.parent / "static", base_url="/static/")

    def url(self, name: str | None) -> str:
        """`/static/poolbook/poolbook.css?v=0a1b2c3d`."""
        return f"/static/{quote(name or '')}?v={_version(name or '')}"


@cache
def _version(name: str) -> str:
    found = finders.find(name)
    if not found:
        raise ValueError(f"there is no static file {name}")
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:8]
