"""Which engine answers: POOLBOOK_ENGINE says reference, kernel or spark. Nobody else names one."""

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from poolbook.caseload.files import Stored
from poolbook.rules.caseload.facts import Facts, Question, Row, gather
from poolbook.rules.refusal import Refusal

VARIABLE = "POOLBOOK_ENGINE"
# name → the module whose area_rows(table, question) answers for one area's table, and
# rows_of(folder, files, question) for files of several
BY_AREA = {
    "kernel": "poolbook.caseload.kernel",
    "reference": "poolbook.caseload.reference",
}
SPARK = "spark"
DEFAULT = "kernel"


def chosen() -> str:
    """The engine's name. Raises Refusal where there is none of that name."""
    name = os.environ.get("POOLBOOK_ENGINE", "") or DEFAULT
    if name not in (*BY_AREA, SPARK):
        known = ", ".join((*BY_AREA, SPARK))
        raise Refusal(f"{VARIABLE} is “{name}”; it can be one of {known}")
    return name


def ready() -> str:
    """Asks the chosen engine about one made-up package, so that it is compiled; returns its name."""
    from poolbook.caseload.generator import area  # nobody else here makes people up

    name = chosen()
    by_area(DEFAULT if name == SPARK else name)(area(1, 1), Question(days=(0,)))
    return name


def answer(
    folder: Path, files: Sequence[Stored], question: Question, name: str | None = None
) -> Facts:
    """The facts of some areas' files together, by an engine or the chosen one. Raises Refusal."""
    name = name or chosen()
    if name == SPARK:
        spark = import_module("poolbook.caseload.spark")
        return gather(spark.rows(folder, files, question))
    return gather(import_module(BY_AREA[name]).rows_of(folder, files, question))


def by_area(name: str) -> Callable[..., list[Row]]:
    """An engine's function of one area's table and a question."""
    function: Callable[..., list[Row]] = import_module(BY_AREA[name]).area_rows
    return function
