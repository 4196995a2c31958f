"""The outcomes pages of P7 2020/21 from the loaded demonstration, and every other scorecard's figures."""

import csv
import json
import re
import shlex
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from poolbook.__main__ import main
from poolbook.agreements.queries import the_agreement
from poolbook.audit import queries as audit
from poolbook.performance.models import Area, Measure, Target
from poolbook.performance.queries import cards, plans
from poolbook.performance.queries.cards import Card, Row
from poolbook.performance.queries.series import Point, series
from poolbook.performance.queries.told import card_told, target_words
from poolbook.rules.measures.figures import figure
from poolbook.rules.measures.periods import month, time_of

pytestmark = pytest.mark.usefixtures("demo")
PAPERS = Path(__file__).resolve().parents[3] / "docs/papers.md"
OXFORDSHIRE, ENGLAND = "E10000025", "E92000001"
# The first cells of the table of disagreements: `measure` at AREA: words | print | rule |
DISAGREES = re.compile(r"^\| `([\w-]+)`(?: at (\w+))?:[^|]*\| (\w+) \| (\w+) \|", re.M)
MISPRINTED = {"Set Basline": "Set baseline"}
D = Decimal


def gold(demo: Path, name: str) -> list[dict[str, str]]:
    """A table as transcribed from the paper."""
    with (demo / f"source/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(code: str, until: date = date(2020, 10, 31)) -> Card:
    """A scorecard of the demonstration."""
    found = cards.scorecard(the_agreement(visible_to=None), code)
    assert found is not None
    return cards.card(found, until=until)


@pytest.fixture(scope="module")
def page(demo: Path) -> Card:
    """The scorecard of the adults' pool at the end of period 7."""
    return shown("jmg")


def points(ref: str, area: str = OXFORDSHIRE) -> dict[str, Point]:
    """A measure's series by the name of its time."""
    pair = (Measure.objects.get(ref=ref).pk, Area.objects.get(code=area).pk)
    return {str(point.time): point for point in series([pair])[pair]}


def value(ref: str, time: str, area: str = OXFORDSHIRE) -> Decimal | None:
    """The value of a measure at a time as it is written."""
    return points(ref, area)[str(time_of(time))].value


def test_the_eight_priorities_have_their_printed_colour_and_comment(demo: Path, page: Card) -> None:
    printed = gold(demo, "priorities_rag_p7_2020_21")
    found = [(part.section.name, part.judgement.rag, part.comment) for part in page.parts]
    assert found == [(p["priority"], p["x_rag_ascii"], p["comment"]) for p in printed]
    assert len(found) == 8


def test_all_key_measures_have_their_printed_value_target_colour_and_comment(
    demo: Path, page: Card
) -> None:
    printed = {p["measure"]: p for p in gold(demo, "key_measures_p7_2020_21")}
    rows = {row.definition.name: row for row in page.rows if row.area.code != "RTH05"}
    assert len(printed) == len(rows) == 19
    horton = next(row for row in page.rows if row.area.code == "RTH05")
    for name, row in rows.items():
        mended = {"Ill registers": "III registers", "inpatient discharge": "in patient discharge"}
        for ours, theirs in mended.items():
            name = name.replace(ours, theirs)
        paper = printed[name]
        said = row.shown(row.point.value) if row.point.value is not None else ""
        if row.measure.ref == "edps-seen":
            said = f"{said} (JR) {horton.shown(horton.point.value)} (HGH)"
            assert horton.rag == paper["x_rag_ascii"]
        wanted = MISPRINTED.get(paper["target"], paper["target"])
        assert (said, target_words(row)) == (paper["number"], wanted), name
        assert row.rag == (paper["x_rag_ascii"] or "NR"), name
        assert row.comment == paper["comment"], name
        heading = next(part.section.name for part in page.parts if row in part.rows)
        assert heading == paper["x_priority"], name
        period = paper["reporting_period"]
        if row.point.time != time_of("Oct 2020" if period == "Oct" else period):
            assert f"period {period}" in row.point.note, name


def test_rule_and_print_disagree_exactly_where_the_papers_page_says(page: Card) -> None:
    told = {
        (ref, area or OXFORDSHIRE): (printed, rule)
        for ref, area, printed, rule in DISAGREES.findall(PAPERS.read_text(encoding="utf-8"))
    }
    found = {
        (row.measure.ref, row.area.code): (row.rag, row.rule.rag)
        for row in page.rows
        if row.rag != row.rule.rag
    }
    assert found == told
    assert len(found) == 5
    assert all(row.by_hand and row.by_hand.reason for row in page.rows if row.rag != row.rule.rag)


def row_of(card: Card, ref: str) -> Row:
    """A card's row by its measure."""
    return next(row for row in card.rows if row.measure.ref == ref)


def test_the_wrong_accommodation_figures_are_found_before_a_board_sees_them() -> None:
    row = row_of(shown("mental-health"), "mh-accommodation")
    outliers = {f.time: f.words for f in row.findings if f.kind == "outlier"}
    assert set(outliers) == {month(2020, 5), month(2020, 7)}
    assert "15.7%" in outliers[month(2020, 5)] and "94.0% and 95.8%" in outliers[month(2020, 7)]


def test_twelve_admissions_by_october_are_21_in_the_year(page: Card) -> None:
    row = row_of(page, "admissions-18-64")
    assert row.point.value == 12
    assert row.shown(row.year) == "21"
    assert row.rule.rag == "G" and "21 projected for the year" in row.rule.why


@pytest.mark.parametrize(
    ("ref", "plan", "actual"),
    [("hart-wte", "Reablement wte", "Actual wte"), ("hart-episodes-new", "Episodes (new/month)", "Actual episodes")],
)  # fmt: skip
def test_trajectories_against_actuals_month_by_month(
    demo: Path, ref: str, plan: str, actual: str
) -> None:
    lines = {line["line"]: line for line in gold(demo, "hart_trajectory")}
    area = Area.objects.get(code=OXFORDSHIRE)
    steps = {step.time: step for step in plans.against_plan(Measure.objects.get(ref=ref), area)}
    months = [name for name in lines[plan] if re.fullmatch(r"[A-Z][a-z]{2}-\d\d", name)]
    assert len(months) == 14
    for name in months:
        step = steps.get(time_of(name))
        planned, came = figure(lines[plan][name]).value, figure(lines[actual][name]).value
        assert (step.planned, step.actual) == (planned, came), name
    november = steps[month(2019, 11)]
    assert november.gap == (D("-2.2") if ref == "hart-wte" else -48)


def test_a_plan_judges_the_count_so_far_and_not_the_year() -> None:
    row = row_of(shown("health-checks"), "ld-checks-done")
    assert (row.point.value, row.aim.value, row.rule.rag) == (342, 400, "R")
    assert row_of(shown("reablement"), "hart-wte").rule.rag == "A"  # 133.09 of 135


def test_mental_health_by_month_is_as_printed(demo: Path) -> None:
    months = [f"{name}-20" for name in ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct")]
    rows = shown("mental-health").rows
    printed = gold(demo, "mh_activity_monthly_2020_21") + gold(demo, "mh_outcomes_monthly_2020_21")
    assert len(rows) == len(printed) == 16
    for row, paper in zip(rows, printed, strict=True):
        found = points(row.measure.ref)
        for name in months:
            point, cell = found[str(time_of(name))], figure(paper[name])
            assert (point.status, point.value) == (cell.status, cell.value), (paper, name)
        assert target_words(row) == (paper.get("target") or "").replace("n/a", "")


def test_talking_therapies_come_to_the_printed_rates(demo: Path) -> None:
    entering, need = gold(demo, "iapt_entering_treatment_2020_21")
    assert value("iapt-entering", "Jul-20") == int(entering["Jul-20"])
    assert row_of(shown("health-checks"), "iapt-month").point.value.quantize(D("0.1")) == D("21.7")
    point = points("iapt-access")["April to September 2020"]
    months = [name for name in entering if re.fullmatch(r"[A-Z][a-z]{2}-20", name)]
    assert point.numerator == sum(int(entering[name]) for name in months)
    assert point.denominator == sum(int(need[name]) for name in months)
    assert abs(point.numerator / point.denominator * 100 - point.value) < D("0.05")


def test_the_better_care_fund_history_is_as_printed(demo: Path) -> None:
    for paper in gold(demo, "bcf_metrics_history"):
        quarter = "Q1" in paper["period"]
        if paper["kind"] != "actual" or (quarter and paper["metric"].startswith("Still")):
            continue
        ref = {"N": "emergency-year", "P": "care-home-week", "S": "still-home-91"}[
            paper["metric"][0]
        ]
        if ref == "emergency-year" and quarter:
            ref = "emergency-to-date"
        inside = re.search(r"\(([\d.]+) per week\)", paper["value"])
        assert value(ref, paper["period"]) == figure(inside[1] if inside else paper["value"]).value
    delays = plans.against_plan(
        Measure.objects.get(ref="delays-week"), Area.objects.get(code=OXFORDSHIRE)
    )
    assert [(str(s.time), s.planned) for s in delays] == [
        ("September 2017", 99), ("November 2017", 110), ("March 2018", 77)
    ]  # fmt: skip


def test_the_priorities_of_2017_have_every_printed_target_and_baseline(demo: Path) -> None:
    rows = shown("wellbeing").rows
    printed = gold(demo, "performance_indicators_2017_18")
    assert len(rows) == len(printed) == 27
    for row, paper in zip(rows, printed, strict=True):
        assert row.entry.label.startswith(f"{paper['ref']} {paper['measure'][:60]}")
        kept = Target.objects.filter(measure=row.measure, starts__lte=date(2019, 4, 1))
        if wanted := figure_in(paper["target"]):
            assert wanted in {t.value for t in kept if t.kind == "target"}, paper["ref"]
        baseline = figure_in(paper["baseline"])
        assert {t.value for t in kept if t.kind == "baseline"} == ({baseline} - {None})


def figure_in(text: str) -> Decimal | None:
    """The number in `> 81%` or `5615*`."""
    found = re.search(r"[\d.]+", text)
    return D(found[0]) if found else None


def test_the_interface_dashboard_holds_the_printed_ranks(demo: Path) -> None:
    rows = shown("interface").rows
    for row, paper in zip(rows, gold(demo, "interface_dashboard_2017"), strict=False):
        assert row.point.value == figure(paper["current"]).value
        assert f"rank: {paper['rank_of_15_neighbours']} of" in row.comment
        assert f"{paper['rank_of_150_authorities']} of 150" in row.comment
    assert row_of(shown("interface"), "interface-rank").point.value == 135


@pytest.mark.parametrize(
    ("ref", "before", "after", "day"),
    [
        ("obc-5a", "50", "60", date(2017, 10, 1)),
        ("obc-5b", "16.75", "18", date(2017, 10, 1)),
        ("obc-6", "72", "80", date(2017, 10, 1)),
        ("obc-2a-i", "30", "33", date(2018, 10, 1)),
    ],
)
def test_the_contracts_targets_rose_in_mid_term(
    ref: str, before: str, after: str, day: date
) -> None:
    kept = Target.objects.filter(measure__ref=ref).order_by("starts")
    assert [t.value for t in kept][-2:] == [D(before), D(after)]
    assert kept.last().starts == day


def test_the_contracts_achievements_are_said_to_be_lost(demo: Path) -> None:
    rows = shown("outcomes-contract").rows
    assert len(rows) == len(gold(demo, "obc_outcome_targets")) == 18
    for row in rows:
        found = points(row.measure.ref).values()
        assert [point.status for point in found] == ["not available"] * 3
        assert all("has lost which belongs to which" in point.note for point in found)


@pytest.mark.parametrize(
    ("ref", "time", "printed"),
    [
        ("ld-very-happy", "2019/20", "74"), ("mh-very-happy", "2019/20", "66"),
        ("ld-at-home", "2020-10", "81"), ("ld-employment", "2019/20", "5.6"),
        ("cqc-good", "2020-10", "90"), ("dtoc-rate", "2018-07", "10.3"),
        ("dtoc-rate", "2018-10", "10.8"), ("cqc-readmissions", "Q4 2017/18", "19"),
        ("cqc-self-funders", "2017-11", "38"), ("interface-stay", "2017-07-03", "21"),
        ("still-home-91", "2016/17", "82.7"), ("ld-checks-share", "2019/20", "55"),
    ],
)  # fmt: skip
def test_england_is_as_printed(ref: str, time: str, printed: str) -> None:
    assert value(ref, time, ENGLAND) == D(printed)


def test_everything_says_where_it_comes_from() -> None:
    refs = Measure.objects.exclude(provenance__startswith="Real: ")
    assert {measure.ref for measure in refs} == {"iapt-month"}  # real parts, reconstructed rates
    assert not Target.objects.filter(source="").exists()
    loads = the_agreement(visible_to=None).loads.all()
    assert loads and all(load.provenance.startswith("Real: ") for load in loads)


def test_every_scorecard_is_as_its_schema_says() -> None:
    path = PAPERS.parent / "reference/scorecard.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
    found = cards.scorecards(the_agreement(visible_to=None))
    assert len(found) == 10
    assert [card.code for card in found if card.in_pack] == ["jmg"]
    for card in found:
        told = card_told(shown(card.code))
        validator.validate(json.loads(json.dumps(told)))


def test_the_measures_steps_again_change_nothing(demo: Path) -> None:
    head = audit.head()
    steps = (demo / "steps.txt").read_text(encoding="utf-8").splitlines()
    again = [step.replace("{here}", str(demo)) for step in steps if step.startswith("measure ")]
    assert len(again) == 3
    for step in again:
        assert main(shlex.split(step)) == 0
    assert audit.head() == head
