"""Which characters the paper's typeface can print, read from the font file itself.

Typst refuses to make PDF/UA with a character that has no glyph. One emoji in a comment must not
stop a board paper, so characters outside the typeface are printed as a box and the paper says so.
"""

import struct
from functools import cache
from pathlib import Path

FONTS = Path(__file__).with_name("fonts")
BOX = "\N{WHITE SQUARE}"


def printable(text: str) -> str:
    """The text with a box for every character that some style of the typeface lacks."""
    known = typeface()
    return "".join(mark if ord(mark) in known else BOX for mark in text)


@cache
def typeface() -> frozenset[int]:
    """The code points that every style of the typeface covers, and the line break."""
    covered = [_covered(path.read_bytes()) for path in sorted(FONTS.glob("*.otf"))]
    return frozenset(set.intersection(*covered) | {ord("\n")})


def _covered(font: bytes) -> set[int]:
    """The code points of an OpenType font: its `cmap` subtables of formats 4 and 12."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {font[at : at + 4]: at for at in range(12, 12 + 16 * count, 16)}
    cmap = struct.unpack_from(">I", font, tables[b"cmap"] + 8)[0]
    found: set[int] = set()
    for at in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        subtable = cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * at)[0]
        kind = struct.unpack_from(">H", font, subtable)[0]
        if kind == 4:
            found |= _segments(font, subtable)
        elif kind == 12:
            groups = struct.unpack_from(">I", font, subtable + 12)[0]
            for first, last, _ in struct.iter_unpack(
                ">III", font[subtable + 16 : subtable + 16 + 12 * groups]
            ):
                found.update(range(first, last + 1))
    return found


def _segments(font: bytes, at: int) -> set[int]:
    """The code points of a format 4 subtable that lead to a glyph (glyph 0 is none)."""
    size = struct.unpack_from(">H", font, at + 6)[0]
    count = size // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + size)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 2 * size)
    offsets_at = at + 16 + 3 * size
    offsets = struct.unpack_from(f">{count}H", font, offsets_at)
    found = set()
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, last + 1):
            glyph = code
            if offsets[number]:
                place = offsets_at + 2 * number + offsets[number] + 2 * (code - first)
                glyph = struct.unpack_from(">H", font, place)[0]
            if (glyph or not offsets[number]) and (glyph + deltas[number]) % 65_536:
                found.add(code)
    return found - {0xFFFF}
