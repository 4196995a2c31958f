"""The layouts that come with Poolbook: one for each national publication that it knows."""

import tomllib
from functools import cache
from pathlib import Path

from poolbook.intake.feeds.layout import FeedLayout

HERE = Path(__file__).parent / "layouts"


@cache
def shipped() -> dict[str, FeedLayout]:
    """Every layout of the package by its code."""
    found = {}
    for path in sorted(HERE.glob("*.toml")):
        layout = FeedLayout.of(tomllib.loads(path.read_text(encoding="utf-8")))
        found[layout.code] = layout
    return found
