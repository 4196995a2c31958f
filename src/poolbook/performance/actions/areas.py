"""Writes to areas, their codes and successions, and to an agreement's comparators."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from poolbook.agreements.models import Agreement
from poolbook.audit.acting import acting
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.performance.actions.allowed import require_defining
from poolbook.performance.models import Area, AreaCode, Neighbour, Succession
from poolbook.performance.models.area import KINDS
from poolbook.rules.refusal import Refusal


class Place(NamedTuple):
    """An area as a file gives it; `within` and `followed_by` are codes of others in the book or file.

    `codes` are (scheme, code) of the same area elsewhere; a scheme "name" holds another spelling.
    """

    code: str
    name: str
    kind: str
    within: str = ""
    starts: date | None = None
    ends: date | None = None
    codes: tuple[tuple[str, str], ...] = ()
    followed_by: tuple[tuple[str, date], ...] = ()


def keep_areas(*, by: Person, places: Sequence[Place]) -> tuple[int, int]:
    """Makes areas, or brings them to what is given: how many are new, how many changed.

    Areas are shared by the whole book and hold nothing of anybody. Raises Refusal with every fault.
    """
    require(by, May.DEFINE_MEASURES)
    known = {area.code: area for area in Area.objects.all()}
    faults = list(_faults(places, known))
    if faults:
        raise Refusal("the areas were not taken", faults)
    changed, fresh = 0, []
    with acting(str(by), f"set up {len(places)} area{'s' * (len(places) != 1)}"):
        for place in places:
            area = known.get(place.code)
            values = {
                "name": place.name, "kind": place.kind, "starts": place.starts, "ends": place.ends
            }  # fmt: skip
            if area is None:
                fresh.append(Area(code=place.code, **values))
            elif any(getattr(area, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(area, name, value)
                area.save()
                changed += 1
        known |= {area.code: area for area in Area.objects.bulk_create(fresh)}
        for place in places:
            _put_within(place, known)
        _keep_codes(places, known)
    return len(fresh), changed


def faults_of(places: Sequence[Place]) -> list[str]:
    """Everything that is wrong with areas that a file gives."""
    return list(_faults(places, {area.code: area for area in Area.objects.all()}))


def keep_neighbours(
    *, by: Person, agreement: Agreement, model: str, rows: Iterable[tuple[str, str, int]]
) -> int:
    """Replaces an agreement's table of comparators of a model: (area, neighbour, position) by code.

    The tables of likeness are licensed, so that each user brings their own. Raises Refusal.
    """
    require_defining(by, agreement)
    given = list(rows)
    codes = {code for area, neighbour, _ in given for code in (area, neighbour)}
    known = {area.code: area for area in Area.objects.filter(code__in=codes)}
    faults = [f"there is no area “{code}”" for code in sorted(codes - set(known))]
    faults += [f"{area} cannot be its own neighbour" for area, other, _ in given if area == other]
    pairs = [(area, other) for area, other, _ in given]
    faults += [
        f"{area} has {other} twice"
        for area, other in sorted({pair for pair in pairs if pairs.count(pair) > 1})
    ]
    faults += [f"position {at} of {other} is not 1 or more" for _, other, at in given if at < 1]
    if faults:
        raise Refusal("the table of comparators was not taken", faults)
    with acting(str(by), f"set the comparators of {model}"):
        Neighbour.objects.filter(agreement=agreement, model=model).delete()
        Neighbour.objects.bulk_create(
            Neighbour(
                agreement=agreement,
                model=model,
                area=known[area],
                neighbour=known[other],
                position=position,
            )
            for area, other, position in given
        )
    return len(given)


def _put_within(place: Place, known: dict[str, Area]) -> None:
    area = known[place.code]
    within = known[place.within] if place.within else None
    if area.within_id != (within.pk if within else None):
        area.within = within
        area.save(update_fields=["within"])


def _keep_codes(places: Sequence[Place], known: dict[str, Area]) -> None:
    """Other codes and successions that are not there yet; the first to have a code keeps it."""
    codes = {
        (scheme, code): AreaCode(area=known[place.code], scheme=scheme, code=code)
        for place in reversed(places)
        for scheme, code in place.codes
    }
    taken = set(AreaCode.objects.values_list("scheme", "code"))
    AreaCode.objects.bulk_create(made for key, made in codes.items() if key not in taken)
    later = {
        (place.code, code): Succession(old=known[place.code], new=known[code], on=on)
        for place in places
        for code, on in place.followed_by
    }
    there = set(Succession.objects.values_list("old__code", "new__code"))
    Succession.objects.bulk_create(made for key, made in later.items() if key not in there)


def _faults(places: Sequence[Place], known: dict[str, Area]) -> Iterable[str]:
    codes = [place.code for place in places]
    there = set(codes) | set(known)
    for code in (
        sorted({code for code in codes if codes.count(code) > 1})
        if len(set(codes)) != len(codes)
        else ()
    ):
        yield f"area {code} is given twice"
    for place in places:
        if not place.code or not place.name:
            yield f"an area needs a code and a name: “{place.code}”, “{place.name}”"
        if place.kind not in KINDS:
            yield f"{place.code}: “{place.kind}” is no kind of area ({', '.join(KINDS)})"
        if place.within == place.code:
            yield f"{place.code} cannot lie within itself"
        for other in (place.within, *(code for code, _ in place.followed_by)):
            if other and other not in there:
                yield f"{place.code}: there is no area “{other}”"
        if place.starts and place.ends and place.ends < place.starts:
            yield f"{place.code} ends before it starts"
