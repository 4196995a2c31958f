"""Files of measures into the book: seen first, taken whole or not at all, and taken back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from poolbook.__main__ import main
from poolbook.intake.codes import bring_areas
from poolbook.intake.feeding import seeing, taking
from poolbook.intake.neighbours import bring_neighbours
from poolbook.partners.roles import Role
from poolbook.performance.actions import areas, measures
from poolbook.performance.models import (
    Area,
    AreaCode,
    Definition,
    Feed,
    Load,
    Measure,
    Neighbour,
    Observation,
    Succession,
)
from poolbook.performance.queries.series import series
from poolbook.rules.refusal import NotAllowed, Refusal
from tests.factories import Book, make_book, person
from tests.unit.intake.feed_files import FALLS, GOOD, layout, workbook, written

AE = "Period,Org Code,Parent Org,Org name," + ",".join(
    [f"A&E attendances {part}" for part in ("Type 1", "Type 2", "Other A&E Department")]
    + [f"A&E attendances Booked Appointments {part}" for part in ("Type 1", "Type 2", "Other Department")]
    + [f"Attendances over 4hrs {part}" for part in ("Type 1", "Type 2", "Other Department")]
    + [f"Attendances over 4hrs Booked Appointments {p}" for p in ("Type 1", "Type 2", "Other Department")]
    + ["Patients who have waited 4-12 hs from DTA to admission",
       "Patients who have waited 12+ hrs from DTA to admission"]
    + [f"Emergency admissions via A&E - {p}" for p in ("Type 1", "Type 2", "Other A&E department")]
    + ["Other emergency admissions"]
)  # fmt: skip


def ae(month: str = "MAY-2031", over: int = 25) -> str:
    """A month of two trusts and their total."""
    one = f"MSitAE-{month},RAA,NORTH ,ALDER TRUST ,100,0,50,0,0,0,{over},0,0,0,0,0,5,1,30,0,0,4"
    two = f"MSitAE-{month},RBB,NORTH ,BRACK TRUST,60,10,0,1,0,0,15,1,0,0,0,0,2,0,20,1,0,3"
    total = f"TOTAL,TOTAL,TOTAL,TOTAL,160,10,50,1,0,0,{over + 15},1,0,0,0,0,7,1,50,1,0,7"
    return "\n".join([AE, one, two, total]) + "\n"


@pytest.fixture
def book(db: None) -> Book:
    made = make_book()
    areas.keep_areas(
        by=made.manager,
        places=[
            areas.Place("E92000001", "England", "country"),
            areas.Place("E01", "Alderford", "council"),
            areas.Place("E02", "Brackwater", "council"),
        ],
    )
    return made


def bring(book: Book, path: Path, **more):
    return taking.bring(by=book.analyst, agreement=book.agreement, path=path, **more)


def counted() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Area, Measure, Definition, Feed, Load, Observation)
    )


def test_unknown_areas_are_refused_by_name_and_added_when_that_is_allowed(
    book: Book, tmp_path: Path
) -> None:
    path, before = written(tmp_path, ae(), "ae.csv"), counted()
    with pytest.raises(Refusal, match=r"ae.csv has 2 faults; nothing was taken in") as refused:
        bring(book, path)
    assert refused.value.details == (
        "there is no area “RAA”, ALDER TRUST. Bring the area codes in first (poolbook measure areas), "
        "or let this file add them.",
        "there is no area “RBB”, BRACK TRUST. Bring the area codes in first (poolbook measure areas), "
        "or let this file add them.",
    )
    assert counted() == before
    done, seen = bring(book, path, new_areas=True)
    assert (done.new, done.changed, done.same) == (42, 0, 0)
    assert seen.layout and seen.layout.code == "ae-monthly" and seen.recognised
    assert Area.objects.get(code="RAA").kind == "trust"
    share = Observation.objects.get(measure__ref="ae-within-4-hours", area__code="E92000001")
    assert (share.value, share.numerator, share.denominator) == (
        Decimal("81.36363636"), 179, 220,
    )  # fmt: skip
    assert Feed.objects.get().layout == {"shipped": "ae-monthly"}
    load = Load.objects.get()
    assert (load.file_name, load.rows, load.feed) == ("ae.csv", 42, Feed.objects.get())


def test_trying_keeps_nothing_and_says_what_would_change(book: Book, tmp_path: Path) -> None:
    bring(book, written(tmp_path, ae(), "ae.csv"), new_areas=True)
    before = counted()
    again = seeing.see(written(tmp_path, ae(), "renamed.csv"), book.agreement)
    assert (again.new, again.changed, again.same) == (0, 0, 42)
    assert again.same_as.startswith("ae.csv (load ")
    seen = seeing.see(written(tmp_path, ae(over=26), "revised.csv"), book.agreement)
    assert (seen.new, seen.changed, seen.same, seen.same_as) == (0, 8, 34, "")
    change = next(each for each in seen.changes if each.measure == "ae-over-4-hours-type-1")
    assert (change.area, change.known, change.given) == ("RAA", 25, 26)
    assert seen.times_words == "May 2031"
    assert counted() == before


def test_a_load_taken_back_counts_for_nothing_and_can_come_again(
    book: Book, tmp_path: Path
) -> None:
    path = written(tmp_path, ae(), "ae.csv")
    bring(book, path, new_areas=True)
    revised, _ = bring(book, written(tmp_path, ae(over=26), "revised.csv"))
    assert revised.load is not None and revised.changed == 8

    def over() -> Decimal:
        measure, area = (
            Measure.objects.get(ref="ae-over-4-hours-type-1"),
            Area.objects.get(code="RAA"),
        )
        return next(iter(series([(measure.pk, area.pk)])[measure.pk, area.pk])).value

    assert over() == 26
    with pytest.raises(Refusal, match="say why"):
        taking.withdraw(by=book.analyst, agreement=book.agreement, number=revised.load.pk, why=" ")
    taking.withdraw(by=book.analyst, agreement=book.agreement, number=revised.load.pk, why="wrong")
    assert over() == 25
    done, _ = bring(book, written(tmp_path, ae(over=26), "revised.csv"))
    assert done.changed == 8
    with pytest.raises(Refusal, match="there is no load 999999"):
        taking.withdraw(by=book.analyst, agreement=book.agreement, number=999999, why="x")


def test_only_who_may_define_brings_the_first_file_of_a_publication(
    book: Book, tmp_path: Path
) -> None:
    lead = person("scheme", Role.SCHEME_LEAD, book.partners[0])
    path, before = written(tmp_path, ae(), "ae.csv"), counted()
    with pytest.raises(NotAllowed, match="would add 14 measures that the book does not have"):
        taking.bring(by=lead, agreement=book.agreement, path=path, new_areas=True)
    with pytest.raises(NotAllowed):
        taking.bring(by=book.holder, agreement=book.agreement, path=path, new_areas=True)
    assert counted() == before
    bring(book, path, new_areas=True)
    june = written(tmp_path, ae("JUNE-2031"), "june.csv")
    done, _ = taking.bring(by=lead, agreement=book.agreement, path=june)
    assert done.new == 42
    other = make_book(mark="their-")
    with pytest.raises(Refusal, match="belongs to no partner"):
        taking.bring(by=other.analyst, agreement=book.agreement, path=june)


def test_a_layout_of_ones_own_is_saved_and_recognised(book: Book, tmp_path: Path) -> None:
    falls = layout()
    taking.keep_layout(by=book.analyst, agreement=book.agreement, data=falls.data)
    done, seen = bring(book, written(tmp_path, GOOD))
    assert seen.layout == falls and seen.recognised
    assert {one.name: code for one, code in seen.placing.by_name.items()} == {
        "Alderford": "E01", "Brackwater": "E02",
    }  # fmt: skip
    assert (done.new, Measure.objects.count()) == (4, 2)
    renamed = GOOD.replace("Alderford", "Elsewhere")
    with pytest.raises(Refusal) as refused:
        bring(book, written(tmp_path, renamed), new_areas=True)
    assert refused.value.details[0].startswith("there is no area “Elsewhere”.")


def test_a_measure_in_another_unit_is_refused(book: Book, tmp_path: Path) -> None:
    meaning = measures.Meaning(name="Seen", unit="percent", polarity="higher")
    measures.define(by=book.analyst, agreement=book.agreement, ref="falls-seen", meaning=meaning)
    with pytest.raises(Refusal) as refused:
        bring(book, written(tmp_path, GOOD), layout=layout())
    assert refused.value.details == (
        "falls-seen is in percent in the book, and in count in this file. Give the measure of the "
        "layout another reference, or define it anew.",
    )


def test_two_names_of_one_area_are_not_taken_for_two(book: Book, tmp_path: Path) -> None:
    AreaCode.objects.create(
        area=Area.objects.get(code="E01"), scheme="name", code="Alderford Council"
    )
    twice = GOOD.replace("Brackwater,60,[x]", "Alderford council,60,[x]")
    with pytest.raises(Refusal) as refused:
        bring(book, written(tmp_path, twice), layout=layout())
    assert refused.value.details[0] == (
        "row 6: falls-seen of Alderford council for April 2024 is there twice; row 5 gives it too. "
        "Delete the one that does not count."
    )


def test_a_name_is_the_area_that_existed_when_the_values_are(book: Book, tmp_path: Path) -> None:
    old, new = Area.objects.get(code="E01"), Area.objects.get(code="E02")
    areas.keep_areas(
        by=book.manager,
        places=[
            areas.Place("E01", "Alderford County", "council", ends=date(2023, 3, 31), codes=(("name", "Alder"),)),
            areas.Place("E02", "Alder", "council", starts=date(2023, 4, 1)),
        ],
    )  # fmt: skip
    text = GOOD.replace("Alderford", "Alder").replace("Apr 2024,Brackwater,60,[x],late\n", "")
    text = text.replace("Total,100,70", "Total,40,30")
    bring(book, written(tmp_path, text), layout=layout())
    bring(book, written(tmp_path, text.replace("2024", "2022")), layout=layout())
    found = Observation.objects.filter(measure__ref="falls-seen").order_by("starts")
    assert [each.area for each in found] == [old, new]


COUNCILS = """local-authority-code,official-name,nice-name,gss-code,start-date,end-date,replaced-by,nation,region,local-authority-type,county-la,alt-names,former-gss-codes,ecode
OLD,Old County Council,Oldshire,E10000099,,2023-03-31,"NEA,NEB",England,South West,CTY,,"Oldshire,old shire",,E9900
NEA,New Alder Council,New Alder,E06000098,2023-04-01,,,England,South West,UA,,,,
NEB,New Brack Council,New Brack,E06000097,2023-04-01,,,England,South West,UA,,,E06000090,
DIS,Dis District,Dis,E07000999,,2023-03-31,NEA,England,South West,NMD,OLD,,,
"""
ECCG = """00Z,NHS SMALL CCG,Y58,QZZ,A STREET,,,TOWN,,AA1 1AA,20130401,20200331,,,,,,,,,,1,,,,,
99Z,NHS LARGE ICB - 99Z,Y58,QZZ,A STREET,,,TOWN,,AA1 1AA,20200401,,,RO319,,,,,,,,1,,,,,
"""


def test_lists_of_codes_bring_areas_with_mergers_and_other_names(
    book: Book, tmp_path: Path
) -> None:
    path = written(tmp_path, COUNCILS, "councils.csv")
    assert bring_areas(by=book.analyst, path=path, only_try=True).new == 16
    assert not Area.objects.filter(code="E10000099").exists()
    kept = bring_areas(by=book.analyst, path=path)
    assert (kept.areas, kept.new, kept.changed) == (17, 16, 0)
    later = {
        (each.old.code, each.new.code): str(each.on)
        for each in Succession.objects.select_related("old", "new")
    }
    assert later == {
        ("E10000099", "E06000098"): "2023-04-01",
        ("E10000099", "E06000097"): "2023-04-01",
        ("E07000999", "E06000098"): "2023-04-01",
    }
    assert Area.objects.get(code="E07000999").within.code == "E10000099"
    codes = set(AreaCode.objects.filter(area__code="E06000097").values_list("scheme", "code"))
    assert codes == {
        ("la", "NEB"), ("gss", "E06000090"), ("name", "New Brack"), ("name", "New Brack Council"),
    }  # fmt: skip
    assert bring_areas(by=book.analyst, path=path).changed == 0
    boards = written(tmp_path, "ICB24CD,ICB24CDH,ICB24NM\nE54000999,QZZ,NHS Z Board\n", "icb.csv")
    bring_areas(by=book.analyst, path=boards)
    bring_areas(by=book.analyst, path=written(tmp_path, ECCG, "eccg.csv"))
    closed = Area.objects.get(code="00Z")
    assert (closed.kind, str(closed.ends), closed.within.code) == ("ccg", "2020-03-31", "QZZ")
    # A list that says less of an area takes nothing away from it.
    county = "FID,LAD23CD,LAD23NM,CTY23CD,CTY23NM\n1,E07000999,Dis,E10000099,Oldshire\n"
    bring_areas(by=book.analyst, path=written(tmp_path, county, "county.csv"))
    assert str(Area.objects.get(code="E10000099").ends) == "2023-03-31"


def test_a_list_that_is_none_and_a_list_with_faults(book: Book, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"other.csv is no list of codes that is known"):
        bring_areas(by=book.analyst, path=written(tmp_path, "a,b\n1,2\n3,4\n", "other.csv"))
    bad = COUNCILS.replace("2023-03-31,NEA", "31/3/2023,NEA").replace('"NEA,NEB"', "NOO")
    with pytest.raises(Refusal) as refused:
        bring_areas(by=book.analyst, path=written(tmp_path, bad, "bad.csv"))
    assert refused.value.details == (
        "row 2: OLD was replaced by “NOO”, which is not in it",
        "row 5: the end-date “31/3/2023” is not a day such as 2020-04-01",
    )
    assert Area.objects.count() == 3
    with pytest.raises(NotAllowed):
        bring_areas(by=book.holder, path=written(tmp_path, COUNCILS, "c.csv"))


def test_a_table_of_comparators_by_code_or_name(book: Book, tmp_path: Path) -> None:
    table = written(tmp_path, "Area,Neighbour,Position\nE01,Brackwater,1\nE01,England,2\n", "n.csv")
    given = {"by": book.analyst, "agreement": book.agreement, "model": "Alike 2024"}
    assert bring_neighbours(path=table, **given) == 2
    assert bring_neighbours(path=table, **given) == 2
    assert list(Neighbour.objects.values_list("neighbour__code", "position")) == [
        ("E02", 1), ("E92000001", 2),
    ]  # fmt: skip
    bad = written(tmp_path, "area,neighbour,position\nE01,Nowhere,first\n", "bad.csv")
    with pytest.raises(Refusal) as refused:
        bring_neighbours(path=bad, **given)
    assert refused.value.details == (
        "bad.csv, row 2, column position: “first” is not a whole number from 1",
        "there is no area “Nowhere”",
    )
    assert Neighbour.objects.count() == 2


def test_the_command_tries_takes_in_lists_and_takes_back(
    book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(written(tmp_path, ae(), "ae.csv"))
    who = ["--as", book.analyst.username]
    assert main(["measure", "import", path, "--try"]) == 1
    told = capsys.readouterr().out
    assert "Layout     ae-monthly: A&E attendances and emergency admissions" in told
    assert "Fault: there is no area “RAA”, ALDER TRUST." in told
    assert main(["measure", "import", path, "--try", "--new-areas"]) == 0
    assert "42 new, 0 changed, 0 the same" in capsys.readouterr().out
    assert main(["measure", "import", path, *who]) == 1
    assert "ae.csv has 2 faults; nothing was taken in" in capsys.readouterr().err
    assert main(["measure", "import", path, "--new-areas", *who]) == 0
    load = Load.objects.get()
    assert f"Load {load.pk}: taken in." in capsys.readouterr().out
    assert main(["measure", "feeds", "--json"]) == 0
    assert '"file": "ae.csv"' in capsys.readouterr().out
    take_back = ["measure", "import", "--withdraw", str(load.pk), "--why", "wrong file"]
    assert main([*take_back, *who]) == 0
    assert "its values count for nothing" in capsys.readouterr().out
    own = written(tmp_path, FALLS, "falls.toml")
    assert main(["measure", "feeds", "--save", str(own), *who]) == 0
    assert main(["measure", "feeds", "--show", "falls"]) == 0
    assert main(["measure", "import", str(written(tmp_path, GOOD)), *who]) == 0
    assert main(["measure", "import", path, "--layout", "no-such", "--try"]) == 1
    assert "there is no layout “no-such”" in capsys.readouterr().err
    wrong = written(tmp_path, FALLS.replace("measures", "tall", 1), "wrong.toml")
    assert main(["measure", "import", path, "--layout", str(wrong), "--try"]) == 2
    assert "shape is one of long, periods, measures" in capsys.readouterr().err


def test_nothing_is_kept_where_the_last_step_fails(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counted()

    def broken(**values: object) -> None:
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr(taking, "take_in", broken)
    with pytest.raises(RuntimeError):
        bring(book, written(tmp_path, ae(), "ae.csv"), new_areas=True)
    assert counted() == before


def test_a_workbook_of_the_same_publication_goes_on_with_the_same_measures(
    book: Book, tmp_path: Path
) -> None:
    bring(book, written(tmp_path, ae(), "ae.csv"), new_areas=True)
    panel = [
        ["trust_code", "trust_region", "trust_name", "attendances_type1", "breaches_4hr_type1",
         "waits_12hr", "admissions_type1", "total_admissions", "period"],
        ["RAA", "NORTH", "Alder Trust", 100, 25, 1, 30, 34, "2031-05-01"],
        ["RAA", "NORTH", "Alder Trust", 90, "", 1, 30, 34, "2031-06-01"],
    ]  # fmt: skip
    path = workbook(tmp_path, {"Panel": panel}, "panel.xlsx")
    of = replace(seeing.layouts(book.agreement)["ae-panel"], kinds=())
    done, seen = bring(book, path, layout=of)
    assert (done.new, done.same, seen.new_measures) == (6, 6, [])
    june = Observation.objects.filter(load=done.load, measure__ref="ae-within-4-hours-type-1")
    assert june.get().status == "not available"
