"""The icons of variation and assurance, drawn small: a shape and a letter, never colour alone."""

import re
from functools import cache

from poolbook.reports.charts import colours
from poolbook.reports.charts.frame import Svg

SIZE = 24
_NAMES = re.compile("<(title|desc)[^>]*></(title|desc)>\n")
_NAMED = ' role="img" aria-labelledby="icon-title icon-desc"'
CHANCE = ((5, 13), (8, 9), (11, 14), (14, 10), (17, 14), (19, 11))
# code → colour, and the letter: H higher, L lower, P passing, F failing; none is usual variation
LOOKS = {
    "common_cause": (colours.MUTED, ""),
    "improvement_high": (colours.TOTAL, "H"),
    "improvement_low": (colours.TOTAL, "L"),
    "concern_high": (colours.MORE, "H"),
    "concern_low": (colours.MORE, "L"),
    "neither_high": (colours.series(3), "H"),
    "neither_low": (colours.series(3), "L"),
    "pass": (colours.TOTAL, "P"),
    "fail": (colours.MORE, "F"),
    "hit_or_miss": (colours.MUTED, "?"),
}
SQUARES = ("pass", "fail", "hit_or_miss")


@cache
def beside(code: str) -> str:
    """The icon to stand beside its words, which a screen reader reads in its place: it has no ids, so
    that a page may show it many times."""
    return _NAMES.sub("", draw(code, "icon", "", "")).replace(_NAMED, ' aria-hidden="true"')


def draw(code: str, ident: str, title: str, description: str) -> str:
    """The icon as SVG, 24 by 24 px: a ring for variation, a square for assurance; filled where the
    change, or the answer, is more than chance."""
    colour, letter = LOOKS[code]
    svg = Svg(ident, SIZE, title, description)
    certain = letter not in ("", "?")
    fill, ink = (colour, colours.PAPER) if certain else (colours.PAPER, colour)
    if code in SQUARES:
        svg.rect(1.5, 1.5, 21, 21, rx=3, fill=fill, stroke=colour, stroke_width=2)
    else:
        svg.add("circle", cx=12, cy=12, r=10.5, fill=fill, stroke=colour, stroke_width=2)
    if letter:
        svg.text(12, 17, letter, size=14, bold=True, anchor="middle", fill=ink)
    else:
        svg.polyline(CHANCE, stroke=colour, stroke_width=2, stroke_linejoin="round")
    return svg.done(SIZE)
