"""What Word documents and slides share: the same bytes each time, plain properties, safe text."""

import io
import re
import zipfile
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from poolbook.reports.model import Report
from poolbook.reports.render import words

AUTHOR = "Poolbook"
STILL = (1980, 1, 1, 0, 0, 0)  # the moment of every part within the file
INK, TINT, MUTED, RULE = "16202B", "F1F4F7", "4A5763", "C9D1D9"
ACCENTS = ("1A4F8B", "B3541E", "3B7A57", "7A4A8C", "8A6D1B", "4A5763")
# Parts of a library's own blank file, or of a council's template, that say who made it and how.
LEFT_OUT = ("thumbnail", "custom-properties", "extended-properties", "printerSettings", "customXml")
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def text(value: str) -> str:
    """Text as XML text or a quoted attribute, without characters that no file carries safely."""
    return escape(words.clean(value), {'"': "&quot;"})


def fixed(data: bytes, moment: datetime) -> bytes:
    """The file packed again with no trace of the clock; workbooks within it likewise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name.endswith(".xlsx"):
                body = fixed(body, moment)
            elif name == "docProps/core.xml":
                stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
                body = _DATES.sub(rb"\g<1>" + stamp + rb"\g<2>", body)
            info = zipfile.ZipInfo(name, STILL)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, body, compresslevel=6)
    return out.getvalue()


def say_what_it_is(properties: Any, report: Report) -> None:
    """Core properties: the report's title and moment, and no person's name."""
    made = words.made(report).replace(tzinfo=None, microsecond=0)
    properties.title = words.full_title(report)[:255]
    properties.subject = words.clean(report.agreement)[:255]
    properties.author = properties.last_modified_by = AUTHOR
    properties.created = properties.modified = made
    properties.revision = 1
    properties.language = "en-GB"
    for name in ("comments", "keywords", "category", "content_status", "identifier", "version"):
        setattr(properties, name, "")
    if properties._element.find("{*}lastPrinted") is not None:
        properties._element.remove(properties._element.find("{*}lastPrinted"))


def leave_out(*holders: Any) -> None:
    """Takes away the relations of packages and parts to what says who made the file."""
    for holder in holders:
        rels = getattr(holder, "rels", None) or holder._rels
        unwanted = [key for key in rels if rels[key].reltype.rsplit("/", 1)[1] in LEFT_OUT]
        for key in unwanted:
            rels.pop(key)
