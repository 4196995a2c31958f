"""Colours that read on white (AA: at least 4.5 to 1), and the shapes that say the same without colour."""

INK = "#0b0c0c"
MUTED = "#505a5f"
PAPER = "#ffffff"
GRID = "#dee0e2"
RULE = "#6f777b"

TOTAL = "#1d4f91"
MORE = "#a8430d"
LESS = "#00695c"

# One a series or partner, in this order: colour, dash of its line, shape of its marker, hatch.
SERIES = ("#1d4f91", "#a8430d", "#00695c", "#6b3fa0", "#ad1457", "#5b5f00")
DASHES = ("", "8 4", "2 3", "12 3 2 3", "16 5", "5 2 1 2 1 2")
SHAPES = ("circle", "square", "diamond", "triangle", "wedge", "cross")
HATCHES = ("plain", "rising", "dots", "falling", "upright", "level")


def series(at: int) -> str:
    """The colour of the series at a place; they come round again after six."""
    return SERIES[at % len(SERIES)]


def dash(at: int) -> str:
    """The dash pattern of the series at a place, in px; empty is a solid line."""
    return DASHES[at % len(DASHES)]


def shape(at: int) -> str:
    """The marker's shape of the series at a place."""
    return SHAPES[at % len(SHAPES)]


def hatch(at: int) -> str:
    """The filling of the series' bars at a place."""
    return HATCHES[at % len(HATCHES)]


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb`, from 0 (black) to 1 (white), as WCAG defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
