"""The operations of the API with who may do each, as the suite goes through them."""

import re
from dataclasses import dataclass

from poolbook.api.auth import Bearer
from poolbook.api.site import api
from poolbook.web.frame.access import Rule


@dataclass(frozen=True)
class Operation:
    """One operation: `path` as in the document, and the names of the parts of its address."""

    name: str
    method: str
    path: str
    rule: Rule
    writes: bool
    parts: tuple[str, ...]


def operations() -> list[Operation]:
    """Every operation. Raises ValueError for one that declares no rule."""
    found = []
    for router in api._get_bound_routers():
        for written, view in router.path_operations.items():
            path = re.sub(r"{\w+:", "{", written)
            for operation in view.operations:
                bearer = next(iter(operation.auth_callbacks), None)
                if not isinstance(bearer, Bearer):
                    raise ValueError(f"{path} does not say who may do it")
                parts = tuple(part.split("}")[0] for part in path.split("{")[1:])
                found += [
                    Operation(
                        operation.operation_id or "", method, f"/api{path}", bearer.rule, bearer.writes, parts
                    )
                    for method in operation.methods
                ]  # fmt: skip
    return found
