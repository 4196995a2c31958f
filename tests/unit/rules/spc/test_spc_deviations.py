"""Where Poolbook answers otherwise than a reference, on purpose, and where it keeps an oddity.

Each is told in docs/rules/spc.md, *Where we differ*. What R answered stands in the gold cases.
"""

from datetime import date, timedelta

import pytest

from poolbook.rules.spc import Chart, Improvement, Judgement, Profile, Rule, Series, Settings, chart
from poolbook.rules.spc.words import special_cause
from tests.unit.rules.spc import oracles
from tests.unit.rules.spc.test_spc_oracles import NHSR

CALM = [-1.0, 1.0] * 10  # mean 0, limits ±5.32
PLAIN = Settings(minimum_points=0)
AS_R = Settings(Profile.NHSR)


def series(values: list[float | None], **more: object) -> Series:
    days = [date(2019, 4, 1) + timedelta(days=31 * at) for at in range(len(values))]
    return Series(values, days, **more)  # type: ignore[arg-type]


def of_case(name: str) -> tuple[Chart, dict[str, list[object]]]:
    return oracles.nhsr_chart(NHSR[name], oracles.NO_FACET), NHSR[name]["points"]


def test_two_rising_runs_joined_by_a_tie_stay_rising() -> None:
    made, theirs = of_case("trend_tie_between_two_runs")
    assert theirs["special_cause_type"][8] == "7 Point Trend (Decreasing)"
    assert special_cause(made.points[8].winner, AS_R) == "7 Point Trend (Increasing)"
    assert made.points[8].rules == (Rule.TREND_RISING, Rule.SHIFT_HIGH)


def test_a_saw_of_rising_runs_is_kept_as_r_has_it() -> None:
    """R: a trend's point whose next point is of a trend too takes the step between the two."""
    saw = series([float(at % 8) for at in range(16)])
    made = chart(saw, Settings(Profile.NHSR, screening=False)).points[7]
    assert made.winner is Rule.TREND_FALLING and Rule.TREND_FALLING not in made.rules
    mdc = chart(saw, PLAIN).points[7]
    assert mdc.winner is Rule.TREND_RISING


@pytest.mark.parametrize("name", ["constant12_screen_on", "n1_target", "rebase_last_point"])
def test_without_limits_there_is_no_assurance(name: str) -> None:
    assert NHSR[name]["assurance"][0]["assurance_type"] == "inconsistent"
    made, _ = of_case(name)
    assert made.assurance.code is None
    assert made.assurance.sentence == (
        "No assurance icon: there are no limits at the latest point."
    )
    assert made.last and made.last.upl is None and made.last.target is not None
    assert any("has no limits" in warning for warning in made.warnings)


def test_a_facet_without_a_target_has_no_assurance() -> None:
    case = NHSR["facets_targets"]
    assert case["assurance"][2] == {"f": "c", "assurance_type": "inconsistent"}
    made = oracles.nhsr_chart(case, "c")
    assert made.assurance.code is None
    assert "there is no target at the latest point" in made.assurance.sentence


@pytest.mark.parametrize("name", ["na_middle", "na_in_rising_run", "na_after_six_rises", "na_all"])
@pytest.mark.parametrize("profile", list(Profile))
def test_a_value_missing_inside_is_no_error(name: str, profile: Profile) -> None:
    case = NHSR[name]
    assert "error" in case
    values = case["input"]["y"]
    made = chart(series(values), Settings(profile, screening=False, minimum_points=0))
    known = [value for value in values if value is not None]
    assert [point.value for point in made.points] == values
    if not known:
        assert made.variation.code is None and made.points[0].mean is None
        return
    assert made.points[0].mean == pytest.approx(sum(known) / len(known), rel=1e-12)
    gap = values.index(None)
    ranges = [point.mr_within for point in made.points]
    assert [at for at, moving in enumerate(ranges) if moving is None] == [0, gap, gap + 1]
    assert made.points[gap].rules == () and made.points[gap].judgement is Judgement.COMMON_CAUSE
    assert not any(Rule.TREND_RISING in point.rules for point in made.points[:gap])
    assert "1 point without a value" in made.warnings[0]


@pytest.mark.parametrize("settings", [PLAIN, AS_R], ids=["mdc", "nhsr"])
def test_the_icons_are_of_the_last_point_that_has_a_value(settings: Settings) -> None:
    """Both references take the missing point, and so say common cause."""
    made = chart(series([*CALM, 30.0, None], targets=[0.0] * 22), settings)
    assert made.last is made.points[20]
    assert made.variation.code == "improvement_high"
    assert made.assurance.code == "hit_or_miss"
    assert any("The latest point has no value" in warning for warning in made.warnings)


