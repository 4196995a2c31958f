"""Measures by the API: what is read is what the pages say; values and judgements are kept by the same acts."""

import json

from tests.factories import Book
from tests.integration.api.calling import Caller, caller
from tests.measured import OURS, measured


def test_a_series_has_its_limits_rules_and_no_figure_that_is_none(book: Book) -> None:
    measured(book)
    reader = caller(book.auditor)
    listed = reader.get("measures/pooled").json()["items"]
    assert [each["ref"] for each in listed] == ["admitted", "delayed", "settled", "smi-work"]
    answer = reader.get("measures/pooled/settled")
    (stretch,) = answer.json()["stretches"]
    wrong = next(p for p in stretch["points"] if p["ends"] == "2019-11-30")
    assert (wrong["value"], wrong["rules"]) == ("15.7", ["astronomical_low"])
    assert stretch["kind"] == "xmr" and stretch["assurance"] == "hit_or_miss"
    assert "NaN" not in answer.content.decode()
    assert reader.get("measures/pooled/nothing").status_code == 404
    assert reader.get("measures/pooled/settled?area=X").status_code == 404


def test_a_scorecard_says_what_its_page_says(book: Book) -> None:
    measured(book)
    card = caller(book.auditor).get("scorecards/pooled/2020-21/P1/jmg").json()
    work = card["headings"][0]["rows"][0]
    assert (card["headings"][0]["rag"], work["rag"], work["exact"]) == ("A", "A", "17.1875")
    assert (work["value"], work["count"], work["compared"]) == ("17.2%", "22 of 128", "better")
    assert caller(book.auditor).get("scorecards/pooled").json()["items"][0]["code"] == "jmg"


def test_values_and_judgements_are_kept(book: Book) -> None:
    measured(book)
    analyst: Caller = caller(book.analyst)
    value = {"measure": "settled", "area": OURS, "starts": "2020-05-01", "ends": "2020-05-31"}
    done = analyst.post("values/pooled", {"values": [value | {"value": "95.4"}]})
    assert done.json() == {"new": 1, "changed": 0, "same": 0}
    again = analyst.post("values/pooled", {"values": [value | {"value": "95.4"}]})
    assert again.json() == {"new": 0, "changed": 0, "same": 1}
    for wrong in ("NaN", "Infinity", "1e9", "1,000"):
        assert (
            analyst.post("values/pooled", {"values": [value | {"value": wrong}]}).status_code == 422
        )
    refused = analyst.post("values/pooled", {"values": [value]})
    assert refused.status_code == 422 and "a value has its figure" in json.dumps(refused.json())
    given = {"area": OURS, "starts": "2020-05-01", "ends": "2020-05-31", "rag": "R"}
    assert analyst.post("judgements/pooled/settled", given).status_code == 422
    kept = analyst.post("judgements/pooled/settled", given | {"reason": "doubtful"})
    assert kept.json()["rag"] == "R" and kept.json()["by"] == "analyst"
