"""A publication as text, to be kept with the pack that printed it, and back: exact and always the same.

The text is JSON without spaces, its cells by name, so that equal publications have equal bytes. It
holds what was printed, what that tells, and no number that was withheld.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from poolbook.rules.disclosure.published import CLEAR, Average, Publication, Shown
from poolbook.rules.disclosure.tables import Claim, Key, Sum
from poolbook.rules.refusal import Refusal

SCHEMA = "poolbook-publication/1"
T = TypeVar("T")


def dumps(publication: Publication) -> str:
    """The text of a publication. Cells are named once; sums, claims and averages by the cells' places."""
    names = sorted(
        {
            *publication.cells,
            *publication.lost,
            *(k for one in publication.sums for k, _ in one.signs()),
            *(k for one in publication.claims for k, _ in one.factors),
            *(one.cell for one in publication.averages),
        }
    )
    at = {name: place for place, name in enumerate(names)}
    body = {
        "schema": SCHEMA,
        "names": [dict(name) for name in names],
        "cells": [
            [at[k], cell.mark, cell.value, cell.low, cell.high, cell.need]
            for k, cell in sorted(publication.cells.items())
        ],
        "sums": [
            [at[one.total], [at[k] for k in one.parts], [at[k] for k in one.less]]
            for one in publication.sums
        ],
        "claims": [
            [[[at[k], factor] for k, factor in one.factors], one.low, one.high]
            for one in publication.claims
        ],
        "lost": [at[k] for k in publication.lost],
        "averages": [
            [at[one.cell], one.name, one.value, one.least] for one in publication.averages
        ],
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def loads(text: str) -> Publication:
    """The publication of a text that `dumps` made. Raises Refusal for any other."""
    try:
        body = json.loads(text)
        if body["schema"] != SCHEMA:
            raise Refusal(f"This publication is kept as {body['schema']}; {SCHEMA} can be read.")
        names = [_name(each) for each in body["names"]]
        return Publication(
            {names[k]: _shown(*rest) for k, *rest in body["cells"]},
            _each(body["sums"], lambda one: _sum(names, *one)),
            _each(body["claims"], lambda one: _claim(names, *one)),
            tuple(names[k] for k in body["lost"]),
            _each(body["averages"], lambda one: Average(names[one[0]], *one[1:])),
        )
    except (ValueError, KeyError, TypeError, IndexError):
        raise Refusal("A publication that was kept cannot be read.") from None


def _each(found: Iterable[Any], make: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(map(make, found))


def _name(pairs: dict[str, str]) -> Key:
    return tuple(sorted(pairs.items()))


def _shown(mark: str, value: int | None, low: int | None, high: int | None, need: int) -> Shown:
    if (mark == CLEAR) != (value is not None):
        raise ValueError("a number is printed, or a mark stands for it")
    return Shown(mark, value, low, high, need)


def _sum(names: list[Key], total: int, parts: list[int], less: list[int]) -> Sum:
    return Sum(names[total], tuple(names[k] for k in parts), tuple(names[k] for k in less))


def _claim(
    names: list[Key], factors: list[tuple[int, float]], low: float | None, high: float | None
) -> Claim:
    return Claim(tuple((names[k], factor) for k, factor in factors), low, high)
