"""Reads a chart's SVG back: its texts as boxes, how far it reaches, and its bars."""

import re
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree

from poolbook.reports.charts.placing import Box
from poolbook.reports.charts.text import MARGIN, width

NAME = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Written:
    """A text of the picture and the box of its letters."""

    words: str
    box: Box


def parsed(svg: str) -> ElementTree.Element:
    """The root of the picture; raises where it is not well-formed XML."""
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[Written]:
    """Every text, with its box as the widths of the letters say."""
    return [Written(node.text or "", _letters(node)) for node in parsed(svg).iter(f"{NAME}text")]


def words(svg: str) -> list[str]:
    """Every text's words in order."""
    return [text.words for text in texts(svg)]


def collisions(svg: str) -> list[tuple[str, str]]:
    """Pairs of texts that lie on each other."""
    return [
        (one.words, other.words)
        for one, other in combinations(texts(svg), 2)
        if one.box.meets(other.box)
    ]


def outside(svg: str) -> list[str]:
    """What reaches beyond the view box."""
    root = parsed(svg)
    _, _, wide, high = (float(part) for part in root.attrib["viewBox"].split())
    paper = Box(-0.01, -0.01, wide + 0.01, high + 0.01)
    boxes = [(text.words, text.box) for text in texts(svg)]
    for node in root:
        boxes += [] if node.tag == f"{NAME}defs" else _shapes(node)
    return [name for name, box in boxes if not paper.holds(box)]


def bars(svg: str) -> list[tuple[str, int, int, float, float]]:
    """Each row of a waterfall: role, from and to in pence, and from and to in px."""
    found = []
    for group in parsed(svg).iter(f"{NAME}g"):
        if "data-role" not in group.attrib:
            continue
        begin, finish = _run(group[1], int(group.attrib["data-to"]) < 0)
        at = group.attrib
        found.append((at["data-role"], int(at["data-from"]), int(at["data-to"]), begin, finish))
    return found


def numbers(text: str) -> list[float]:
    """The numbers in an attribute."""
    return [float(part) for part in _NUMBER.findall(text)]


def _run(node: ElementTree.Element, leftwards: bool) -> tuple[float, float]:
    """From where to where a bar runs: an arrow from its first corner to its tip."""
    if node.tag == f"{NAME}polygon":
        across = numbers(node.attrib["points"])[::2]
        return across[0], across[2]
    if node.tag == f"{NAME}line":
        return float(node.attrib["x1"]), float(node.attrib["x2"])
    left = float(node.attrib["x"])
    right = left + float(node.attrib["width"])
    return (right, left) if leftwards else (left, right)


def _letters(node: ElementTree.Element) -> Box:
    size = float(node.attrib.get("font-size", 13))
    wide = width(node.text or "", size, "font-weight" in node.attrib) / MARGIN
    part = {"start": 0, "middle": 0.5, "end": 1}[node.attrib.get("text-anchor", "start")]
    left, base = float(node.attrib["x"]) - wide * part, float(node.attrib["y"])
    return Box(left, base - 0.74 * size, left + wide, base + 0.2 * size)


def _shapes(node: ElementTree.Element) -> list[tuple[str, Box]]:
    at, kind = node.attrib, node.tag.removeprefix(NAME)
    found = [shape for child in node for shape in _shapes(child)]
    if kind in ("polyline", "polygon"):
        pairs = numbers(at["points"])
        found.append(
            (kind, Box(min(pairs[::2]), min(pairs[1::2]), max(pairs[::2]), max(pairs[1::2])))
        )
    elif kind == "line":
        xs, ys = sorted(map(float, (at["x1"], at["x2"]))), sorted(map(float, (at["y1"], at["y2"])))
        found.append((kind, Box(xs[0], ys[0], xs[1], ys[1])))
    elif kind == "circle":
        x, y, r = (float(at[name]) for name in ("cx", "cy", "r"))
        found.append((kind, Box(x - r, y - r, x + r, y + r)))
    elif kind == "rect":
        x, y = float(at.get("x", 0)), float(at.get("y", 0))
        found.append((kind, Box(x, y, x + float(at["width"]), y + float(at["height"]))))
    return found
