"""A chart as PNG, for documents that cannot hold SVG, such as Word. Drawn by Typst.

Typst starts threads of its own: do not call this in a process that forks afterwards.
"""

import re
from functools import cache

import typst

from poolbook.reports.render import glyphs

_SIZE = re.compile(r'<svg [^>]*\bwidth="([\d.]+)" height="([\d.]+)"')
_PAGE = """
#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""


def png(svg: str, scale: int = 2) -> bytes:
    """The picture with `scale` dots a px, white behind, in the paper's own typeface."""
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("the SVG does not say its width and height")
    page = _PAGE.format(width=found[1], height=found[2]).encode()
    compiler = typst.Compiler(page, font_paths=_fonts())
    made = compiler.compile(format="png", ppi=72 * scale, sys_inputs={"svg": glyphs.printable(svg)})
    if not isinstance(made, bytes):
        raise ValueError("the picture does not fit one page")
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(glyphs.FONTS)]
    )
