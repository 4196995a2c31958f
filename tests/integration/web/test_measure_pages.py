"""A measure's page, areas beside each other, data quality, and the acts that lead from them."""

from datetime import date

import pytest
from django.utils import timezone

from poolbook.performance.actions import measures
from poolbook.performance.models import ChartStep, Definition, Judgement, Measure, Target
from tests.measured import EMPLOYED, OURS, Measured, measured


@pytest.fixture
def made(book) -> Measured:
    return measured(book)


def at(made: Measured, more: str = "") -> str:
    return f"/measures/{made.book.agreement.code}/{more}"


def read(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def test_a_measure_shows_its_chart_rules_figures_and_history(made, enter) -> None:
    text = read(enter(made.book.auditor), at(made, "smi-work/"))
    for words in (
        "Control chart", "Upper limit", "left out of limits and rules", "The system was down",
        "17.2%", "22 of 128", "in employment", "provider’s return", "First definition",
        "At least 18.0%", "Who judged what", "provisional", "Compare areas",
    ):  # fmt: skip
        assert words in text, words
    assert "Judge or comment" not in text  # an auditor only reads


def test_missing_and_withheld_are_said_in_words(made, enter) -> None:
    text = read(enter(made.book.analyst), at(made, "delayed/"))
    assert "withheld: small numbers" in text and "withheld" in text and "&lt;5" in text
    assert "A new pathway home from hospital" in text
    assert "runs and moving ranges stop there" in text


def test_a_count_since_april_has_a_line_and_no_limits(made, enter) -> None:
    text = read(enter(made.book.analyst), at(made, "admitted/"))
    assert "they rise by themselves" in text and "Upper limit" not in text


def test_a_break_gives_charts_one_under_another_with_the_reason(made, enter) -> None:
    measures.redefine(
        by=made.book.analyst, measure=made.employed, meaning=EMPLOYED, breaks=True,
        starts=date(2020, 1, 1), reason="counted by residence",
    )  # fmt: skip
    text = read(enter(made.book.analyst), at(made, "smi-work/"))
    assert "counted by residence. What came before is not comparable" in text
    assert text.count("<figure") == 2
    assert "a control chart needs 15" in text  # each part is short now, and says so
    assert "too few values to tell a real change from chance" in text


def test_a_measure_with_no_value_says_what_to_do(made, enter) -> None:
    measures.define(
        by=made.book.analyst, agreement=made.book.agreement, ref="new", meaning=EMPLOYED
    )
    assert "There is no value of any area yet." in read(enter(made.book.analyst), at(made, "new/"))
    assert "There is no value" in read(enter(made.book.analyst), at(made, "new/compare/"))
    assert read(enter(made.book.analyst), at(made, "nothing/"), 404)
    assert read(enter(made.book.analyst), at(made, "smi-work/?area=X"), 404)


def test_data_quality_sees_the_impossible_month_before_a_board_does(made, enter) -> None:
    text = read(enter(made.book.analyst), at(made, "quality/"))
    assert "15.7% in November 2019, where the others lie between 94.6% and 95.4%" in text
    only = read(enter(made.book.analyst), at(made, "quality/?kind=outlier"))
    assert "15.7%" in only and "was due by" not in only
    export = enter(made.book.analyst).get(at(made, "quality/?table=quality&as=csv"))
    assert "15.7% in November 2019" in export.content.decode("utf-8-sig")


def test_areas_are_ranked_with_intervals_and_a_funnel(made, enter) -> None:
    client = enter(made.book.analyst)
    text = read(client, at(made, "smi-work/compare/"))
    assert "Oxfordshire: 1 of 6" in text
    assert "beyond the 99.8% limits" in text or "within the limits" in text
    assert "England 9.0%" in text and "better" in text
    near = read(client, at(made, "smi-work/compare/?model=Like+us"))
    assert "Oxfordshire: 1 of 4" in near
    bare = read(client, at(made, "settled/compare/"))
    assert "without numerators and denominators" in bare
    assert read(client, at(made, "smi-work/compare/?time=1999-01-01--1999-01-31"), 404)


def test_acts_are_kept_and_refused(made, enter) -> None:
    client = enter(made.book.analyst)
    here = at(made, "settled/")
    wrong = client.post(here + "judge/", {"time": "some day", "rag": "R"})
    assert wrong.status_code == 400 and "is not a time such as" in wrong.content.decode()
    assert (
        "needs its reason"
        in client.post(here + "judge/", {"time": "Nov 2019", "rag": "R"}).content.decode()
    )
    done = client.post(
        here + "judge/", {"time": "Nov 2019", "rag": "NR", "reason": "a slip"}, follow=True
    )
    assert "a slip" in done.content.decode()
    assert Judgement.objects.latest("id").ends == date(2019, 11, 30)
    given = {"kind": "ghost", "day": "2019-11-10", "reason": "a slip of the pen"}
    done = client.post(here + "step/", given, follow=True)
    assert "A slip of the pen" in done.content.decode()
    step = ChartStep.objects.latest("id")
    done = client.post(here + f"step/{step.pk}/withdraw/", follow=True)
    assert "None: the limits are of all values." in done.content.decode()
    given = {
        "kind": "target",
        "aim": "at least",
        "value": "96%",
        "starts": "2020-04-01",
        "judged": "always",
        "tolerance": "0.5",
    }
    done = client.post(here + "target/", given, follow=True)
    assert "At least 96.0%" in done.content.decode()
    target = Target.objects.latest("id")
    done = client.post(
        here + f"target/{target.pk}/withdraw/", {"why": "set by mistake"}, follow=True
    )
    assert "set by mistake" in done.content.decode()
    assert (
        client.post(at(made, f"smi-work/target/{target.pk}/withdraw/"), {"why": "x"}).status_code
        == 404
    )


def test_a_measure_is_defined_and_defined_anew(made, enter) -> None:
    client = enter(made.book.analyst)
    given = {
        "ref": "checks", "name": "Health checks", "unit": "percent", "per": "100", "decimals": "0",
        "polarity": "higher", "frequency": "quarter", "lag": "40", "least": "0",
    }  # fmt: skip
    done = client.post(at(made, "define/"), given, follow=True)
    assert "Health checks" in done.content.decode()
    assert (
        "there is a measure checks already"
        in client.post(at(made, "define/"), given).content.decode()
    )
    same = given | {"starts": "2020-04-01", "reason": "again"}
    assert (
        "nothing of the definition is different"
        in client.post(at(made, "checks/redefine/"), same).content.decode()
    )
    client.post(at(made, "checks/redefine/"), same | {"name": "Annual checks", "breaks": "on"})
    assert [d.name for d in Definition.objects.filter(measure__ref="checks")] == [
        "Health checks",
        "Annual checks",
    ]
    assert "Annual checks" in read(client, at(made, "?q=annual"))


def test_a_measure_is_as_known_at_a_moment(made, enter) -> None:
    moment = timezone.now().isoformat()
    client = enter(made.book.analyst)
    Measure.objects.get(ref="settled")
    client.post(at(made, "settled/judge/"), {"time": "Apr 2020", "comment": "later words"})
    text = read(client, at(made, f"settled/?area={OURS}&as_at={moment.replace('+', '%2B')}"))
    assert "later words" not in text and "95.0%" in text


def test_the_search_finds_measures_and_scorecards(made, enter) -> None:
    client = enter(made.book.analyst)
    text = read(client, "/search/?q=accommodation")
    assert 'href="/measures/pooled/settled/"' in text
    found = client.get("/search/?q=joint+management", follow=True).content.decode()
    assert "/measures/pooled/card/jmg/" in found
    assert (
        "Stable accommodation"
        in client.get("/measures/pooled/card/jmg/", follow=True).content.decode()
    )
    read(client, "/search/?q=Line")
