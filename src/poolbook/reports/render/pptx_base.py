"""The blank deck that slides are put on, and what every slide has: title, words, footer, notes."""

import io
from functools import cache
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Inches

from poolbook.reports.model import Report
from poolbook.reports.render import office, words
from poolbook.reports.render.office import ACCENTS, INK, MUTED, text

FONT = "Arial"
WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, ROOM = Inches(0.5), Inches(12.333)  # of everything on a slide
TOP, BOTTOM = Inches(1.2), Inches(6.85)  # of what stands below the title
POINT = 12_700  # EMU
COVER, PLAIN = 0, 1  # layouts kept
WORDS_SIZE, LETTERS, LINE = 16, 112, 16 * 1.3  # points; letters a line; points a line
SPACES = nsdecls("p", "a", "r")
ID = "{id}"  # stands in a shape's XML for its id on the slide; a shape's first attribute


class Deck:
    """Slides being made of a report."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.show = Presentation(io.BytesIO(_blank()))

    def slide(self, title: str, notes: str = "", layout: int = PLAIN) -> Any:
        """A new slide with its title, its footer and the words for whoever presents it."""
        slide = self.show.slides.add_slide(self.show.slide_layouts[layout])
        slide.shapes.title.text_frame.text = words.clean(title)
        if layout == PLAIN:
            put(slide, _footer(self.report))
        if notes:
            slide.notes_slide.notes_text_frame.text = words.clean(notes)
        return slide

    def words(self, title: str, said: list[tuple[bool, str]]) -> None:
        """Slides of sentences, (whether a point of a list, the text), as many as fit on each."""
        pages: list[list[tuple[bool, str]]] = [[]]
        used = 0.0
        for point, sentence in said:
            lines = sum(len(part) // LETTERS + 1 for part in sentence.split("\n"))
            high = lines * LINE + 8
            if pages[-1] and used + high > (BOTTOM - TOP) / POINT:
                pages.append([])
                used = 0.0
            pages[-1].append((point, sentence))
            used += high
        for number, page in enumerate(pages, 1):
            notes = "\n".join(sentence for _, sentence in page)
            slide = self.slide(numbered(title, number, len(pages)), notes)
            body = "".join(_paragraph(sentence, point) for point, sentence in page)
            put(slide, box("Words", LEFT, TOP, ROOM, BOTTOM - TOP, body))

    def packed(self) -> bytes:
        """The deck's bytes with plain properties and no trace of the clock."""
        office.say_what_it_is(self.show.core_properties, self.report)
        out = io.BytesIO()
        self.show.save(out)
        return office.fixed(out.getvalue(), words.made(self.report))


def numbered(title: str, number: int, of: int) -> str:
    """The title of one of several slides: `Mental Health (2 of 3)`."""
    return f"{title} ({number} of {of})" if of > 1 else title


def put(slide: Any, xml: str) -> None:
    """Puts a shape onto a slide, with an id of its own."""
    tree = slide.shapes._spTree
    tree.append(parse_xml(xml.replace(ID, str(100 + len(tree)), 1)))


def box(name: str, left: int, top: int, width: int, height: int, paragraphs: str) -> str:
    """A text box's XML; lengths in EMU."""
    return (
        f'<p:sp {SPACES}><p:nvSpPr><p:cNvPr id="{{id}}" name="{name}"/><p:cNvSpPr txBox="1"/><p:nvPr/>'
        f'</p:nvSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr><p:txBody>'
        f'<a:bodyPr wrap="square" lIns="0" rIns="0" tIns="0" bIns="0"/><a:lstStyle/>{paragraphs}'
        "</p:txBody></p:sp>"
    )


def run(said: str, size: float, colour: str = INK, bold: bool = False) -> str:
    """Text of so many points; a line break stays one."""
    look = (
        f'<a:rPr lang="en-GB" sz="{int(size * 100)}"{" b=" + chr(34) + "1" + chr(34) if bold else ""}>'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:rPr>'
    )
    parts = text(said).split("\n")
    return "<a:br/>".join(f"<a:r>{look}<a:t>{part}</a:t></a:r>" if part else "" for part in parts)


def _paragraph(said: str, point: bool) -> str:
    bullet = (
        ' marL="228600" indent="-228600"><a:spcAft><a:spcPts val="800"/></a:spcAft>'
        '<a:buFont typeface="Arial"/><a:buChar char="•"/></a:pPr>'
        if point
        else '><a:spcAft><a:spcPts val="800"/></a:spcAft></a:pPr>'
    )
    return f"<a:p><a:pPr{bullet}{run(said, WORDS_SIZE)}</a:p>"


def _footer(report: Report) -> str:
    said = (
        f"{report.pool}, {report.period}. As at {words.as_at_words(report)}. "
        f"Record head {report.head[:16]}. Page "
    )
    field = (
        '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
        f'<a:rPr lang="en-GB" sz="1000"><a:solidFill><a:srgbClr val="{MUTED}"/></a:solidFill></a:rPr>'
        "<a:t>1</a:t></a:fld>"
    )
    line = f"<a:p>{run(said, 10, MUTED)}{field}</a:p>"
    return box("Footer", LEFT, Inches(7.05), ROOM, Inches(0.25), line)


@cache
def _blank() -> bytes:
    """A wide deck with two layouts, one typeface and our colours."""
    show = Presentation()
    office.leave_out(show.part.package, show.part)
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    for layout in list(show.slide_layouts):
        if layout.name not in ("Title Slide", "Title Only"):
            show.slide_layouts.remove(layout)
    for holder in (show.slide_master, *show.slide_layouts):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type in (13, 15, 16):  # number, footer, date
                shape._element.getparent().remove(shape._element)
                continue
            _lay(shape, LEFT, Inches(0.3), ROOM, Inches(0.8))
    cover = {
        shape.placeholder_format.idx: shape for shape in show.slide_layouts[COVER].placeholders
    }
    _lay(cover[0], Inches(0.9), Inches(1.2), Inches(11.5), Inches(1.3))
    _lay(cover[1], Inches(0.9), Inches(2.8), Inches(11.5), Inches(4))
    bigger = cover[0]._element.txBody.find(qn("a:lstStyle"))
    bigger[:] = [parse_xml(f'<a:lvl1pPr {nsdecls("a")}><a:defRPr sz="3600"/></a:lvl1pPr>')]
    styles = show.slide_master._element.find(qn("p:txStyles"))
    title = styles.find(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", "2600")
    title.find(qn("a:defRPr")).set("b", "1")
    _theme(show)
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def _lay(shape: Any, left: int, top: int, width: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = map(Emu, (left, top, width, height))
    shape.text_frame.margin_left = 0


def _theme(show: Any) -> None:
    """Our typeface and colours in the theme, so that what is added by hand later fits."""
    part = show.slide_master.part.part_related_by(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
    )
    theme = parse_xml(part.blob)
    for face in theme.iter(qn("a:latin")):
        face.set("typeface", FONT)
    for number, colour in enumerate(ACCENTS, 1):
        theme.find(f".//{qn(f'a:accent{number}')}")[:] = [
            parse_xml(f'<a:srgbClr {nsdecls("a")} val="{colour}"/>')
        ]
    theme.find(f".//{qn('a:dk1')}")[:] = [parse_xml(f'<a:srgbClr {nsdecls("a")} val="{INK}"/>')]
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)
