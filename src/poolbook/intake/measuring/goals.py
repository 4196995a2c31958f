"""Targets as a file writes them: `aim = "at least 75%"`, a table of months, an area to compare with."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from poolbook.performance.actions.setting_up import Goal
from poolbook.performance.actions.targets import Wanted
from poolbook.rules.fields import Fields
from poolbook.rules.measures.figures import FigureError, figure
from poolbook.rules.measures.kinds import AIMS, JUDGED, TARGET_KINDS
from poolbook.rules.measures.periods import time_of

_SAID = {"exactly": "equal", "between": "within", "no more than": "at most"}
_LONGEST_FIRST = sorted((*AIMS, *_SAID), key=len, reverse=True)
Said = tuple[str, Decimal | None, Decimal | None]


def goals(item: Fields, starts: date, unit: str) -> Iterator[Goal]:
    """The targets of one `[[measures.targets]]`; a table of `values` gives one for each time."""
    aim, value, value_to = _aim(item, unit)
    percent = item.number("tolerance_percent", Decimal(0))
    tolerance = item.number("tolerance", Decimal(0))
    if percent and tolerance:
        item.fault("tolerance", "give it in the measure's unit, or in per cent of the target")
    common = {
        "aim": aim,
        "kind": item.choice("kind", TARGET_KINDS, "target"),
        "tolerance": percent or tolerance,
        "tolerance_percent": bool(percent),
        "judged": item.choice("judged", JUDGED, "always"),
        "words": item.text("words"),
        "source": item.text("source"),
    }
    first, last = item.day("from") or starts, item.day("to")
    area, comparator = item.text("area"), item.text("comparator")
    months = item.table("values")
    item.done()
    if not months.data:
        wanted = Wanted(**common, starts=first, ends=last, value=value, value_to=value_to)
        yield Goal(wanted, area, comparator)
        return
    if value is not None:
        item.fault("values", "has a figure for each time, so that the aim needs none")
    for name in months.data:
        try:
            time = time_of(str(name))
            found = figure(months.raw(name))
        except (ValueError, FigureError) as reason:
            months.fault(str(name), str(reason))
            continue
        wanted = Wanted(**common, starts=time.starts, ends=time.ends, value=found.value)
        yield Goal(wanted, area, comparator)


def _aim(item: Fields, unit: str) -> Said:
    """What is aimed at; a target in words alone or of another area needs no figure."""
    said = " ".join(item.text("aim", "at least").lower().split())
    word = next((each for each in _LONGEST_FIRST if said.startswith(each)), "")
    if not word:
        item.fault("aim", f"is “{said}”; it begins with {', '.join((*AIMS, *_SAID))}")
        return "at least", None, None
    aim, rest = _SAID.get(word, word), said.removeprefix(word).strip()
    parts = [part.strip() for part in rest.split(" and ")] if rest else []
    if (aim == "within") != (len(parts) == 2) or len(parts) > 2:
        item.fault("aim", f"is “{said}”; a range is written “between 10 and 12”, others have one")
        return "at least", None, None
    found: list[Decimal | None] = []
    for part in parts:
        try:
            read = figure(part)
        except FigureError as reason:
            item.fault("aim", str(reason))
            continue
        if read.percent and unit != "percent":
            item.fault("aim", f"“{part}” is a percentage, and the measure is in {unit}")
        if read.value is None:
            item.fault("aim", f"“{part}” is not a figure")
        found.append(read.value)
    if len(found) != len(parts):
        return "at least", None, None
    return aim, found[0] if found else None, found[1] if len(found) > 1 else None
