"""Laws of the control charts on generated series: what must not change an answer, and must.

Values are multiples of an eighth and changes are powers of two or whole numbers, so that doubles
hold them exactly and a law is about the rules and not about rounding.
"""

import json
import math
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from poolbook.rules.spc import Chart, Improvement, Profile, Rule, Series, Settings, chart, charts
from poolbook.rules.spc.door import read_data, written

TRIES = settings(max_examples=150, deadline=None)
START = date(2015, 1, 1)
FIGURES = ("mean", "lpl", "upl", "near_lpl", "near_upl")
OPPOSITE = dict(
    zip(list(Rule)[::2] + list(Rule)[1::2], list(Rule)[1::2] + list(Rule)[::2], strict=True)
)

eighths = st.integers(-800, 800).map(lambda n: n / 8)
steady = st.sampled_from([4.0, 5.0, 6.0])
all_settings = st.builds(
    Settings,
    profile=st.sampled_from(Profile),
    screening=st.sampled_from([None, True, False]),
    shift_points=st.integers(6, 8),
    trend_points=st.integers(6, 8),
    minimum_points=st.sampled_from([None, 0]),
    include_astronomical=st.booleans(),
)


@st.composite
def a_series(draw: st.DrawFn, values: st.SearchStrategy[float | None] | None = None) -> Series:
    """Noise, ramps and steps, with ghosts, recalculations, a baseline and targets now and then."""
    kinds = [eighths, steady, st.none() | eighths]
    kind = draw(st.sampled_from(kinds)) if values is None else values
    found = draw(st.lists(kind, max_size=50))
    ramp = draw(st.sampled_from([0, 0, 1, -2]))
    length = len(found)
    seldom = st.sampled_from([False] * 9 + [True])

    def some() -> list[bool]:
        return draw(st.lists(seldom, min_size=length, max_size=length))

    return Series(
        values=[None if v is None else v + ramp * at for at, v in enumerate(found)],
        dates=[START + timedelta(days=7 * at) for at in range(length)],
        improvement=draw(st.sampled_from(Improvement)),
        ghosts=some(),
        recalculate=some() if draw(st.booleans()) else [],
        targets=draw(st.lists(st.none() | eighths, min_size=length, max_size=length)),
        baseline_points=draw(st.none() | st.integers(12, 20)),
    )


def changed(one: Series, **more: object) -> Series:
    fields = {name: getattr(one, name) for name in Series.__dataclass_fields__}
    return Series(**(fields | more))


def moved(one: Series, by: float = 0, times: float = 1) -> Series:
    """Every value and target times a factor, and moved."""

    def put(figures: list[float | None]) -> list[float | None]:
        return [None if figure is None else figure * times + by for figure in figures]

    return changed(one, values=put(list(one.values)), targets=put(list(one.targets)))


def labels(made: Chart) -> list[object]:
    points = [(p.rules, p.winner, p.judgement, p.conflict, p.relative_to_mean) for p in made.points]
    return [points, made.variation.code, made.assurance.code]


def close(ours: float | None, theirs: float | None) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)


@TRIES
@given(a_series(), all_settings, st.integers(-1000, 1000))
def test_a_shift_of_all_values_shifts_the_limits_and_changes_no_label(
    one: Series, how: Settings, by: int
) -> None:
    here, there = chart(one, how), chart(moved(one, by=by), how)
    assert labels(here) == labels(there)
    for ours, theirs in zip(here.points, there.points, strict=True):
        assert close(ours.amr, theirs.amr)
        for name in FIGURES:
            figure = getattr(ours, name)
            assert close(None if figure is None else figure + by, getattr(theirs, name))


@TRIES
@given(a_series(), all_settings, st.sampled_from([2.0**-20, 0.5, 4.0, 2.0**30]))
def test_a_change_of_unit_scales_the_limits_and_changes_no_label(
    one: Series, how: Settings, times: float
) -> None:
    here, there = chart(one, how), chart(moved(one, times=times), how)
    assert labels(here) == labels(there)
    for ours, theirs in zip(here.points, there.points, strict=True):
        for name in (*FIGURES, "amr", "mr"):
            figure = getattr(ours, name)
            assert (figure is None) == (getattr(theirs, name) is None)
            assert figure is None or math.isclose(figure * times, getattr(theirs, name), rel_tol=1e-12, abs_tol=1e-300)  # fmt: skip


