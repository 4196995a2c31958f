"""The sections that a report can have, in their usual order, and the order of a choice."""

from collections.abc import Iterable

SECTIONS = {
    "summary": "Summary",
    "outcomes": "Outcomes",
    "caseload": "Caseload: activity and cost",
    "risk-share": "Risk share",
    "details": "Finance detail by client group",
    "contributions": "Contributions",
    "bridges": "Bridges",
    "issues": "Issues and risks",
    "cash": "Cash and reserves",
    "memorandum": "Memorandum account",
}


def in_order(chosen: Iterable[str], usual: Iterable[str] = SECTIONS) -> list[str]:
    """The chosen keys, and every other one right after the one that it usually follows.

    So a section that is newer than a choice stands at its usual place and is never lost.
    """
    usual = list(usual)
    found = [key for key in chosen if key in usual]
    for at, key in enumerate(usual):
        if key not in found:
            place = found.index(usual[at - 1]) + 1 if at else 0
            found.insert(place, key)
    return found


def moved(sections: list[tuple[str, bool]], move: str) -> list[tuple[str, bool]]:
    """The sections after `summary:down` or `cash:up`; as they are for any other words."""
    key, _, way = move.partition(":")
    at = next((at for at, (name, _) in enumerate(sections) if name == key), None)
    if at is None or way not in ("up", "down"):
        return sections
    to = at + (1 if way == "down" else -1)
    if not 0 <= to < len(sections):
        return sections
    found = list(sections)
    found[at], found[to] = found[to], found[at]
    return found
