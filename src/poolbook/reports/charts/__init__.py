"""Charts as plain SVG text: the same picture for the page, the PDF and, as a PNG, for Word.

A chart is a small frozen dataclass of exact figures. `draw(chart, ident)` gives its SVG,
`data_table(chart)` the same figures as a table to stand beside it, `describe(chart)` its words.
No chart runs a script, has a style of its own or asks for anything from outside.
"""

from typing import Literal

Layout = Literal["wide", "narrow"]
WIDTHS: dict[str, int] = {"wide": 720, "narrow": 360}
