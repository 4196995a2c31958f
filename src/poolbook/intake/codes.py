"""Areas from the lists of codes that ONS, mySociety and NHS England publish: read as they are published."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from poolbook.intake.feeding.placing import WELL_KNOWN
from poolbook.intake.feeds import open_file
from poolbook.intake.feeds.words import code_of, plain
from poolbook.intake.reading.model import Cell
from poolbook.partners.models import Person
from poolbook.performance.actions.areas import Place, keep_areas
from poolbook.performance.models import Area, AreaCode
from poolbook.rules.refusal import Refusal

Rows = list[dict[str, str]]
NATIONS = {
    "England": "E92000001", "Wales": "W92000004", "Scotland": "S92000003",
    "Northern Ireland": "N92000002",
}  # fmt: skip
REGIONS = {
    "North East": "E12000001", "North West": "E12000002", "Yorkshire and The Humber": "E12000003",
    "East Midlands": "E12000004", "West Midlands": "E12000005", "East of England": "E12000006",
    "London": "E12000007", "South East": "E12000008", "South West": "E12000009",
}  # fmt: skip
_KINDS = {"NMD": "district", "COMB": "group", "SRA": "group"}
_LATER = re.compile(r"\s*[,;]\s*").split


@dataclass(frozen=True)
class List:
    """A published list of codes: how it is known again, and how its rows are read."""

    name: str
    headings: tuple[str, ...]
    read: Callable[[Rows, list[str]], list[Place]]


@dataclass(frozen=True)
class Kept:
    """What a list did: how many areas are new and changed, of how many."""

    name: str
    areas: int
    new: int
    changed: int


def bring_areas(*, by: Person, path: Path, only_try: bool = False) -> Kept:
    """Takes a list of codes in: areas, their other codes, and which followed which. Raises Refusal.

    What a list does not say of an area that is known stays as it was.
    """
    found, places = read_list(path)
    known = {area.code: area for area in Area.objects.select_related("within")}
    places = _joined(places, known)
    if only_try:
        new = sum(place.code not in known for place in places)
        changed = sum(
            place.code in known and _differs(place, known[place.code]) for place in places
        )
        return Kept(found.name, len(places), new, changed)
    new, changed = keep_areas(by=by, places=places)
    return Kept(found.name, len(places), new, changed)


def read_list(path: Path) -> tuple[List, list[Place]]:
    """A list of codes as areas. Raises Refusal with every fault."""
    opened = open_file(path)
    faults = [fault.message for fault in opened.faults]
    if faults:
        raise Refusal(f"{path.name} cannot be read", faults)
    rows = [row for row in opened.grids[0].rows if any(cell != "" for cell in row)]
    if _is_eccg(rows):
        found, table = ECCG, [dict(enumerate_text(row)) for row in rows]
    else:
        heads = [plain(cell) for cell in rows[0]]
        found = next((one for one in LISTS if _has(heads, one.headings)), None)
        if found is None:
            known = [f"{one.name}: {', '.join(one.headings)}" for one in LISTS]
            raise Refusal(
                f"{path.name} is no list of codes that is known; the headings of those are", known
            )
        table = [
            dict(zip(heads, map(code_of, row), strict=False)) | {"row": str(at)}
            for at, row in enumerate(rows[1:], 2)
        ]
    places = found.read(table, faults)
    if faults:
        raise Refusal(f"{path.name}: the areas were not taken", faults)
    return found, places


def _has(heads: list[str], wanted: tuple[str, ...]) -> bool:
    """Whether headings are there; `##` stands for the two figures of a year."""
    patterns = (re.escape(each).replace("\\#\\#", r"\d\d") for each in wanted)
    return all(any(re.fullmatch(pattern, head) for head in heads) for pattern in patterns)


def enumerate_text(row: list[Cell]) -> list[tuple[str, str]]:
    """The cells of a row without headings, named by their number from 1."""
    return [(str(at), code_of(cell)) for at, cell in enumerate(row, 1)]


def _is_eccg(rows: list[list[Cell]]) -> bool:
    """NHS England's list of commissioners has no headings: code, name, region, board, then addresses."""
    first = [code_of(cell) for cell in rows[0]]
    return (
        len(first) >= 12
        and bool(re.fullmatch(r"[0-9A-Z]{3,5}", first[0]))
        and bool(re.fullmatch(r"Y\d\d", first[2]))
        and bool(re.fullmatch(r"\d{8}", first[10]))
    )


