"""Bringing the book to what files describe: areas, measures, targets, scorecards; whole or not at all."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from poolbook.agreements.models import Agreement
from poolbook.audit.acting import acting
from poolbook.intake.measuring.described import Described, described
from poolbook.partners.models import Person
from poolbook.performance.actions.allowed import require_defining
from poolbook.performance.actions.areas import Place, keep_areas
from poolbook.performance.actions.areas import faults_of as faults_of_areas
from poolbook.performance.actions.scorecards import Card, keep_scorecard
from poolbook.performance.actions.setting_up import Kept, faults_of, keep_measures
from poolbook.performance.models import Area, Measure
from poolbook.rules.fields import Fault
from poolbook.rules.refusal import Refusal


@dataclass(frozen=True)
class Done:
    """What was brought to the book: areas that are new or changed, measures, scorecards."""

    areas: int
    measures: Kept
    scorecards: int


def set_up_measures(paths: Sequence[Path], *, by: Person, agreement: Agreement) -> Done:
    """Reads the files as one and applies them. Raises Refusal with every fault of all of them."""
    require_defining(by, agreement)
    faults: list[str] = []
    found = [_read(path, faults) for path in paths]
    places = [place for each in found for place in each.areas]
    measures = [measure for each in found for measure in each.measures]
    cards = [card for each in found for card in each.cards]
    areas = {*Area.objects.values_list("code", flat=True), *(place.code for place in places)}
    faults += faults_of_areas(places)
    faults += faults_of(agreement, measures, areas)
    refs = set(Measure.objects.filter(agreement=agreement).values_list("ref", flat=True))
    faults += _of_cards(cards, refs | {measure.ref for measure in measures}, areas)
    names = ", ".join(path.name for path in paths)
    if faults:
        raise Refusal(f"{names}: not set up; nothing was changed", list(dict.fromkeys(faults)))
    with acting(str(by), f"set up measures from {names}"):
        new, changed = keep_areas(by=by, places=places) if _differ(places) else (0, 0)
        kept = keep_measures(by=by, agreement=agreement, given=measures) if measures else Kept()
        for card in cards:
            keep_scorecard(by=by, agreement=agreement, card=card)
    return Done(new + changed, kept, len(cards))


def _read(path: Path, faults: list[str]) -> Described:
    try:
        data = _load(path)
    except Refusal as refusal:
        faults.append(" ".join([refusal.message, *refusal.details]))
        return Described()
    found: list[Fault] = []
    read = described(data, path.name, found)
    faults += [f"{path.name}: {fault}" for fault in found]
    return read


def _load(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError:
        raise Refusal(f"{path}: there is no such file, or it cannot be opened") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(
            f"{path.name}: is not TOML: {error};",
            ["texts stand in quotation marks, dates are written 2020-10-31"],
        ) from None


def _of_cards(cards: Sequence[Card], refs: set[str], areas: set[str]) -> Iterable[str]:
    codes = [card.code for card in cards]
    for card in cards:
        at = f"scorecard {card.code}"
        if codes.count(card.code) > 1:
            yield f"{at}: is described twice"
        for code in (card.area, card.comparator):
            if code and code not in areas:
                yield f"{at}: there is no area “{code}”"
        for heading in card.headings:
            for row in heading.rows:
                if row.measure not in refs:
                    yield f"{at}, {heading.code}: there is no measure “{row.measure}”"
                if row.area and row.area not in areas:
                    yield f"{at}, {heading.code}: there is no area “{row.area}”"


def _differ(places: Sequence[Place]) -> bool:
    """Whether anything of the areas is to be done: those that are as given are left alone."""
    there = {each.code: each for each in Area.objects.select_related("within")}
    for place in places:
        area = there.get(place.code)
        if area is None or place.codes or place.followed_by:
            return True
        within = area.within.code if area.within else ""
        now = Place(area.code, area.name, area.kind, within, area.starts, area.ends)
        if now != place:
            return True
    return False
