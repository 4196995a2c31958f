"""A share of 10,000 lines between 12 partners by fixed percentages, beside the plain sums."""

import random
from collections.abc import Iterator
from decimal import Decimal

from benchmarks.timing import Figure, in_turn
from poolbook.rules.risk_share import read_position, read_terms, share

LINES, PARTNERS, GROUPS = 10_000, 12, 40


def figures() -> Iterator[Figure]:
    """From the terms and the position as read from JSON to each partner's share."""
    terms, position, splits = _case()

    def ours() -> dict[str, int]:
        rules, faults = read_terms(terms)
        place, more = read_position(position)
        if faults or more or rules is None or place is None:
            raise RuntimeError(f"the case has faults: {[*faults, *more][:3]}")
        return share(rules, place).net()

    def peer() -> dict[str, int]:
        return _plain(position["lines"], splits)

    if sum(ours().values()) != sum(peer().values()):
        raise RuntimeError("the two shares differ in total")
    times = in_turn(ours, peer, 5)
    name = "Decimal sums of the same split, without rules, checks, trace or explanation"
    yield Figure(f"share: {LINES:,} lines × {PARTNERS} partners", *times, name)


def _case() -> tuple[dict, dict, dict[str, dict[str, Decimal]]]:
    chance = random.Random(12)
    partners = [f"P{at:02}" for at in range(1, PARTNERS + 1)]
    splits = {}
    for at in range(GROUPS):
        parts = [chance.randint(1, 7) for _ in partners[1:]]
        splits[f"G{at:02}"] = dict(zip(partners, [100 - sum(parts), *parts], strict=True))
    terms = {
        "schema": "poolbook-terms/1",
        "name": "Twelve partners",
        "partners": [{"id": one, "name": one, "kind": "other"} for one in partners],
        "groups": [
            {"id": name, "name": name, "rules": [{"use": "fixed", "clause": "1", "split": split}]}
            for name, split in splits.items()
        ],
    }
    lines = [
        {
            "id": f"L{at:05}",
            "group": f"G{at % GROUPS:02}",
            "budget": f"{chance.randint(10**6, 10**8) / 100:.2f}",
            "forecast": f"{chance.randint(10**6, 10**8) / 100:.2f}",
        }
        for at in range(LINES)
    ]
    exact = {g: {p: Decimal(v) / 100 for p, v in split.items()} for g, split in splits.items()}
    return terms, {"schema": "poolbook-position/1", "lines": lines}, exact


def _plain(lines: list[dict], splits: dict[str, dict[str, Decimal]]) -> dict[str, int]:
    """Each group's variation split by percentages, rounded; the last partner takes the rest."""
    totals: dict[str, Decimal] = {}
    for line in lines:
        over = Decimal(line["forecast"]) - Decimal(line["budget"])
        totals[line["group"]] = totals.get(line["group"], Decimal(0)) + over
    net: dict[str, int] = {}
    for group, total in totals.items():
        pence = int(total * 100)
        left = pence
        *first, last = splits[group].items()
        for partner, part in first:
            amount = round(pence * part)
            net[partner] = net.get(partner, 0) + amount
            left -= amount
        net[last[0]] = net.get(last[0], 0) + left
    return net