def _councils(rows: Rows, faults: list[str]) -> list[Place]:
    """mySociety's list of councils, with those that ended and what they became."""
    gss = {row["local-authority-code"]: row["gss-code"] for row in rows if row["gss-code"]}
    starts = {row["local-authority-code"]: row["start-date"] for row in rows}
    places = [Place(code, name, "country") for name, code in NATIONS.items()]
    places += [
        Place(code, name, "region", within=NATIONS["England"]) for name, code in REGIONS.items()
    ]
    for row in rows:
        own, code = row["local-authority-code"], row["gss-code"] or row["local-authority-code"]
        ends = _day(row, "end-date", faults)
        later = []
        for each in filter(None, _LATER(row["replaced-by"])):
            if each not in gss:
                faults.append(
                    f"row {row['row']}: {own} was replaced by “{each}”, which is not in it"
                )
            elif ends:
                on = _text_day(starts[each]) or ends + timedelta(1)
                later.append((gss[each], on))
        above = (
            gss.get(row["county-la"]) or REGIONS.get(row["region"]) or NATIONS.get(row["nation"])
        )
        spellings = {row["nice-name"], row["official-name"]}
        spellings |= {name.strip() for name in row["alt-names"].split(",")}
        places.append(
            Place(
                code,
                row["nice-name"] or row["official-name"],
                _KINDS.get(row["local-authority-type"], "council"),
                within=above or "",
                starts=_day(row, "start-date", faults),
                ends=ends,
                codes=tuple(
                    (scheme, value)
                    for scheme, value in (
                        ("la", own),
                        ("ecode", row.get("ecode", "")),
                        *(("gss", old) for old in _LATER(row["former-gss-codes"])),
                        *(("name", name) for name in sorted(spellings)),
                    )
                    if value
                ),
                followed_by=tuple(later),
            )
        )
    return places


def _districts(rows: Rows, faults: list[str]) -> list[Place]:
    """ONS: which county a district lies in."""
    lad, cty = (next(k for k in rows[0] if re.fullmatch(f"{w}\\d\\dcd", k)) for w in ("lad", "cty"))
    counties = {row[cty]: row[f"{cty[:-2]}nm"] for row in rows if row[cty]}
    places = [
        Place(code, name, "council" if code.startswith("E10") else "group")
        for code, name in counties.items()
    ]
    for row in rows:
        kind = "district" if row[lad].startswith("E07") else "council"
        places.append(Place(row[lad], row[f"{lad[:-2]}nm"], kind, within=row[cty]))
    return places


def _boards(rows: Rows, faults: list[str]) -> list[Place]:
    """ONS: integrated care boards with both their codes."""
    gss = next(k for k in rows[0] if re.fullmatch(r"icb\d\dcd", k))
    return [
        Place(row[f"{gss}h"], row[f"{gss[:-2]}nm"], "icb", codes=(("gss", row[gss]),))
        for row in rows
    ]


def _commissioners(rows: Rows, faults: list[str]) -> list[Place]:
    """NHS England: clinical commissioning groups and places within boards, the closed ones too."""
    boards = set(Area.objects.filter(kind="icb").values_list("code", flat=True))
    places = [
        Place(code, name, kind, within="" if kind == "country" else "E92000001")
        for code, (name, kind) in WELL_KNOWN.items()
    ]
    for at, row in enumerate(rows, 1):
        days = []
        for key in ("11", "12"):
            text = row.get(key, "")
            try:
                days.append(
                    date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:8]}") if text else None
                )
            except ValueError:
                faults.append(f"row {at}: “{text}” is not a day such as 20130401")
                days.append(None)
        above = row["4"] if row["4"] in boards else row["3"] if row["3"] in WELL_KNOWN else ""
        places.append(Place(row["1"], row["2"], "ccg", above, *days))
    return places


def _social_services(rows: Rows, faults: list[str]) -> list[Place]:
    """Any table that has ONS codes beside the three figures that social care returns use."""
    places = []
    for row in rows:
        code, number = row["code"], row["area_code"]
        if re.fullmatch(r"E(06|08|09|10)\d{6}", code) and re.fullmatch(r"\d{3}", number):
            places.append(Place(code, row["la_name"], "council", codes=(("cssr", number),)))
    return places


def _day(row: dict[str, str], key: str, faults: list[str]) -> date | None:
    try:
        return _text_day(row[key])
    except ValueError:
        faults.append(f"row {row['row']}: the {key} “{row[key]}” is not a day such as 2020-04-01")
        return None


def _text_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _joined(places: list[Place], known: dict[str, Area]) -> list[Place]:
    """Places with what the book knows of them already where the list says nothing."""
    taken = set(AreaCode.objects.values_list("scheme", "code"))
    joined: dict[str, Place] = {}
    for place in places:
        area = known.get(place.code)
        if area:
            codes = tuple(each for each in place.codes if each not in taken)
            if place.name != area.name:
                codes += (("name", place.name),)
            place = place._replace(
                name=area.name,
                kind=area.kind if area.kind != "provider" else place.kind,
                within=place.within or (area.within.code if area.within else ""),
                starts=place.starts or area.starts,
                ends=place.ends or area.ends,
                codes=codes,
            )
        joined.setdefault(place.code, place)
    return list(joined.values())


def _differs(place: Place, area: Area) -> bool:
    given = (place.name, place.kind, place.starts, place.ends)
    return given != (area.name, area.kind, area.starts, area.ends)


LISTS = (
    List(
        "councils of the United Kingdom (mySociety)",
        ("local-authority-code", "gss-code", "nice-name", "replaced-by", "county-la"),
        _councils,
    ),
    List("districts and their counties (ONS)", ("lad##cd", "lad##nm", "cty##cd"), _districts),
    List("integrated care boards (ONS)", ("icb##cd", "icb##cdh", "icb##nm"), _boards),
    List(
        "councils with ONS codes and codes of social care returns",
        ("code", "la_name", "area_code"),
        _social_services,
    ),
)
ECCG = List("NHS commissioners, open and closed (NHS England, eccg)", (), _commissioners)
