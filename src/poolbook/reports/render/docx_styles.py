"""The Word styles that a report needs, and those that a council's template may bring instead."""

from collections.abc import Iterator
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from poolbook.reports.render.office import ACCENTS, INK, MUTED

FONT = "Arial"
# Our name of each style → the style's own name, as Word knows it.
NAMES = {
    "Normal": "Normal",
    "Title": "Title",
    "Heading1": "heading 1",
    "Heading2": "heading 2",
    "Caption": "caption",
    "Contents": "TOC Heading",
    "TOC1": "toc 1",
    "TOC2": "toc 2",
    "Bullet": "Poolbook Bullet",
    "Fact": "Poolbook Fact",
    "Cell": "Poolbook Cell",
    "Note": "Poolbook Note",
    "Footer": "footer",
}
Style = tuple[str, str]  # paragraph properties, run properties
_OUTLINE = (
    '<w:keepNext/><w:keepLines/><w:spacing w:before="{}" w:after="{}"/><w:outlineLvl w:val="{}"/>'
)
_HANGING = '<w:tabs><w:tab w:val="left" w:pos="{0}"/></w:tabs><w:spacing w:after="{1}"/><w:ind w:left="{0}" w:hanging="{2}"/>'
STYLES: dict[str, Style] = {
    "Title": ('<w:spacing w:before="0" w:after="160"/>', '<w:b/><w:sz w:val="44"/>'),
    "Heading1": (_OUTLINE.format(360, 100, 0), '<w:b/><w:sz w:val="30"/>'),
    "Heading2": (_OUTLINE.format(260, 60, 1), '<w:b/><w:sz w:val="23"/>'),
    "Caption": (
        '<w:keepNext/><w:spacing w:before="60" w:after="80"/>',
        f'<w:color w:val="{MUTED}"/><w:sz w:val="19"/>',
    ),
    "Contents": ('<w:keepNext/><w:spacing w:before="360" w:after="80"/>', '<w:b/><w:sz w:val="24"/>'),
    "TOC1": ('<w:spacing w:before="40" w:after="0"/>', ""),
    "TOC2": (
        '<w:spacing w:after="0"/><w:ind w:left="340"/>',
        f'<w:color w:val="{MUTED}"/><w:sz w:val="19"/>',
    ),
    "Bullet": (_HANGING.format(300, 60, 300), ""),
    "Fact": (_HANGING.format(1900, 20, 1900), ""),
    "Cell": (
        '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>',
        '<w:sz w:val="17"/>',
    ),
    "Note": (
        '<w:spacing w:before="20" w:after="20"/><w:ind w:left="300" w:hanging="300"/>',
        f'<w:color w:val="{MUTED}"/><w:sz w:val="17"/>',
    ),
    "Footer": ("", f'<w:color w:val="{MUTED}"/><w:sz w:val="15"/>'),
}  # fmt: skip


def whole() -> Any:
    """Our own styles part: these styles and nothing that a blank file brings."""
    font = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    base = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{font}"
        f'<w:color w:val="{INK}"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
        '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="264" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        f'<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr>'
        f'<w:color w:val="{ACCENTS[0]}"/></w:rPr></w:style>'
    )
    made = "".join(_style(key, key, "Normal") for key in STYLES)
    return parse_xml(f"<w:styles {nsdecls('w')}>{base}{made}</w:styles>")


def fitted(styles: Any) -> dict[str, str]:
    """Each of our styles as the id that a template has it under; what it lacks is added to it."""
    known = {
        name.get(qn("w:val")).casefold(): each.get(qn("w:styleId"))
        for each in styles.findall(qn("w:style"))
        if each.get(qn("w:type")) == "paragraph" and (name := each.find(qn("w:name"))) is not None
    }
    base = known.get("normal", "Normal")
    ids = {}
    for key, name in NAMES.items():
        ids[key] = known.get(name.casefold(), "")
        if not ids[key] and key in STYLES:
            ids[key] = f"Poolbook{key}"
            styles.append(parse_xml(_style(key, ids[key], base, nsdecls("w"))))
    return ids


def _style(key: str, style_id: str, base: str, spaces: str = "") -> str:
    return "".join(_parts(key, style_id, base, spaces))


def _parts(key: str, style_id: str, base: str, spaces: str) -> Iterator[str]:
    paragraph, run = STYLES[key]
    yield f'<w:style {spaces} w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{NAMES[key]}"/>'
    yield f'<w:basedOn w:val="{base}"/>'
    yield '<w:next w:val="Normal"/>' if key.startswith("Heading") else ""
    yield f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
