"""Makes random valid terms and positions from a source of randomness, fast enough for 100,000.

Every primitive, 1–12 partners, several groups, `only` selectors, waterfalls between groups and from
funds, caps in groups and across them, savings, pots and succession. Terms are written as the data of
a file and read like one, so what is tested is what people can write.
"""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from poolbook.rules.risk_share import Position, Terms, read_terms
from poolbook.rules.risk_share.position import BASES, Achievement, Contribution, Line, Saving

Data = dict[str, Any]
KINDS = ("a", "b", "c")
ELEMENTS = ("one", "two")
DAY = date(2024, 6, 30)


def make_terms(rng: Random, *, linear: bool = False) -> Data:
    """Terms as data; `linear` terms hold only rules whose shares are proportional to the variation."""
    partners = [f"p{at}" for at in range(rng.randint(1, 12))]
    funds = [] if linear else [f"f{at}" for at in range(rng.randint(0, 2))]
    groups = [f"g{at}" for at in range(rng.randint(1, 4))]
    data: Data = {
        "name": "generated",
        "partners": [{"id": partner} for partner in partners],
        "funds": [{"id": fund} for fund in funds],
        "groups": [
            {"id": group, "rules": _rules(rng, group, partners, funds, groups, linear)}
            for group in groups
        ],
    }
    if len(partners) > 1 and rng.random() < 0.15:
        data["partners"][-1] |= {"succeeds": partners[0], "from": date(2022, 7, 1)}
    if not linear and rng.random() < 0.2:
        data["overall"] = [_cap(rng, partners, funds)]
    return data


def _rules(
    rng: Random,
    group: str,
    partners: list[str],
    funds: list[str],
    groups: list[str],
    linear: bool,
) -> list[Data]:
    rules: list[Data] = []
    if not linear and rng.random() < 0.3:
        rules.append({"use": "savings"})
    for _ in range(rng.choice((0, 0, 1, 2))):
        rules.append(_narrow(rng) | _sharing_rule(rng, partners, funds, linear))
    sources = [{"group": other} for other in groups if other != group]
    sources += [{"fund": fund} for fund in funds]
    if not linear and sources and rng.random() < 0.45:
        rng.shuffle(sources)
        narrow = _narrow(rng) if rng.random() < 0.3 else {}
        rules.append({"use": "waterfall", "sources": sources[: rng.randint(1, 3)]} | narrow)
        if rng.random() < 0.3:
            rules.append(_narrow(rng) | _sharing_rule(rng, partners, funds, linear))
    if not linear and rng.random() < 0.15:
        rules.append({"use": "underspend", "treatment": "return", **_split(rng, partners, [])})
    if not rules or rng.random() < 0.92:
        rules.append(_sharing_rule(rng, partners, funds, linear))
    if not linear and rng.random() < 0.1:
        pot = {"use": "performance", "measure": "m", "pot": rng.randint(0, 999), "kept_by": "p0"}
        rules.append(pot | _split(rng, partners, funds))
    if not linear and rules[-1]["use"] != "cap":
        rules += [_cap(rng, partners, funds) for _ in range(rng.choice((0, 0, 0, 1, 2)))]
    return rules


def _narrow(rng: Random) -> Data:
    return {"only": {"kind": rng.sample(KINDS, rng.randint(1, 2))}}


def _sharing_rule(rng: Random, partners: list[str], funds: list[str], linear: bool) -> Data:
    every = ["aligned", "fixed", "pro rata", "bearer", "bands", "block", "escalate"]
    use = rng.choice(every[:4] if linear else [*every, "fixed", "pro rata", "underspend"])
    if use == "fixed":
        return {"use": use, "parts": _parts(rng, partners, funds)}
    if use == "pro rata":
        return {"use": use, **_basis(rng, partners)}
    if use == "bearer":
        return {"use": use, "partner": rng.choice(partners)}
    if use == "bands":
        return {"use": use, **_bands(rng, partners, funds)}
    if use == "block":
        return {"use": use, "absorbed_by": rng.choice(["provider", *partners])}
    if use == "escalate":
        return {"use": use, "body": "the board"}
    if use == "underspend":
        treatment = rng.choice(("retain", "ring-fence", "carry forward"))
        return {"use": use, "treatment": treatment, "purpose": "a purpose", **_narrow(rng)}
    return {"use": use}


