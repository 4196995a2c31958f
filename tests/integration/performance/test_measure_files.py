"""Files of measures: every fault at once, nothing half applied, and the same again changes nothing."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from poolbook.__main__ import main
from poolbook.audit import queries as audit
from poolbook.intake.measuring import enter_values, judgements, set_up_measures
from poolbook.performance.actions.judging_many import judge_many
from poolbook.performance.models import (
    Area,
    Judgement,
    Load,
    Measure,
    Observation,
    Target,
)
from poolbook.performance.queries import cards
from poolbook.rules.refusal import NotAllowed, Refusal
from tests.factories import Book, make_book

REFERENCE = Path(__file__).resolve().parents[3] / "docs/reference"
# The example of the reference page, with a partner that the tests' agreement has.
EXAMPLE = (
    (REFERENCE / "measures.md").read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
)
EXAMPLE = EXAMPLE.replace('"OCCG"', '"P1"')
VALUES = """measure,area,time,value,numerator,denominator,note,source
stable-home,E10000025,2020-04,94.4%,,,,page 29
stable-home,E10000025,2020-05,,157,1000,,page 29
staff,E10000025,2020-04,148.5,,,,plan
staff,E10000025,2020-05,n/a,,,late,plan
"""
JUDGED = """measure,area,heading,time,colour,reason,comment
,,jmg/home,2020-05,Green,by hand,
stable-home,E10000025,,2020-05,\u0410,checked with the provider,a wrong figure
"""


@pytest.fixture
def book(db: None) -> Book:
    return make_book()


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def set_up(book: Book, folder: Path, text: str = EXAMPLE) -> Any:
    path = write(folder, "measures.toml", text)
    return set_up_measures([path], by=book.analyst, agreement=book.agreement)


def enter(book: Book, folder: Path, text: str = VALUES) -> Any:
    path = write(folder, "values.csv", text)
    return enter_values([path], by=book.analyst, agreement=book.agreement)


def refused(call: Any, *args: Any) -> list[str]:
    with pytest.raises(Refusal) as found:
        call(*args)
    return list(found.value.details)


def test_the_example_of_the_reference_page_sets_up_and_again_changes_nothing(
    book: Book, tmp_path: Path
) -> None:
    done = set_up(book, tmp_path)
    assert (done.measures.new, done.measures.redefined, done.measures.targets) == (2, 1, 4)
    assert (done.areas, done.scorecards) == (2, 1)
    plan = Target.objects.filter(measure__ref="staff").order_by("starts")
    assert [(t.kind, t.value, str(t.starts)) for t in plan][-1] == ("trajectory", 160, "2021-01-01")
    home = Measure.objects.get(ref="stable-home")
    assert [d.breaks for d in home.definitions.all()] == [False, True]
    assert home.targets.get().tolerance_percent
    head = audit.head()
    again = set_up(book, tmp_path)
    assert (again.areas, again.measures.new, again.measures.targets) == (0, 0, 0)
    assert audit.head() == head


def test_every_fault_of_a_definition_is_said_and_nothing_is_kept(
    book: Book, tmp_path: Path
) -> None:
    text = EXAMPLE.replace('unit = "wte"', 'unit = "people"').replace("at least 80%", "some 80%")
    text = text.replace('"P1"', '"NHS"').replace('within = "E92000001"', 'within = "E9"')
    text = text.replace('kind = "country"', 'kind = "land"').replace(
        '  "stable-home",', '  "home",'
    )
    text = text.replace("2020-04 = 150", "2020-44 = 150").replace("decimals = 1", "decimal = 1")
    text = text.replace('reason = "The', 'why = "The')
    found = "\n".join(refused(set_up, book, tmp_path, text))
    for said in (
        "measures.toml: measures[2].unit: is “people”",
        "measures[1].targets[1].aim: is “some 80%”",
        "there is no partner “NHS”",
        "“land” is no kind of area",
        "E10000025: there is no area “E9”",
        "“2020-44” is not a time",
        "decimal: is not a field that is known here",
        "definitions[1].reason: is missing",
        "scorecard jmg, home: there is no measure “home”",
    ):
        assert said in found, said
    assert not Measure.objects.exists() and not Area.objects.exists()


def test_a_definition_is_added_and_never_changed(book: Book, tmp_path: Path) -> None:
    set_up(book, tmp_path)
    changed = EXAMPLE.replace("living in stable", "in stable")
    found = refused(set_up, book, tmp_path, changed)
    assert "a definition is added, never changed" in found[0]
    later = EXAMPLE + (
        '\n[[measures]]\nref = "more"\nname = "More"\nunit = "count"\npolarity = "lower"\n'
        'follows = "staff"\nfrom = 2021-04-01\n'
    )
    set_up(book, tmp_path, later)
    assert Measure.objects.get(ref="more").follows.ref == "staff"
    assert str(Measure.objects.get(ref="staff").ended) == "2021-04-01"


def test_a_target_written_otherwise_replaces_the_one_for_the_same_days(
    book: Book, tmp_path: Path
) -> None:
    set_up(book, tmp_path)
    done = set_up(book, tmp_path, EXAMPLE.replace("at least 80%", "at least 85%"))
    assert (done.measures.targets, done.measures.replaced) == (1, 1)
    kept = Target.objects.filter(measure__ref="stable-home").order_by("id")
    assert [(t.value, bool(t.withdrawn_at)) for t in kept] == [(80, True), (85, False)]


def test_values_come_in_by_source_and_only_what_is_new(book: Book, tmp_path: Path) -> None:
    set_up(book, tmp_path)
    done = enter(book, tmp_path)
    assert (done.new, done.changed, done.same) == (4, 0, 0)
    assert set(Load.objects.values_list("provenance", "rows")) == {("page 29", 2), ("plan", 2)}
    computed = Observation.objects.get(measure__ref="stable-home", starts="2020-05-01")
    assert (computed.value, computed.numerator) == (Decimal("15.7"), 157)
    assert Observation.objects.get(measure__ref="staff", starts="2020-05-01").note == "late"
    again = enter(book, tmp_path, VALUES.replace("148.5", "148.6"))
    assert (again.new, again.changed, again.same) == (0, 1, 3)


def test_every_fault_of_values_is_said_with_its_row(book: Book, tmp_path: Path) -> None:
    set_up(book, tmp_path)
    text = (
        VALUES.replace("148.5", "14.8%")
        .replace("94.4%", "about 94")
        .replace("2020-05,n/a", "May,n/a")
    )
    text += "home,E1,2020-06,5,,,,\nstaff,E10000025,2020-06,5,,,,\nstaff,E10000025,2020-06,6,,,,\n"
    text += "staff,E10000025,2020-07,,5,0,,\n"
    found = "\n".join(refused(enter, book, tmp_path, text))
    for said in (
        "values.csv, row 2, column value: “about 94” is not a figure",
        "row 4, column value: is a percentage, and the measure is in wte",
        "row 5, column time: “May” is not a time",
        "row 6, column measure: there is no measure “home”",
        "row 6, column area: there is no area “E1”",
        "row 8: staff of that time is in values.csv, row 7 too",
        "row 9, column denominator: is 0",
    ):
        assert said in found, said
    assert not Observation.objects.exists()


def judge(book: Book, folder: Path, text: str = JUDGED) -> tuple[int, int]:
    given = judgements(write(folder, "judged.csv", text))
    return judge_many(by=book.analyst, agreement=book.agreement, given=given)


def test_judgements_take_lookalike_letters_and_words_and_again_add_nothing(
    book: Book, tmp_path: Path
) -> None:
    set_up(book, tmp_path)
    enter(book, tmp_path)
    assert judge(book, tmp_path) == (2, 0)
    assert sorted(Judgement.objects.values_list("rag", flat=True)) == ["A", "G"]
    assert judge(book, tmp_path) == (0, 2)
    assert judge(book, tmp_path, JUDGED.replace("wrong", "doubtful")) == (1, 1)


def test_every_fault_of_judgements_is_said_with_its_row(book: Book, tmp_path: Path) -> None:
    set_up(book, tmp_path)
    bad = JUDGED.replace("Green,by hand", "Blue,").replace("2020-05,\u0410", "then,A")
    bad += ",,,2020-05,,,\n"
    found = "\n".join(refused(judge, book, tmp_path, bad))
    for said in (
        "row 2, column colour: “Blue” is no colour",
        "row 3, column time: “then” is not a time",
        "row 4: name a measure with its area, or a heading",
        "row 4: give a colour, a comment, or both",
    ):
        assert said in found, said
    there = JUDGED.replace("jmg/home", "jmg/house").replace("stable-home", "home")
    found = "\n".join(refused(judge, book, tmp_path, there))
    assert "there is no heading “jmg/house”" in found and "there is no measure “home”" in found
    assert not Judgement.objects.exists()


def test_who_may_not_is_refused(book: Book, tmp_path: Path) -> None:
    path = write(tmp_path, "measures.toml", EXAMPLE)
    with pytest.raises(NotAllowed):
        set_up_measures([path], by=book.auditor, agreement=book.agreement)


def test_a_card_and_the_list_are_as_their_schemas_say(
    book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who = ["--as", book.analyst.username]
    assert main(["measure", "set-up", str(write(tmp_path, "m.toml", EXAMPLE)), *who]) == 0
    assert main(["measure", "enter", str(write(tmp_path, "v.csv", VALUES)), *who]) == 0
    assert main(["measure", "judge", str(write(tmp_path, "j.csv", JUDGED)), *who]) == 0
    for words, name in (
        (["show", "jmg", "--period", "2020-21/P2"], "scorecard"),
        (["list"], "measures"),
    ):
        capsys.readouterr()
        assert main(["measure", *words, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        schema = json.loads((REFERENCE / f"{name}.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(schema).validate(found)
        if name == "scorecard":
            home, staff = found["headings"][0]["rows"]
            assert (home["shown"], home["rag"], home["rule"]) == ("15.7%", "A", "R")
            assert (staff["value"]["status"], staff["shown"]) == ("not available", "–")
    assert main(["measure", "show", "jmg", "--period", "2020-21/P2"]) == 0
    said = capsys.readouterr().out
    assert "15.7%" in said and "By hand. The rule: R" in said
    assert main(["measure", "show", "none"]) == 1
    assert main(["measure", "show", "jmg", "--period", "soon"]) == 2


COUNTED = """
[[areas]]
code = "E10000025"
name = "Oxfordshire"
kind = "council"