@TRIES
@given(a_series(), all_settings)
def test_turned_upside_down_with_the_other_way_better_it_says_the_same(
    one: Series, how: Settings
) -> None:
    """High becomes low and better stays better; where neither is, high wins over low."""
    other = {"up": Improvement.DOWN, "down": Improvement.UP}.get(one.improvement.value)
    if other is None:
        return
    here = chart(one, how)
    there = chart(changed(moved(one, times=-1), improvement=other), how)
    assert here.assurance.code == there.assurance.code
    for ours, theirs in zip(here.points, there.points, strict=True):
        assert {OPPOSITE[rule] for rule in ours.rules} == set(theirs.rules)
        assert (ours.winner and OPPOSITE[ours.winner]) == theirs.winner
        kinds = [p.judgement and p.judgement.value.split("_")[0] for p in (ours, theirs)]
        assert kinds[0] == kinds[1]
        assert close(ours.upl, None if theirs.lpl is None else -theirs.lpl)


@TRIES
@given(a_series(), all_settings)
def test_the_other_way_better_swaps_improvement_and_concern(one: Series, how: Settings) -> None:
    if one.improvement is Improvement.NEITHER or not how.nhsr:
        return  # with a conflict rule the winner may change
    other = Improvement.DOWN if one.improvement is Improvement.UP else Improvement.UP
    swap = {"improvement": "concern", "concern": "improvement"}
    pairs = zip(
        chart(one, how).points, chart(changed(one, improvement=other), how).points, strict=True
    )
    for ours, theirs in pairs:
        mine, yours = (p.judgement and p.judgement.value.split("_")[0] for p in (ours, theirs))
        assert swap.get(mine or "", mine) == yours


@TRIES
@given(st.lists(a_series(), max_size=6), all_settings, st.randoms())
def test_the_order_of_series_changes_nothing(
    many: list[Series], how: Settings, chance: object
) -> None:
    order = list(range(len(many)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    made = charts(many, how)
    again = charts([many[at] for at in order], how)
    assert [made[at] for at in order] == list(again)


@TRIES
@given(a_series(), all_settings)
def test_a_ghost_is_as_if_its_row_were_not_there(one: Series, how: Settings) -> None:
    """But for a recalculation marked on it, which then starts at the next point."""
    starts: list[bool] = []
    waiting = False
    for at, ghost in enumerate(one.ghosts):
        waiting = waiting or bool(one.recalculate and one.recalculate[at])
        if not ghost:
            starts.append(waiting)
            waiting = False
    shown = [at for at, ghost in enumerate(one.ghosts) if not ghost]
    bare = Series(
        values=[one.values[at] for at in shown],
        dates=[one.dates[at] for at in shown],
        improvement=one.improvement,
        targets=[one.targets[at] for at in shown],
        recalculate=starts,
        baseline_points=one.baseline_points,
    )
    made, without = chart(one, how), chart(bare, how)
    if any(one.recalculate and one.recalculate[at] and one.ghosts[at] for at in range(len(one))):
        return  # two steps may then fall on one point
    rest = [point for point in made.points if not point.ghost]
    for ours, theirs in zip(rest, without.points, strict=True):
        assert ours._replace(recalculate=False) == theirs._replace(recalculate=False)
    assert made.variation == without.variation and made.assurance == without.assurance


anything = st.none() | st.floats(allow_nan=False, allow_infinity=False, width=64) | steady


@TRIES
@given(a_series(values=anything), all_settings)
def test_no_nan_comes_out_whatever_goes_in(one: Series, how: Settings) -> None:
    """JSON with allow_nan=False raises for one; figures near the largest double give none."""
    text = json.dumps(written([chart(one, how)]), allow_nan=False)
    assert "NaN" not in text and "Infinity" not in text


@TRIES
@given(a_series(), all_settings)
def test_what_is_printed_can_be_read_again_and_gives_the_same(one: Series, how: Settings) -> None:
    if not one.values:
        return
    if how.nhsr:
        how = Settings(how.profile, how.screening, how.shift_points, how.trend_points)
    printed = json.loads(json.dumps(written([chart(changed(one, name="one"), how)])))
    cases, faults = read_data(printed)
    assert faults == []
    again = written([chart(case.series, case.settings) for case in cases])
    assert json.loads(json.dumps(again)) == printed


@TRIES
@given(a_series(), all_settings)
def test_limits_stand_around_the_mean_and_rules_agree_with_them(one: Series, how: Settings) -> None:
    for point in chart(one, how).points:
        if point.upl is None or point.lpl is None or point.mean is None:
            continue
        assert point.lpl <= point.near_lpl <= point.mean <= point.near_upl <= point.upl  # type: ignore[operator]
        if point.value is not None and not point.ghost:
            high, low = Rule.ASTRONOMICAL_HIGH in point.rules, Rule.ASTRONOMICAL_LOW in point.rules
            assert not (high and point.value < point.upl) and not (low and point.value > point.lpl)
            assert point.outside_limits == (high or low)
        else:
            assert point.rules == ()
