"""A publication that is kept says the same when it is read again, and protects later ones as before."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poolbook.rules.disclosure import (
    BELOW_5,
    PRESETS,
    Average,
    at_least,
    attack,
    cube,
    key,
    protect,
)
from poolbook.rules.disclosure.stored import SCHEMA, dumps, loads
from poolbook.rules.refusal import Refusal

PLACES = [(row, column) for row in "abc" for column in "xy"]
VALUES = {"row": list("abc"), "column": list("xy")}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=6, max_size=6), st.sampled_from(list(PRESETS.values()))
)
def test_text_and_back(counts, preset):
    table = cube(VALUES, dict(zip(PLACES, counts, strict=True)), at={"date": "2020-10-31"})
    made = protect(table, preset)
    whole = key({"date": "2020-10-31"})
    row = key({"date": "2020-10-31", "row": "a"})
    told = made.with_claims((at_least([whole], [row]),)).beside(
        averages=(Average(whole, "median", 99_999, preset.below),)
    )
    text = dumps(told)
    assert loads(text) == told and dumps(loads(text)) == text
    assert attack([loads(text)]) == attack([told])


def test_what_was_withheld_is_not_in_the_text():
    counts = dict(zip(PLACES, (4, 77, 33, 61, 52, 88), strict=True))
    made = protect(cube(VALUES, counts), BELOW_5)
    hidden = [k for k, cell in made.cells.items() if cell.mark]
    body = json.loads(dumps(made))
    place = {tuple(sorted(name.items())): at for at, name in enumerate(body["names"])}
    kept = {at: rest for at, *rest in body["cells"]}
    assert hidden and all(kept[place[k]][1] is None for k in hidden)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"schema":"poolbook-publication/9"}', '{"schema":"' + SCHEMA + '"}']
)
def test_another_text_is_refused(text):
    with pytest.raises(Refusal):
        loads(text)
