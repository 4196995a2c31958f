"""Steps of a month as somebody takes them in a browser; used by the tests that walk it.

With POOLBOOK_SCREENSHOTS naming a folder, each step leaves a picture at 1280 and at 390 pixels there.
"""

import csv
import os
import shlex
from pathlib import Path
from typing import Any

from poolbook.__main__ import main
from poolbook.cli.demo import passphrase, sign_ins
from tests.browser.conftest import DEMO

SHOTS = os.environ.get("POOLBOOK_SCREENSHOTS", "")
MONTH = "oxfordshire/2020-21/P7/"
PERIOD_7 = "# Period 7"


def steps(before: str = "", after: str = "") -> list[list[str]]:
    """The demonstration's commands before a heading of its steps, or after it; without the marks."""
    text = (DEMO / "steps.txt").read_text(encoding="utf-8")
    text = text.split(before)[0] if before else text
    text = text[text.index(after) :] if after else text
    found = [shlex.split(line.lstrip("? "), comments=True) for line in text.splitlines()]
    return [[word.replace("{here}", str(DEMO)) for word in words] for words in found if words]


def load_period_6() -> None:
    """The demonstration up to its period 6, by its own commands; its people get their passwords."""
    for words in steps(before=PERIOD_7):
        assert main(words) == 0, words
    sign_ins(DEMO)


def rows(name: str) -> list[dict[str, str]]:
    """A CSV file of the demonstration, row by row."""
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Walker:
    """Somebody of the demonstration at a browser of their own, signed in by the form."""

    def __init__(self, browser: Any, site: str, who: str, **options: Any) -> None:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        self.context = browser.new_context(base_url=site, **options)
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        self.page.on("request", lambda r: self._outside(r.url, site))
        self.sign_in(who)

    def _outside(self, address: str, site: str) -> None:
        if not address.startswith((site, "data:", "blob:")):
            self.wrong.append(f"asked {address}")

    def sign_in(self, who: str) -> None:
        """By the real form, from wherever the site sends somebody who is not signed in."""
        self.page.goto("/account/sign-in/")
        self.page.get_by_label("Username or e-mail address").fill(who)
        self.page.get_by_label("Password", exact=True).fill(passphrase())
        self.press("Sign in")
        assert self.page.get_by_role("button", name="Sign out").count() == 1, self.text()

    def leave(self) -> None:
        """Goes home; nothing may have gone wrong unseen."""
        assert self.wrong == []
        self.context.close()

    def text(self) -> str:
        """What the page says, as one line."""
        return " ".join(self.page.locator("main").inner_text().split())

    def says(self, text: str) -> None:
        """Waits until the page says it."""
        self.page.locator("main").get_by_text(text).first.wait_for(timeout=20_000)

    def press(self, name: str) -> None:
        """Presses the button of that name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str, exact: bool = False) -> None:
        """Follows the first link of that name in the page."""
        self.page.locator("main").get_by_role("link", name=name, exact=exact).first.click()

    def to(self, kind: str, rest: str = "") -> None:
        """Opens a page of October."""
        self.page.goto(f"/{kind}/{MONTH}{rest}")

    def waits(self) -> list[str]:
        """What the home page says waits for them."""
        self.page.goto("/")
        return self.page.locator(".pb-tasks .pb-task__title").all_inner_texts()

    def shot(self, name: str) -> None:
        """A picture at both widths, where pictures are asked for."""
        if not SHOTS:
            return
        for width in (390, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)

    def drop(self, file: Path, onto: str = "upload") -> None:
        """Drags a file from the desktop onto a box of the page."""
        self.page.evaluate(
            """([id, name, bytes]) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], name));
                const box = document.getElementById(id);
                for (const kind of ["dragenter", "dragover", "drop"])
                    box.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
            }""",
            [onto, file.name, list(file.read_bytes())],
        )
        assert file.name in self.page.locator("#chosen").inner_text()

    def give_ledger(self, file: Path, total: str = "") -> None:
        """Drops a ledger with its control total; waits for what was understood."""
        self.to("imports")
        self.drop(file)
        if total:
            self.page.get_by_label("Control total in pounds").fill(total)
        self.press("Read the file")
        self.page.get_by_role("button", name="Discard this file").wait_for(timeout=20_000)

    def codes(self) -> list[str]:
        """The grid's lines in order."""
        return self.page.eval_on_selector_all(
            "tr[data-line]", "rows => rows.map(r => r.dataset.line)"
        )

    def cell(self, line: str, name: str) -> Any:
        """One cell of the grid that takes an entry."""
        return self.page.locator(f'tr[data-line="{line}"] [data-cell="{name}"]')

    def paste(self, line: str, name: str, block: str) -> None:
        """Puts a block on the clipboard and pastes it into a cell by the keyboard."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", block)
        self.cell(line, name).focus()
        self.page.keyboard.press("Control+v")

    def told(self, text: str) -> None:
        """Waits until the grid's sentence says it."""
        self.page.locator("[data-state]", has_text=text).wait_for(timeout=20_000)


def block_of(lines: list[str], given: dict[str, dict[str, str]], leave_out: tuple[str, ...]) -> str:
    """Amounts and reasons as Excel puts them on the clipboard: brackets, commas, £, a last line end.

    A line by a method has both blank; `leave_out` are lines whose reason is forgotten.
    """
    out = []
    for number, code in enumerate(lines):
        row = given[code]
        amount = row["amount"] and f"{abs(int(row['amount'])):,}"
        if amount and number % 2:
            amount = f"£{amount}"
        if row["amount"].startswith("-"):
            amount = f"({amount})"
        reason = "" if code in leave_out else row["reason"]
        reason = f'"{reason}"' if '"' in reason else reason
        out.append(f"{amount}\t{reason}\r\n")
    return "".join(out)
