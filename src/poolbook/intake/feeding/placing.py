"""Which area of the book a file means: by its code, by another code of it, or by its name alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from poolbook.intake.feeds import Placed
from poolbook.intake.feeds.words import plain
from poolbook.performance.actions.areas import Place
from poolbook.performance.models import Area, AreaCode

# What files call “England” and “LONDON” in many ways. NHS England's regions are not those of ONS.
WELL_KNOWN = {
    "E92000001": ("England", "country"),
    "Y56": ("London (NHS England region)", "region"),
    "Y58": ("South West (NHS England region)", "region"),
    "Y59": ("South East (NHS England region)", "region"),
    "Y60": ("Midlands (NHS England region)", "region"),
    "Y61": ("East of England (NHS England region)", "region"),
    "Y62": ("North West (NHS England region)", "region"),
    "Y63": ("North East and Yorkshire (NHS England region)", "region"),
}
OWN_CODES = ("gss", "ods")  # schemes whose code is the area's own in the book


@dataclass
class Placing:
    """The areas of a file: `codes` in the book by what the file says; those that are not there."""

    codes: dict[Placed, str] = field(default_factory=dict)
    by_name: dict[Placed, str] = field(default_factory=dict)
    new: dict[Placed, Place] = field(default_factory=dict)
    unknown: dict[Placed, str] = field(default_factory=dict)


def place(given: Iterable[Placed], on: date | None = None) -> Placing:
    """Every area of a file in the book; what is not there with the area that could be made of it.

    `on`: when the file's values are; of areas of one name that was the one which existed then.
    """
    own = {area.code: area for area in Area.objects.all()}
    other = {
        (scheme, code): area
        for scheme, code, area in AreaCode.objects.values_list("scheme", "code", "area__code")
    }
    names: dict[str, set[str]] = {}
    for code, area in own.items():
        names.setdefault(plain(area.name), set()).add(code)
    for (scheme, spelling), code in other.items():
        if scheme == "name":
            names.setdefault(plain(spelling), set()).add(code)
    found = Placing()
    for one in given:
        code = _by_code(one, own, other)
        if code is None and (not one.code or one.scheme not in OWN_CODES):
            code = _by_name(one, own, names, found, on or date.today())
        if code is not None:
            found.codes[one] = code
        elif one not in found.unknown:
            _unknown(one, found)
    return found


def _by_code(one: Placed, own: dict[str, Area], other: dict[tuple[str, str], str]) -> str | None:
    if not one.code:
        return None
    if one.code in own and (one.scheme in OWN_CODES or one.code in WELL_KNOWN):
        return one.code
    known: str | None = other.get((one.scheme, one.code))
    return known


def _by_name(
    one: Placed, own: dict[str, Area], names: dict[str, set[str]], found: Placing, on: date
) -> str | None:
    codes = names.get(plain(one.name), set())
    for better in (
        lambda code: (own[code].starts or on) <= on <= (own[code].ends or on),
        lambda code: not one.kind or own[code].kind == one.kind,
        lambda code: plain(own[code].name) == plain(one.name),
    ):
        if len(codes) > 1:
            codes = set(filter(better, codes)) or codes
    if len(codes) > 1:
        told = ", ".join(sorted(codes))
        found.unknown[one] = f"“{one.name}” is the name of several areas: {told}"
        return None
    for code in codes:
        found.by_name[one] = code
        return code
    return None


def _unknown(one: Placed, found: Placing) -> None:
    found.unknown[one] = f"there is no area {_said(one)}"
    if not one.code:
        return
    if one.code in WELL_KNOWN:
        name, kind = WELL_KNOWN[one.code]
        found.new[one] = Place(one.code, name, kind)
    elif one.scheme in OWN_CODES:
        found.new[one] = Place(one.code, one.name or one.code, one.kind or "provider")
    else:
        found.new[one] = Place(
            f"{one.scheme.upper()}-{one.code}",
            one.name or one.code,
            one.kind or "provider",
            codes=((one.scheme, one.code),),
        )


def _said(one: Placed) -> str:
    return f"“{one.code}”, {one.name}" if one.code and one.name else f"“{one.code or one.name}”"
