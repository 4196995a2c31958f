"""How headings, names and labels are compared: capitals, spaces and kinds of dash make no difference."""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_TEMPLATE = re.compile(r"\{([^{}:]+)(:slug)?\}")
_MARK = re.compile(r"\s*\[note \d+\]", re.IGNORECASE)


def plain(text: object) -> str:
    """A text as it is compared: `A&E  attendances ` equals `a&e attendances`."""
    return " ".join(str(text).translate(_DASHES).split()).casefold()


def clean(text: object) -> str:
    """A text as it is shown: one line, without the publisher's “[note 3]”."""
    return " ".join(_MARK.sub("", str(text)).split())


def alike(text: str, wanted: str) -> bool:
    """Whether a text (made plain) is the one wanted (made plain); `*` in the latter is any text."""
    return fnmatchcase(text, wanted.replace("[", "[[]")) if "*" in wanted else text == wanted


def slug(text: object) -> str:
    """A text as part of a reference: `Dii) Awaiting nursing home` → `dii-awaiting-nursing-home`."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text).replace("'", "")).strip("-")


def filled(template: str, names: Mapping[str, str]) -> str:
    """A template with its names put in. Raises KeyError for a name that is not there."""

    def put(found: re.Match[str]) -> str:
        text = names[found[1]]
        return slug(text) if found[2] else clean(text)

    return _TEMPLATE.sub(put, template)


def names_in(template: str) -> set[str]:
    """The names that a template asks for."""
    return {found[1] for found in _TEMPLATE.finditer(template)}


def code_of(cell: object) -> str:
    """A code as text: 102.0 of a spreadsheet is 102."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
