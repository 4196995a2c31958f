"""The report's sections as the body of a Word document: headings, words, tables, turned pages."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from poolbook.reports.model import Report, Section, Table
from poolbook.reports.render import docx_table, words
from poolbook.reports.render.docx_table import run
from poolbook.reports.render.office import text

A4 = (11906, 16838)  # twips
MARGIN = 850
SPACES = nsdecls("w", "r")
CLOSING = (
    "Figures are rounded for print only; the exact amount of each is in the workbook, the CSV and "
    "the JSON of this report."
)


@dataclass(frozen=True)
class Page:
    """The pages that the body goes on: section properties of a tall page and of a wide one."""

    tall: Any
    wide: Any

    def room(self, wide: bool) -> int:
        """Twips between the margins."""
        size, margins = (
            (self.wide if wide else self.tall).find(qn(f"w:{name}")) for name in ("pgSz", "pgMar")
        )
        sides = sum(int(margins.get(qn(f"w:{side}"), 0)) for side in ("left", "right"))
        return max(int(size.get(qn("w:w"))) - sides, 4000)


def page(like: Any | None = None) -> Page:
    """Tall and wide pages after a template's own section properties; None is A4."""
    tall = deepcopy(like) if like is not None else parse_xml(f"<w:sectPr {SPACES}/>")
    for name, usual in (
        ("pgSz", {"w": A4[0], "h": A4[1]}),
        ("pgMar", dict.fromkeys(("top", "right", "bottom", "left"), MARGIN)
         | {"header": 400, "footer": 400, "gutter": 0}),
    ):  # fmt: skip
        if tall.find(qn(f"w:{name}")) is None:
            given = "".join(f' w:{key}="{value}"' for key, value in usual.items())
            tall.append(parse_xml(f"<w:{name} {SPACES}{given}/>"))
    wide = deepcopy(tall)
    size = wide.find(qn("w:pgSz"))
    across, down = int(size.get(qn("w:w"))), int(size.get(qn("w:h")))
    size.set(qn("w:w"), str(max(across, down)))
    size.set(qn("w:h"), str(min(across, down)))
    size.set(qn("w:orient"), "landscape")
    return Page(tall, wide)


def following(properties: Any) -> Any:
    """Section properties for a section after the first: a new page, numbered on, no cover of its own."""
    made = deepcopy(properties)
    for name in ("type", "titlePg"):
        for found in made.findall(qn(f"w:{name}")):
            made.remove(found)
    for numbered in made.findall(qn("w:pgNumType")):
        numbered.attrib.pop(qn("w:start"), None)
    return made


class Body:
    """A body being written: XML parts in order, and which way the page is turned."""

    def __init__(self, report: Report, styles: dict[str, str], page: Page) -> None:
        self.report, self.styles, self.page = report, styles, page
        self.parts: list[str] = []
        self.wide = self.turned = False
        self.marks: list[tuple[str, str, int]] = []

    def elements(self) -> list[Any]:
        """The parts as elements to put into a document."""
        return list(parse_xml(f"<w:body {SPACES}>{''.join(self.parts)}</w:body>"))

    def say(self, style: str, said: str, before: str = "", look: str = "") -> None:
        """A paragraph in one of our styles; `before` is XML that its text follows."""
        named = f'<w:pStyle w:val="{self.styles[style]}"/>' if self.styles[style] else ""
        self.parts.append(f"<w:p><w:pPr>{named}</w:pPr>{before}{run(said, look)}</w:p>")

    def bullet(self, said: str) -> None:
        """A point of a list."""
        self.say("Bullet", said, "<w:r><w:t>•</w:t><w:tab/></w:r>")

    def heading(self, level: int, said: str) -> None:
        """A heading that the contents lead to."""
        number = 70_000 + len(self.marks) + 1  # far from the numbers that a template has used
        name = f"_Toc{number}000"
        self.marks.append((name, said, level))
        start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
        self.parts.append(
            f'<w:p><w:pPr><w:pStyle w:val="{self.styles[f"Heading{level}"]}"/></w:pPr>'
            f'{start}{run(said)}<w:bookmarkEnd w:id="{number}"/></w:p>'
        )

    def turn(self, wide: bool) -> None:
        """Goes on on a page turned this way."""
        if wide == self.wide:
            return
        ended = self.page.wide if self.wide else self.page.tall
        ended = following(ended) if self.turned else ended
        xml = etree.tostring(ended).decode()
        self.parts.append(
            f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
            f"{xml}</w:pPr></w:p>"
        )
        self.wide, self.turned = wide, True

    def sections(self) -> None:
        """Every section of the report."""
        for section in self.report.sections:
            room = self.page.room(False)
            self.turn(any(sum(docx_table.natural(table)) > room for table in section.tables))
            self._section(section)

    def _section(self, section: Section) -> None:
        self.heading(1, section.title)
        for said in section.paragraphs:
            self.say("Normal", said)
        for said in section.bullets:
            self.bullet(said)
        for table in section.tables:
            if table.title != section.title:
                self.heading(2, table.title)
            self._table(table)

    def _table(self, table: Table) -> None:
        self.say("Caption", f"{words.caption(table)} {words.unit_line(table)}".strip())
        self.parts.append(docx_table.table(table, self.page.room(self.wide), self.styles["Cell"]))
        if not table.notes:
            self.say("Note", "")  # Word wants a paragraph between tables
        for number, note in enumerate(table.notes, 1):
            self.say("Note", note, f"<w:r><w:t>{number}.</w:t><w:tab/></w:r>")

    def closing(self) -> None:
        """Where the figures come from, and what rounding means."""
        if self.report.sources:
            self.heading(1, "Sources")
        for said in self.report.sources:
            self.bullet(said)
        self.say("Note", CLOSING)

    def contents(self) -> str:
        """Word's own table of contents, filled in already with links to every heading."""
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
            ' TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        return "".join(self._entries(begin, end))

    def _entries(self, begin: str, end: str) -> Iterator[str]:
        for at, (name, said, level) in enumerate(self.marks, 1):
            first, last = begin if at == 1 else "", end if at == len(self.marks) else ""
            link = f'<w:hyperlink w:anchor="{text(name)}" w:history="1">{run(said)}</w:hyperlink>'
            style = self.styles[f"TOC{level}"]
            yield f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{first}{link}{last}</w:p>'
