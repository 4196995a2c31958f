"""Terms and positions for the tests, with as little written as a test needs."""

from typing import Any

from poolbook.rules.risk_share import (
    GroupResult,
    Position,
    Result,
    Terms,
    read_position,
    read_terms,
    share,
)

Data = dict[str, Any]


def terms_data(*rules: Data, **more: Any) -> Data:
    """Two partners a and b, a fund, and one group g with these rules (and h, whose rule is a's)."""
    return {
        "name": "made",
        "partners": [{"id": "a", "name": "Council"}, {"id": "b", "name": "NHS"}],
        "funds": [{"id": "f", "name": "Risk pool"}],
        "groups": [
            {"id": "g", "rules": list(rules)},
            {"id": "h", "name": "Other", "rules": [{"use": "bearer", "partner": "a"}]},
        ],
    } | more


def terms(*rules: Data, **more: Any) -> Terms:
    found, faults = read_terms(terms_data(*rules, **more))
    assert found, faults
    return found


def faults_of(*rules: Data, **more: Any) -> list[str]:
    """What is wrong with terms of these rules."""
    found, faults = read_terms(terms_data(*rules, **more))
    assert (found is None) == bool(faults)
    return [str(fault) for fault in faults]


def line(variation: Any = 0, **more: Any) -> Data:
    """A line of group g; its id is the group's with its variation, unless given."""
    return {
        "id": f"{more.get('group', 'g')}{variation}",
        "group": "g",
        "variation": variation,
    } | more


def position(*lines: Data, **more: Any) -> Position:
    found, faults = read_position({"lines": list(lines)} | more)
    assert found, faults
    return found


def shared(rules: list[Data], *lines: Data, **more: Any) -> Result:
    return share(terms(*rules), position(*lines, **more))


def group(rules: list[Data], *lines: Data, **more: Any) -> GroupResult:
    """The result of group g."""
    return shared(rules, *lines, **more).groups[0]


HALVES: Data = {"use": "fixed", "split": {"a": 50, "b": 50}}
