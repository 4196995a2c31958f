"""The SVG of a chart, written piece by piece: escaped, titled, described, white behind.

Only presentation attributes are used, no style and no script, so that it stands under a strict
Content-Security-Policy and in any document.
"""

import re
from collections.abc import Sequence
from html import escape

from poolbook.reports.charts import colours
from poolbook.reports.charts.text import kept_within, plain, width

FONT = "Inter, Arial, Helvetica, sans-serif"
SIZE = 13
SMALL = 12
LINE = 17  # px from one line of text to the next
_IDENT = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

Number = int | float
Points = Sequence[tuple[Number, Number]]


def number(value: Number) -> str:
    """A coordinate with at most two places: `12`, `12.5`, `-0.25`."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Svg:
    """One picture. `ident` is unique on its page, for the ids of title, description and hatches."""

    def __init__(self, ident: str, width: int, title: str, description: str) -> None:
        if not _IDENT.fullmatch(ident):
            raise ValueError(f"{ident!r} cannot be an id; use letters, digits, _ and -")
        self.ident = ident
        self.width = width
        self.words = (plain(title), plain(description))
        self.parts: list[str] = []
        self.hatches: dict[tuple[str, str], str] = {}

    def add(self, tag: str, **attributes: str | Number) -> None:
        """An empty element; `stroke_width=2` is written as `stroke-width="2"`."""
        self.parts.append(f"<{tag}{_written(attributes)}/>")

    def rect(self, x: Number, y: Number, wide: Number, high: Number, **more: str | Number) -> None:
        """A rectangle by its corner and size in px."""
        self.add("rect", x=x, y=y, width=max(wide, 0), height=max(high, 0), **more)

    def line(self, x1: Number, y1: Number, x2: Number, y2: Number, **more: str | Number) -> None:
        """A straight line, thin and dark unless told otherwise."""
        look: dict[str, str | Number] = {"stroke": colours.RULE, **more}
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, **look)

    def polyline(self, points: Points, **more: str | Number) -> None:
        """An open line through points."""
        self.add("polyline", points=_listed(points), fill="none", **more)

    def polygon(self, points: Points, **more: str | Number) -> None:
        """A filled shape."""
        self.add("polygon", points=_listed(points), **more)

    def text(
        self,
        x: Number,
        y: Number,
        words: str,
        *,
        size: Number = SIZE,
        bold: bool = False,
        anchor: str = "start",
        fill: str = colours.INK,
        backed: bool = False,
    ) -> None:
        """Words on the baseline `y`; `backed` puts white behind them where lines would cross them."""
        more: dict[str, str | Number] = {"fill": fill}
        if size != SIZE:
            more["font_size"] = size
        if bold:
            more["font_weight"] = 600
        if anchor != "start":
            more["text_anchor"] = anchor
        if backed:
            wide = width(plain(words), size, bold)
            left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[anchor]
            self.rect(left - 2, y - size, wide + 4, size + 4, fill=colours.PAPER)
        place = _written({"x": x, "y": y})
        self.parts.append(f"<text{place}{_written(more)}>{escape(plain(words))}</text>")

    def within(
        self, x: Number, y: Number, words: str, *, size: Number = SMALL, fill: str = colours.MUTED
    ) -> None:
        """Words centred on `x`, but moved so far that they stay within the picture."""
        place = kept_within(x, width(plain(words), size), self.width)
        self.text(place, y, words, size=size, anchor="middle", fill=fill)

    def open(self, title: str = "", **attributes: str | Number) -> None:
        """Begins a group; `title` is shown where a pointer rests on it."""
        self.parts.append(f"<g{_written(attributes)}>")
        if title:
            self.parts.append(f"<title>{escape(plain(title))}</title>")

    def close(self) -> None:
        """Ends the group begun last."""
        self.parts.append("</g>")

    def filling(self, hatch: str, colour: str) -> str:
        """The `fill` for a colour with a hatch, so that two bars differ in black and white too."""
        if hatch == "plain":
            return colour
        name = self.hatches.setdefault((hatch, colour), f"{self.ident}-hatch{len(self.hatches)}")
        return f"url(#{name})"

    def marker(self, shape: str, x: float, y: float, colour: str, hollow: bool = False) -> None:
        """A marker of a shape, about 10 px, its middle at the point; hollow for what was before."""
        look: dict[str, str | Number] = {
            "fill": colours.PAPER if hollow else colour,
            "stroke": colour if hollow else colours.PAPER,
            "stroke_width": 2 if hollow else 1.5,
        }
        if shape == "circle":
            self.add("circle", cx=x, cy=y, r=5, **look)
        elif shape == "square":
            self.rect(x - 4.5, y - 4.5, 9, 9, **look)
        else:
            outline = _SHAPES[shape]
            self.polygon([(x + across, y + down) for across, down in outline], **look)

    def done(self, height: Number) -> str:
        """The picture's SVG, `height` px high."""
        head: dict[str, str | Number] = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {self.width} {number(height)}",
            "width": self.width,
            "height": height,
            "role": "img",
            "aria-labelledby": f"{self.ident}-title {self.ident}-desc",
            "font-family": FONT,
            "font-size": SIZE,
        }
        title, description = (escape(words) for words in self.words)
        patterns = "".join(_pattern(*key, name) for key, name in self.hatches.items())
        return "\n".join(
            [
                f"<svg{_written(head)}>",
                f'<title id="{self.ident}-title">{title}</title>',
                f'<desc id="{self.ident}-desc">{description}</desc>',
                *([f"<defs>{patterns}</defs>"] if patterns else []),
                f'<rect width="{self.width}" height="{number(height)}" fill="{colours.PAPER}"/>',
                *self.parts,
                "</svg>",
            ]
        )


_SHAPES: dict[str, Points] = {
    "diamond": ((0, -6.5), (6.5, 0), (0, 6.5), (-6.5, 0)),
    "triangle": ((0, -6), (6, 5), (-6, 5)),
    "wedge": ((0, 6), (6, -5), (-6, -5)),
    "cross": (
        (-2, -6), (2, -6), (2, -2), (6, -2), (6, 2), (2, 2),
        (2, 6), (-2, 6), (-2, 2), (-6, 2), (-6, -2), (-2, -2),
    ),
}  # fmt: skip
_HATCHING = {
    "rising": '<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6"',
    "falling": '<path d="M-2 6L2 10M0 0L8 8M6 -2L10 2"',
    "upright": '<path d="M4 0V8"',
    "level": '<path d="M0 4H8"',
    "dots": '<path d="M2 1V3M6 5V7"',
}


def _pattern(hatch: str, colour: str, name: str) -> str:
    """White strokes on the colour, 8 px square, repeated."""
    return (
        f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{colour}"/>'
        f'{_HATCHING[hatch]} stroke="{colours.PAPER}" stroke-width="1.5"/></pattern>'
    )


def _written(attributes: dict[str, str | Number]) -> str:
    return "".join(
        f' {name.replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for name, value in attributes.items()
    )


def _listed(points: Points) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)