@pytest.mark.parametrize("settings", [PLAIN, AS_R], ids=["mdc", "nhsr"])
def test_rounding_does_not_put_a_point_off_the_mean(settings: Settings) -> None:
    """0.1 + 0.2 is not 0.3 in a computer; a point that is on the mean must break a run."""
    values = [0.1 + 0.2, 0.3] * 8
    made = chart(series(values), settings)
    assert {point.relative_to_mean for point in made.points} == {0}
    assert {point.rules for point in made.points} == {()}


def test_rounding_does_not_put_a_target_off_a_limit() -> None:
    """Limits 44.68 to 55.32: in doubles the sum of 50 and 2.66 × 2 need not be the 55.32 typed."""
    for base in (50.0, 50.1, 7.3, 1234.56):
        values = [base - 1, base + 1] * 10
        found = []
        for settings in (PLAIN, AS_R):
            made = chart(series(values, targets=[round(base + 5.32, 2)] * 20), settings)
            found.append(made.assurance.code)
        assert found == ["fail", "hit_or_miss"], base


def test_the_minimum_counts_points_that_have_a_value() -> None:
    """The SQL counts rows; a row without a value tells nothing of the process."""
    values: list[float | None] = [50.0, 52.0] * 7
    assert chart(series([*values, 51.0])).kind == "xmr"
    short = chart(series([*values, None]))
    assert (short.kind, short.n_not_ghosted, short.n_with_value) == ("run", 15, 14)
    ghosted = chart(series([*values, 51.0], ghosts=[*[False] * 14, True]))
    assert ghosted.kind == "run"


def test_ghosts_may_be_used_with_the_rules_of_r_too() -> None:
    """R has none: a ghost is then as if its row were left out, but shown."""
    ghosts = [at == 5 for at in range(21)]
    with_ghost = chart(series([*CALM[:5], 99.0, *CALM[5:]], ghosts=ghosts), AS_R)
    without = chart(series(list(CALM)), AS_R)
    assert with_ghost.points[5].upl == without.points[5].upl
    assert with_ghost.points[5].outside_limits is None
    rest = [point for point in with_ghost.points if not point.ghost]
    assert [p.rules for p in rest] == [p.rules for p in without.points]


def test_limits_recalculated_within_the_baseline_wait_for_its_end() -> None:
    """As the SQL has it, which warns too."""
    values = [float(v) for v in [*CALM, *CALM]]
    made = chart(
        series(values, baseline_points=14, recalculate=[at == 5 for at in range(40)]), PLAIN
    )
    assert [point.partition for point in made.points] == [0] * 14 + [2] * 26
    assert any("within the baseline" in warning for warning in made.warnings)


def test_a_baseline_by_date_ends_on_that_point_and_goes_before_a_number() -> None:
    one = series([*CALM, *CALM])
    last = one.dates[15]
    made = chart(series([*CALM, *CALM], baseline_date=last, baseline_points=12), PLAIN)
    assert [point.partition for point in made.points] == [0] * 16 + [1] * 24
    away = chart(series([*CALM, *CALM], baseline_date=date(2030, 1, 1)), PLAIN)
    assert {point.partition for point in away.points} == {1}
    assert any("so there is no baseline" in warning for warning in away.warnings)


def test_two_sigma_may_count_points_beyond_three() -> None:
    """The change that the Making Data Count team announced; off unless asked for."""
    case = NHSR["two_in_three_astro_near"]
    values = case["input"]["y"]
    off = chart(series(values), PLAIN)
    on = chart(series(values), Settings(minimum_points=0, include_astronomical=True))
    met = [{Rule.TWO_IN_THREE_HIGH} & set(point.rules) for point in off.points]
    assert not any(met)
    flagged = [at for at, point in enumerate(on.points) if Rule.TWO_IN_THREE_HIGH in point.rules]
    assert len(flagged) == 2
    assert Rule.ASTRONOMICAL_HIGH in on.points[flagged[0]].rules


@pytest.mark.parametrize(
    ("improvement", "conflict", "kind"),
    [
        (Improvement.UP, "improvement", Judgement.IMPROVEMENT_HIGH),
        (Improvement.UP, "concern", Judgement.CONCERN_LOW),
        (Improvement.DOWN, "improvement", Judgement.IMPROVEMENT_LOW),
        (Improvement.DOWN, "concern", Judgement.CONCERN_HIGH),
        (Improvement.NEITHER, "concern", Judgement.NEITHER_HIGH),
        (Improvement.UP, "precedence", Judgement.CONCERN_LOW),
    ],
)
def test_the_conflict_rule(improvement: Improvement, conflict: str, kind: Judgement) -> None:
    """The first points of a long rise are below the lower limit, and rising."""
    from poolbook.rules.spc import Conflict

    rise = [float(at) for at in range(30)]
    settings = Settings(minimum_points=0, conflict=Conflict(conflict))
    first = chart(series(rise, improvement=improvement), settings).points[0]
    assert first.rules == (Rule.ASTRONOMICAL_LOW, Rule.TREND_RISING, Rule.SHIFT_LOW)
    assert first.judgement is kind
    assert first.conflict is (improvement is not Improvement.NEITHER)