[[measures]]
ref = "admitted"
name = "Admissions since April"
unit = "count"
polarity = "lower"
cumulative = true

[[measures.targets]]
kind = "trajectory"
aim = "at most"
tolerance_percent = 10
values = { "2020-04-01 to 2020-04-30" = 4, "2020-04-01 to 2020-05-31" = 8, "2020/21" = 40 }

[[scorecards]]
code = "homes"
name = "Care homes"
area = "E10000025"

[[scorecards.headings]]
code = "all"
name = "Admissions"
rows = ["admitted"]
"""


def test_a_count_since_april_is_held_against_the_plan_by_then_and_the_same_months_before(
    book: Book, tmp_path: Path
) -> None:
    set_up(book, tmp_path, COUNTED)
    text = "measure,area,time,value\n"
    for time, figure in (
        ("2019-04-01 to 2019-05-31", 12),
        ("2020-04", 4),
        ("2020-04-01 to 2020-05-31", 9),
    ):
        text += f"admitted,E10000025,{time},{figure}\n"
    enter(book, tmp_path, text)
    found = cards.scorecard(book.agreement, "homes")
    row = cards.card(found, until=date(2020, 5, 31)).rows[0]
    assert (row.point.value, row.aim.value, row.rule.rag) == (9, 8, "R")  # 9 of 8: 12% over
    assert row.moved.words == "down 3, better"  # against 12 in April and May 2019, not 4 in April
    assert row.year == 54
