"""Several cases in one document: a list, an object with `cases`, or one case alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from poolbook.rules.fields import Fault, shown


@dataclass(frozen=True)
class Case:
    """One case: its fields with the document's own as defaults, its place and its name."""

    data: Mapping[str, Any]
    where: str  # `cases[3]`, or nothing where it stands alone
    name: str


def case_list(document: Any, faults: list[Fault]) -> list[Case]:
    """The cases of a document; whatever else stands beside `cases` holds for each of them."""
    defaults: dict[str, Any] = {}
    if isinstance(document, Mapping) and "cases" not in document:
        return [Case(_without(document), "", _name(document, ""))]
    if isinstance(document, Mapping):
        defaults = {name: value for name, value in document.items() if name != "cases"}
        document = document["cases"]
    if not isinstance(document, list):
        faults.append(Fault("cases", f"should be a list of cases, not {shown(document)}"))
        return []
    if not document:
        faults.append(Fault("cases", "is empty; at least one case is needed"))
    found = []
    for at, one in enumerate(document, 1):
        where = f"cases[{at}]"
        if isinstance(one, Mapping):
            found.append(Case(_without(defaults | dict(one)), where, _name(one, str(at))))
        else:
            faults.append(Fault(where, f"should be an object, not {shown(one)}"))
    return found


def _without(data: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in data.items() if name not in ("schema", "id")}


def _name(data: Mapping[str, Any], default: str) -> str:
    value = data.get("id")
    return str(value) if isinstance(value, str | int) and str(value) else default
