"""The scorecard's pages: what is read off them, what is typed into them, and what is refused."""

import csv
import io

import pytest

from poolbook.performance.models import Scorecard
from tests.measured import Measured, measured


@pytest.fixture
def made(book) -> Measured:
    return measured(book)


def page(made: Measured, more: str = "") -> str:
    return f"/scorecard/{made.book.agreement.code}/2020-21/P1/jmg/{more}"


def read(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def test_a_card_says_everything_in_words(made, enter) -> None:
    text = read(enter(made.book.analyst), page(made))
    for words in (
        "22 of 128", "At least 18.0%", "Amber", "by hand", "the provider’s figures are provisional",
        "Placements paused in April.", "9.0%", "better", "1 of 4",
        "&lt;39", "Activity is coming back.", "no limits", "year: 36", "Usual variation",
    ):  # fmt: skip
        assert words in text, words
    assert text.index("SMI in employment") < text.index("Delayed transfers of care")
    assert "NaN" not in text and "Infinity" not in text


def test_the_export_is_equal_to_the_screen(made, enter) -> None:
    client = enter(made.book.analyst)
    answer = client.get(page(made) + "?table=jmg&as=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    named = {row["Measure"]: row for row in rows}
    work = named["SMI in employment"]
    assert (work["Latest value"], work["Count"], work["RAG"]) == ("17.2%", "22 of 128", "Amber")
    assert (work["Rank (Like us)"], work["Compared with England"]) == ("1 of 4", "better")
    assert client.get(page(made) + "?as=xlsx").status_code == 200


def test_a_card_as_known_before_has_no_values(made, enter) -> None:
    text = read(enter(made.book.analyst), page(made) + "?as_at=2019-01-01T00:00")
    assert "no value yet" in text and "22 of 128" not in text


def test_values_are_typed_kept_and_refused_whole(made, enter) -> None:
    client = enter(made.book.analyst)
    first = made.card.sections.get(code="work").entries.get(measure=made.employed)
    other = made.card.sections.get(code="homes").entries.get(measure=made.delayed)
    given = {
        f"numerator-{first.pk}": "30",
        f"denominator-{first.pk}": "120",
        f"value-{other.pk}": "lots",
    }
    refused = client.post(page(made, "values/"), given)
    assert refused.status_code == 400 and "“lots” is not a figure" in refused.content.decode()
    assert "22 of 128" in read(client, page(made))
    kept = client.post(page(made, "values/"), given | {f"value-{other.pk}": "33"}, follow=True)
    text = kept.content.decode()
    assert "30 of 120" in text and "25.0%" in text and "2 values kept, 2 of them changed" in text
    wrong = {
        f"value-{first.pk}": "40",
        f"numerator-{first.pk}": "30",
        f"denominator-{first.pk}": "120",
    }
    answer = client.post(page(made, "values/"), wrong)
    assert "is not what numerator and denominator come to, 25.0%" in answer.content.decode()


def test_a_heading_is_judged(made, enter) -> None:
    client = enter(made.book.analyst)
    assert (
        "needs its reason"
        in client.post(page(made, "heading/homes/"), {"rag": "R"}).content.decode()
    )
    done = client.post(page(made, "heading/homes/"), {"rag": "R", "reason": "delays"}, follow=True)
    assert "The judgement is kept." in done.content.decode()
    assert client.get(page(made, "heading/nothing/")).status_code == 404


def test_the_editor_moves_renames_and_adds(made, enter) -> None:
    client = enter(made.book.analyst)
    text = read(client, page(made, "change/"))
    assert 'value="Meaningful activity"' in text
    given = {
        "name": "JMG", "area": "E10000025", "comparator": "", "neighbours": "",
        "code-1": "work", "heading-1": "Activity", "code-2": "homes", "heading-2": "Homes",
        "code-3": "", "heading-3": "New one",
        "measure-1": "delayed", "in-1": "3", "order-1": "1",
        "measure-2": "settled", "in-2": "1", "order-2": "20",
        "measure-3": "smi-work", "in-3": "1", "order-3": "10", "label-3": "Work",
    }  # fmt: skip
    bad = client.post(page(made, "change/"), given | {"in-1": "9", "measure-4": "", "in-4": ""})
    assert "delayed: there is no heading 9" in bad.content.decode()
    done = client.post(page(made, "change/"), given, follow=True)
    assert "The scorecard is kept." in done.content.decode()
    card = Scorecard.objects.get(code="jmg")
    rows = [
        (section.name, [entry.measure.ref for entry in section.entries.all()])
        for section in card.sections.all()
    ]
    assert rows == [("Activity", ["smi-work", "settled"]), ("Homes", []), ("New one", ["delayed"])]
    assert not card.in_pack and card.comparator is None


def test_a_scorecard_is_added(made, enter) -> None:
    client = enter(made.book.analyst)
    given = {"code": "plan", "name": "The plan", "area": "E10000025"}
    done = client.post(f"/scorecards/{made.book.agreement.code}/add/", given, follow=True)
    assert "Now its headings" in done.content.decode()
    again = client.post(f"/scorecards/{made.book.agreement.code}/add/", given)
    assert "there is a scorecard plan already" in again.content.decode()
    assert "The plan" in read(client, f"/scorecards/{made.book.agreement.code}/2020-21/P1/")


def test_who_only_reads_sees_no_acts(made, enter) -> None:
    client = enter(made.book.auditor)
    text = read(client, page(made))
    assert "Enter values" not in text and "Change this scorecard" not in text
    assert client.get(page(made, "values/")).status_code == 403
