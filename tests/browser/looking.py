"""A page looked at: axe at each width, nothing wider than the screen, a picture where asked for.

With POOLBOOK_SCREENSHOTS naming a folder, each page looked at leaves a picture at 1280 and at 390 pixels there.
"""

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

SHOTS = os.environ.get("POOLBOOK_SCREENSHOTS", "")
WIDTHS = (1280, 390, 320)


def follow(page: Any, name: str) -> None:
    """Chooses a link by its words, and waits for the page it leads to: a click alone does not."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).click()


def look(page: Any, name: str) -> None:
    """Nothing amiss for axe at 1280 and 320 pixels, nothing wider than the screen at any width."""
    page.wait_for_load_state()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        if width != 390:
            found = Axe().run(page)
            assert found.violations_count == 0, (name, width, found.generate_report())
        if SHOTS and width != 320:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
