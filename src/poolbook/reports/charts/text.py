"""Text in a chart: cleaned, measured, wrapped and cut short, by the widths of Inter's letters.

SVG does not wrap; so that labels never run into each other, their widths are known beforehand.
Arial, which stands in where Inter is missing, is not wider in any sentence by more than `MARGIN`.
"""

import re
import unicodedata

from poolbook.reports.render.words import clean

MARGIN = 1.04
MORE = "…"

# Widths of U+0020 to U+007E in thousandths of the size: Inter Regular and Inter SemiBold.
_REGULAR = (
    281, 278, 403, 631, 638, 812, 639, 222, 362, 362, 500, 659, 280, 460, 276, 357,
    625, 464, 605, 636, 642, 608, 624, 571, 616, 624, 276, 280, 659, 659, 659, 507,
    936, 676, 651, 727, 719, 598, 587, 743, 740, 264, 543, 652, 562, 889, 753, 761,
    635, 761, 639, 638, 642, 741, 676, 949, 642, 665, 625, 362, 357, 362, 469, 452,
    497, 564, 621, 558, 621, 582, 361, 609, 591, 237, 237, 544, 237, 869, 585, 597,
    609, 609, 372, 523, 364, 581, 557, 812, 540, 557, 541, 362, 327, 362, 659,
)  # fmt: skip
_BOLD = (
    248, 309, 396, 643, 649, 844, 663, 213, 393, 393, 543, 673, 295, 466, 290, 379,
    667, 481, 621, 652, 666, 632, 648, 587, 646, 648, 290, 295, 673, 673, 673, 544,
    999, 724, 657, 744, 724, 608, 586, 755, 744, 275, 561, 677, 566, 906, 741, 775,
    643, 776, 651, 649, 660, 734, 724, 1007, 690, 705, 653, 393, 379, 393, 481, 468,
    497, 575, 630, 577, 630, 593, 377, 625, 613, 261, 261, 569, 261, 898, 610, 608,
    625, 625, 397, 549, 380, 608, 576, 837, 562, 576, 562, 393, 358, 393, 673,
)  # fmt: skip
_OTHERS = {
    "£": 658, "\u2212": 673, "–": 500, "—": 1000, "‘": 228, "’": 214, "“": 408, "”": 407,
    "…": 821, "·": 290, "×": 673, "→": 955, "←": 955,
}  # fmt: skip
_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # these could reorder what is read


def plain(text: str) -> str:
    """The text on one line, without control characters or marks that turn the writing round."""
    return " ".join(_TURNS.sub("", clean(text)).split())


class _Widths(dict[str, int]):
    """Widths of letters in thousandths of the size; one not met before is worked out once."""

    def __init__(self, known: tuple[int, ...]) -> None:
        super().__init__({chr(32 + at): wide for at, wide in enumerate(known)} | _OTHERS)

    def __missing__(self, mark: str) -> int:
        base = unicodedata.normalize("NFD", mark)[0]  # é is as wide as e
        if unicodedata.combining(mark):
            wide = 0
        elif base != mark and base in self:
            wide = self[base]
        else:
            broad = unicodedata.east_asian_width(mark) in "WF" or ord(mark) > 0xFFFF
            wide = 1200 if broad else 760
        if len(self) < 4096:  # hostile text must not fill the memory
            self[mark] = wide
        return wide


_WIDTHS = {False: _Widths(_REGULAR), True: _Widths(_BOLD)}


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide the text is, in px, at a size in px; a little more rather than less."""
    return sum(map(_WIDTHS[bold].__getitem__, text)) * size * MARGIN / 1000


def elide(text: str, room: float, size: float, bold: bool = False) -> str:
    """The text, cut short with … where it is wider than `room` px."""
    if width(text, size, bold) <= room:
        return text
    kept = text
    while kept and width(kept.rstrip() + MORE, size, bold) > room:
        kept = kept[:-1]
    return kept.rstrip() + MORE


def wrap(text: str, room: float, size: float, most: int = 3, bold: bool = False) -> list[str]:
    """The text in at most `most` lines of `room` px; what is beyond them ends in …."""
    lines = [""]
    for word in (
        piece for item in plain(text).split() for piece in _pieces(item, room, size, bold)
    ):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size, bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) <= most:
        return lines
    rest = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], elide(rest, room, size, bold)]


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    """The word, in pieces that fit where it is too long for a line by itself."""
    pieces = [""]
    for mark in word:
        if pieces[-1] and width(pieces[-1] + mark, size, bold) > room:
            pieces.append("")
        pieces[-1] += mark
    return pieces


def kept_within(x: float, wide: float, limit: float) -> float:
    """The middle of a text of a width, moved so far that it stays 4 px within 0 and `limit`."""
    return min(max(x, wide / 2 + 4), limit - wide / 2 - 4)
