"""The twelve primitives, a file each: what a rule's fields are and what it does to a group."""

from collections.abc import Callable
from typing import Any

from poolbook.rules.fields import Fields
from poolbook.rules.risk_share.primitives import (
    aligned,
    bands,
    bearer,
    block,
    cap,
    escalate,
    fixed,
    performance,
    pro_rata,
    savings,
    underspend,
    waterfall,
)
from poolbook.rules.risk_share.sharing import Names
from poolbook.rules.risk_share.work import Head

READERS: dict[str, Callable[[Fields, Head, Names], Any]] = {
    "aligned": aligned.read,
    "fixed": fixed.read,
    "pro rata": pro_rata.read,
    "bearer": bearer.read,
    "bands": bands.read,
    "cap": cap.read,
    "waterfall": waterfall.read,
    "block": block.read,
    "savings": savings.read,
    "underspend": underspend.read,
    "performance": performance.read,
    "escalate": escalate.read,
}
# Rules that leave nothing over on the lines they are for.
TAKES_ALL = frozenset({"aligned", "fixed", "pro rata", "bearer", "bands", "block", "escalate"})