def _parts(rng: Random, partners: list[str], funds: list[str]) -> Data:
    who = [*partners, *funds, "outside"]
    chosen = rng.sample(who, rng.randint(1, len(who)))
    return {each: rng.choice((1, 1, 2, 3, 7, rng.randint(0, 10_000))) for each in chosen} | {
        partners[0]: 1
    }


def _basis(rng: Random, partners: list[str]) -> Data:
    chosen = {"basis": rng.choice(BASES)}
    if rng.random() < 0.4:
        chosen["elements"] = rng.sample(ELEMENTS, 1)
    if rng.random() < 0.3:
        chosen["partners"] = rng.sample(partners, rng.randint(1, len(partners)))
    return chosen


def _split(rng: Random, partners: list[str], funds: list[str]) -> Data:
    way = rng.randint(0, 3)
    if way == 0:
        return {"partner": rng.choice(partners)}
    if way == 1:
        return {"unallocated": True}
    return {"parts": _parts(rng, partners, funds)} if way == 2 else _basis(rng, partners)


def _bands(rng: Random, partners: list[str], funds: list[str]) -> Data:
    on = rng.choice(("spend", "variation"))
    edges: list[Any] = sorted(rng.sample(range(-3_000, 12_000), rng.randint(0, 3)))
    if rng.random() < 0.2:
        rises = sorted(rng.sample(range(1, 300), len(edges)))
        edges = [{"percent": rise, "of": "gross"} for rise in rises]
    bands = []
    for below, above in zip([*edges, None], [None, *edges], strict=True):
        band = {"below": below, "above": above}
        kept = {name: edge for name, edge in band.items() if edge is not None}
        bands.append(kept | _split(rng, partners, funds))
    return {"on": on, "bands": bands}


def _cap(rng: Random, partners: list[str], funds: list[str]) -> Data:
    capped = ["each"] if rng.random() < 0.4 else rng.sample(partners, rng.randint(1, len(partners)))
    limit: Any = rng.choice((0, rng.randint(0, 500), rng.randint(0, 20_000)))
    if rng.random() < 0.4:
        limit = {"percent": Decimal(rng.randint(0, 9999)).scaleb(-2), "of": "gross"}
    excess = {} if rng.random() < 0.4 else {"excess": _split(rng, partners, funds)}
    sides = rng.choice(("over", "both"))
    return {"use": "cap", "capped": capped, "limit": limit, "sides": sides, **excess}


def read(data: Data) -> Terms:
    """The terms, which are always valid."""
    terms, faults = read_terms(data)
    assert terms, (faults, data)
    return terms


def make_position(rng: Random, data: Data, *, linear: bool = False) -> Position:
    """A position that fits the terms: 1–40 lines, with everything that any rule needs."""
    partners = [partner["id"] for partner in data["partners"]]
    groups = [group["id"] for group in data["groups"]]
    size = 10 ** rng.choice((1, 3, 5, 6, 6, 9, 14))
    lines = tuple(
        Line(
            id=f"l{at}",
            group=rng.choice(groups),
            budget=rng.randint(-size, size * 3),
            variance=rng.choice((0, rng.randint(-size, size), rng.randint(-size, size))),
            owner=rng.choice(partners),
            marks={"kind": rng.choice(KINDS)},
        )
        for at in range(rng.choice((1, 2, 3, 4, 6, 9, 40) if rng.random() < 0.2 else (1, 2, 4, 6)))
    )
    contributions = tuple(
        Contribution(
            partner, element, {basis: rng.choice((0, 1, rng.randint(0, size))) for basis in BASES}
        )
        for partner in partners
        for element in ELEMENTS
    )
    savings = () if linear else _savings(rng, lines, partners, size)
    return Position(
        lines=lines,
        date=DAY,
        contributions=contributions,
        savings=savings,
        funds={fund["id"]: rng.choice((0, rng.randint(0, size))) for fund in data["funds"]},
        achievements=(Achievement("m", Decimal(3), Decimal(rng.randint(-1, 4))),),
    )


def _savings(
    rng: Random, lines: tuple[Line, ...], partners: list[str], size: int
) -> tuple[Saving, ...]:
    return tuple(
        Saving(line.id, rng.choice(partners), size, rng.randint(0, size + 5), rng.random() < 0.3)
        for line in lines
        if rng.random() < 0.15
    )
