"""The how-to pages: the files of docs/how-to, shipped with the package and shown in the site."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

FOLDER = Path(__file__).with_name("howto")
_LINK = re.compile(r'<a href="([^"]+)">(.*?)</a>', re.S)


@dataclass(frozen=True)
class Text:
    """One how-to page: its title and its body as HTML."""

    name: str
    title: str
    body: str


@cache
def texts() -> dict[str, Text]:
    """Every how-to page by name, in the order of their titles."""
    found = [_read(path) for path in FOLDER.glob("*.md")]
    return {text.name: text for text in sorted(found, key=lambda text: text.title)}


def _read(path: Path) -> Text:
    title, _, body = path.read_text(encoding="utf-8").partition("\n")
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(body)
    html = html.replace("<table>", '<table class="pb-table">').replace(
        "<pre>", '<pre tabindex="0" class="pb-code">'
    )
    return Text(path.stem, title.lstrip("# ").strip(), _LINK.sub(_linked, html))


def _linked(found: re.Match[str]) -> str:
    """A link to another how-to page stays; one to a file that the site does not show is plain text."""
    target, words = found[1], found[2]
    name = target.partition("#")[0].removesuffix(".md")
    if target.startswith(("https://", "#", "/")):
        return found[0]
    if "/" not in name and (FOLDER / f"{name}.md").exists():
        return f'<a href="/help/{name}/">{words}</a>'
    return words
