"""Charts as pages use them: sentences, warnings, run charts, many at once, odd input."""

from datetime import date

import pytest

from poolbook.rules.spc import (
    Improvement,
    Profile,
    Rule,
    Series,
    Settings,
    Target,
    chart,
    charts,
    targets_on,
)
from poolbook.rules.spc.words import better, rule_sentence

MONTHS = [date(2019 + at // 12, at % 12 + 1, 1) for at in range(60)]


def months(values: list[float | None], **more: object) -> Series:
    return Series(values, MONTHS[: len(values)], **more)  # type: ignore[arg-type]


def test_every_rule_has_a_sentence_of_its_own() -> None:
    said = {rule_sentence(rule, Settings(trend_points=6)) for rule in Rule}
    assert len(said) == 8
    assert "The figure is one of 6 or more in a row that rise each time." in said
    assert {better(way) for way in Improvement} == {
        "higher is better",
        "lower is better",
        "neither higher nor lower is better",
    }


def test_icons_in_words_with_their_reasons() -> None:
    made = chart(months([50.0, 52.0] * 10 + [90.0], targets=[95.0] * 21))
    assert made.variation.sentence.startswith("Improving: ")
    assert made.variation.reason == "The figure is above the upper process limit."
    assert (made.assurance.code, made.assurance.label) == ("fail", "Fail")
    assert made.assurance.sentence.startswith("Failing: ")
    assert "The target 95 is at or above the upper limit (" in made.assurance.reason
    calm = chart(months([50.0, 52.0] * 10, targets=[51.0] * 20))
    assert calm.variation.label == "Common Cause"
    assert calm.assurance.sentence.startswith("Hit or miss: ")


def test_too_few_points_are_a_run_chart_with_values_and_targets_only() -> None:
    made = chart(months([50.0, 52.0, 90.0], targets=[60.0] * 3))
    assert (made.kind, made.variation.code, made.assurance.code) == ("run", None, None)
    point = made.points[2]
    assert (point.value, point.target, point.mr, point.relative_to_target) == (90, 60, 38, 1)
    assert (point.mean, point.upl, point.amr, point.relative_to_mean) == (None,) * 4
    assert (point.rules, point.winner, point.judgement) == ((), None, None)
    assert made.warnings == (
        "3 points with a value; a control chart needs 15. Shown as a run chart, without limits, "
        "rules or icons.",
    )


def test_minimum_points_can_be_set_and_switched_off() -> None:
    three = months([50.0, 52.0, 90.0])
    assert chart(three, Settings(minimum_points=3)).kind == "xmr"
    assert chart(three, Settings(minimum_points=4)).kind == "run"
    assert chart(three, Settings(minimum_points=0)).kind == "xmr"
    assert chart(three, Settings(Profile.NHSR)).kind == "xmr"


def test_warnings_say_what_to_know() -> None:
    steps = [at == 20 for at in range(24)]
    made = chart(months([50.0, 52.0] * 12, recalculate=steps), Settings(shift_points=9))
    assert made.warnings == (
        "A shift is set to 9 points; 6 to 8 is usual.",
        "Partition 2 has 4 points, fewer than 12: its limits are on trial and will move with "
        "every new point.",
    )
    gap = Series([1.0, 2.0, 1.0, 2.0, 1.0], [*MONTHS[:3], *MONTHS[5:7]])
    assert chart(gap, Settings(minimum_points=0)).warnings[-1] == (
        "1 gap in the dates, the first between 1 March 2019 and 1 June 2019: points are taken as "
        "following one another."
    )


def test_a_baseline_is_warned_of_where_it_has_special_causes_itself() -> None:
    values: list[float | None] = [50.0, 52.0] * 12
    calm = chart(months(values, baseline_points=16))
    assert calm.warnings == ()
    assert [point.short_partition for point in calm.points] == [False] * 24
    values[7] = 90.0
    made = chart(months(values, baseline_points=16))
    assert made.warnings == (
        "The baseline itself has points that chance does not explain: look at them first.",
    )


def test_many_series_of_different_length_are_judged_as_each_alone() -> None:
    many = [
        months([50.0, 52.0] * 10 + [90.0]),
        months([]),
        months([None, None]),
        months([1.0]),
        months([5.0] * 20, improvement=Improvement.DOWN, targets=[4.0] * 20),
        months([float(at) for at in range(40)], ghosts=[at % 7 == 3 for at in range(40)]),
        months([3.0, 4.0] * 15, baseline_points=12, recalculate=[at == 20 for at in range(30)]),
    ]
    for settings in (
        Settings(),
        Settings(Profile.NHSR),
        Settings(minimum_points=0, screening=True),
    ):
        together = charts(many, settings)
        assert list(together) == [chart(one, settings) for one in many]
        assert together[-1] == together[len(many) - 1] and together[1:3] == [*together][1:3]
        for at, one in enumerate(together):
            assert one.variation.code == together.variation(at)
            assert one.assurance.code == together.assurance(at)
        with pytest.raises(IndexError):
            together[len(many)]
    assert len(charts([])) == 0


def test_a_target_holds_between_its_dates_and_the_first_that_holds_counts() -> None:
    targets = [Target(40, end=MONTHS[1]), Target(70, MONTHS[1], MONTHS[2]), Target(1)]
    assert targets_on([*MONTHS[:4], None], targets) == (40, 40, 70, 1, 1)


@pytest.mark.parametrize(
    ("values", "more", "said"),
    [
        ([1.0, 2.0], {"dates": MONTHS[:3]}, "not of one length"),
        ([1.0, 2.0], {"dates": [MONTHS[1], MONTHS[0]]}, "do not rise"),
        ([1.0, 2.0], {"dates": [MONTHS[1], MONTHS[1]]}, "do not rise"),
        ([None, 2.0], {"dates": [None, MONTHS[0]]}, "does not come last"),
        ([1.0, float("inf")], {}, "infinite"),
    ],
)
def test_what_is_no_series_is_refused(values: list[float], more: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        chart(Series(values, **more))


def test_what_are_no_settings_is_refused() -> None:
    for more in ({"shift_points": 1}, {"trend_points": 0}, {"minimum_points": -1}):
        with pytest.raises(ValueError):
            Settings(**more)
