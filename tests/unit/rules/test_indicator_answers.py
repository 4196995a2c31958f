"""Indicator methods where sources leave a choice, where little is known, and where data are wrong."""

import math
from typing import Any

import pytest

from poolbook.rules.indicators.cases import Answered, answered
from poolbook.rules.indicators.standardised import ESP2013

BANDS = {
    "area": ["A"] * 3 + ["B"] * 3,
    "age": [1, 2, 3] * 2,
    "x": [5, 10, 20, 1, 2, 3],
    "n": [1000, 2000, 1500, 900, 800, 700],
    "w": [50, 30, 20] * 2,
    "xr": [400, 700, 900] * 2,
    "nr": [90_000, 80_000, 70_000] * 2,
}


def one(method: str, data: Any, groups: Any = None, **arguments: Any) -> Answered:
    case = {"method": method, "data": data, "groups": groups, "arguments": arguments}
    (found,), faults = answered(case)
    assert faults == []
    return found


def output(method: str, data: Any, groups: Any = None, **arguments: Any) -> dict[str, list[Any]]:
    found = one(method, data, groups, **arguments)
    assert found.faults == ()
    return found.output


def refused(method: str, data: Any, groups: Any = None, **arguments: Any) -> list[str]:
    found = one(method, data, groups, **arguments)
    assert found.output == {}
    return [str(fault) for fault in found.faults]


def test_a_count_of_none_has_an_interval() -> None:
    found = output("rate", {"x": [0], "n": [1000]}, multiplier=1000)
    assert found["value"] == [0] and found["lowercl"] == [0]
    assert found["uppercl"][0] == pytest.approx(-math.log(0.025), rel=1e-12)
    assert found["method"] == ["Exact"]


@pytest.mark.parametrize("asked", [95, 0.95, [0.95], [95], "95"])
def test_confidence_as_a_fraction_or_per_cent(asked: Any) -> None:
    found = output("rate", {"x": [20], "n": [1000]}, confidence=asked)
    assert found["confidence"] == ["95%"]
    assert found["lowercl"] == output("rate", {"x": [20], "n": [1000]})["lowercl"]


def test_both_levels_per_cent() -> None:
    found = output("proportion", {"x": [20], "n": [100]}, confidence=[95, 99.8])
    limits = [found[f"{end}cl"][0] for end in ("lower99_8", "lower95_0", "upper95_0", "upper99_8")]
    assert limits == sorted(limits)
    assert found["confidence"] == ["95%, 99.8%"]


@pytest.mark.parametrize(
    "asked",
    [0.5, 0.89, 1.01, 50, 100.1, [0.95, 0.99], [0.998, 0.95], [0.9, 0.95, 0.998], [], "high"],
)
def test_other_levels_are_refused(asked: Any) -> None:
    (said,) = refused("rate", {"x": [20], "n": [1000]}, confidence=asked)
    assert said.startswith("arguments.confidence: ")


def test_no_interval_where_none_is_asked_for() -> None:
    found = output("proportion", {"x": [20], "n": [100]}, confidence=None)
    assert (found["value"], found["lowercl"], found["confidence"]) == ([0.2], [None], [None])


def test_a_level_for_each_row() -> None:
    data = {"x": [20, 20], "n": [100, 100], "level": [0.95, 99.8]}
    found = output("proportion", data, confidence="level")
    assert found["confidence"] == ["95%", "99.8%"] and found["lowercl"][0] > found["lowercl"][1]


def test_certainty_leaves_nothing_out() -> None:
    found = output("proportion", {"x": [20], "n": [100]}, confidence=1)
    assert (found["lowercl"], found["uppercl"]) == ([0], [1])
    found = output("rate", {"x": [20, 3], "n": [100, 100]}, confidence=1)
    assert found["uppercl"] == [None, None]  # without end, so not a number


@pytest.mark.parametrize(
    ("wanted", "columns"),
    [
        ("value", ["x", "n", "value"]),
        ("lower", ["x", "n", "lowercl"]),
        ("upper", ["x", "n", "uppercl"]),
        ("standard", ["x", "n", "value", "lowercl", "uppercl"]),
    ],
)
def test_which_columns(wanted: str, columns: list[str]) -> None:
    assert list(output("rate", {"x": [2], "n": [10]}, type=wanted)) == columns


def test_missing_numbers_stay_missing() -> None:
    data = {"area": ["A", "B", "B"], "x": [None, 2, 3], "n": [10, 10, None]}
    assert output("proportion", data)["value"] == [None, 0.2, None]
    found = one("rate", data, "area")
    assert found.output["value"] == [None, None] and len(found.notes) == 2


def test_groups_sort_as_numbers_or_text_with_the_missing_last() -> None:
    data = {"g": [10, None, 9, "b", "a"], "values": [1, 2, 3, 4, 5]}
    assert output("mean", data, "g")["g"] == [9, 10, "a", "b", None]


def test_too_few_events_bear_no_standardised_rate() -> None:
    found = one("dsr", BANDS, "area", stdpop="w")
    assert found.output["total_count"] == [35, 6] and found.output["total_pop"] == [4500, 2400]
    assert found.output["value"][0] == pytest.approx(666.6666666666666, rel=1e-12)
    assert [found.output[n][1] for n in ("value", "lowercl", "uppercl")] == [None] * 3
    assert found.output["statistic"] == ["dsr per 100000", "dsr NA for total count < 10"]
    assert found.notes == ("B: fewer than 10 events, so no rate is shown",)


def test_the_standard_population_by_name_list_or_column() -> None:
    data = {"x": [3] * 19, "n": [1000] * 19, "w": list(ESP2013)}
    by_column = output("dsr", data, stdpop="w")
    assert output("dsr", data, standard_population="esp2013") == by_column
    assert output("dsr", data, standard_population=list(ESP2013)) == by_column
    (said,) = refused("dsr", BANDS, "area", stdpop="esp2013")[:1]
    assert "has 19 values, but A has 3 rows" in said


def test_a_missing_population_is_refused_and_a_missing_count_is_none() -> None:
    lost = BANDS | {"n": [1000, None, 0, 900, 800, 700], "w": [50, -1, 20, 50, 30, 20]}
    assert refused("dsr", lost, "area", stdpop="w") == [
        "data.n[2]: is missing; it is needed in every row",
        "data.n[3]: is 0; it should be more than 0",
        "data.w[2]: is -1; it should be 0 or more",
    ]
    fewer = BANDS | {"x": [None, 10, 20, 1, 2, 3]}
    assert output("dsr", fewer, "area", stdpop="w")["total_count"] == [30, 6]


def test_persons_with_several_events() -> None:
    twice = {name: cells[:3] * 2 for name, cells in BANDS.items()} | {"f": [1] * 3 + [2] * 3}
    asked = {"stdpop": "w", "independent_events": False, "ageband": "age"}
    found = output("dsr", twice, "area", eventfreq="f", **asked)
    assert found["total_count"] == [35 + 2 * 35] and found["total_pop"] == [4500]
    alone = output("dsr", twice, "area", stdpop="w", independent_events=True)
    assert found["uppercl"][0] - found["lowercl"][0] > alone["uppercl"][0] - alone["lowercl"][0]
    twice["n"] = [1000, 2000, 1500, 1000, 2000, 1501]
    twice["f"] = [1, 1, 1, 2, 2, 2]
    (said,) = refused("dsr", twice, "area", eventfreq="f", **asked)
    assert said == "data.n[6]: differs from another row of the same group and age band"
    twice["n"], twice["f"] = [1000, 2000, 1500] * 2, [1, 1, 1, 1, 2, 2]
    assert refused("dsr", twice, "area", eventfreq="f", **asked) == [
        "data.age[4]: is a row given twice"
    ]


def test_once_each_is_the_plain_rate() -> None:
    data = {name: cells[:3] for name, cells in BANDS.items()} | {"f": [1, 1, 1]}
    plain = output("dsr", data, "area", stdpop="w")
    often = output("dsr", data, "area", stdpop="w", eventfreq="f", ageband="age")
    assert {n: v for n, v in often.items() if n != "method"} == {
        n: v for n, v in plain.items() if n != "method"
    }


def test_the_reference_as_columns_or_apart() -> None:
    asked = {"x_ref": "xr", "n_ref": "nr", "refpoptype": "field"}
    by_column = output("isratio", BANDS, "area", **asked, refvalue=100)
    apart = {"x_ref": BANDS["xr"][:3], "n_ref": BANDS["nr"][:3], "refpoptype": "vector"}
    assert output("isratio", BANDS, "area", **apart, refvalue=100) == by_column
    assert by_column["statistic"] == ["indirectly standardised ratio x 100"] * 2
    rates = output("israte", BANDS, "area", **asked)
    for rate, ratio, crude in zip(
        rates["value"], by_column["value"], rates["ref_rate"], strict=True
    ):
        assert rate == pytest.approx(ratio / 100 * crude, rel=1e-12)


def test_observed_totals_apart() -> None:
    asked = {"x_ref": "xr", "n_ref": "nr"}
    totals = {"area": ["B", "A"], "x": [6, 35]}
    found = output("israte", BANDS, "area", **asked, x="x", observed_totals=totals)
    assert found == output("israte", BANDS, "area", **asked)
    rows = [{"area": "B", "seen": 6}, {"area": "B", "seen": 1}]
    said = refused("israte", BANDS, "area", **asked, x="seen", observed_totals=rows)
    assert said == [
        "arguments.observed_totals: has B more than once",
        "arguments.observed_totals: has no row for A",
    ]


def test_groups_of_unequal_rows_are_refused() -> None:
    uneven = {name: cells[:5] for name, cells in BANDS.items()}
    said = refused("isratio", uneven, "area", x_ref="xr", n_ref="nr")
    assert said == ["arguments: every group should have the same number of rows (A 3, B 2)"]


def test_nothing_expected_is_no_ratio() -> None:
    data = BANDS | {"xr": [0] * 6}
    found = one("isratio", data, "area", x_ref="xr", n_ref="nr")
    assert found.output["value"] == [None, None]
    assert found.notes[0] == "A: no event is expected, so no figure"


def test_quantiles_within_groups_and_each_in_its_own_direction() -> None:
    data = {"g": ["a"] * 4 + ["b"] * 4, "v": [1, 2, 3, 4] * 2, "up": [True] * 4 + [False] * 4}
    found = output("quantile", data, "g", values="v", nquantiles=2, invert="up", inverttype="field")
    assert found["quantile"] == [2, 2, 1, 1, 1, 1, 2, 2]
    assert found["groupvars"] == ["g"] * 8
    assert found["qinverted"][0] == "lowest quantile represents highest values"
    assert found["qinverted"][7] == "lowest quantile represents lowest values"
    data["up"][0] = False
    assert refused("quantile", data, "g", values="v", nquantiles=2, invert="up") == [
        "arguments.invert: differs within a"
    ]
    assert list(output("quantile", data, values="v", quantiles=4, output="standard")) == [
        *("g", "v", "up", "quantile")
    ]


FUNNEL = {"numerator": "x", "denominator": "n", "statistic": "proportion"}
SHARES = {"x": [3, 40, 90], "n": [5, 60, 100]}


@pytest.mark.parametrize("multiplier", [1, 1000])
def test_a_funnel_is_clipped_at_the_whole(multiplier: float) -> None:
    """Deviation: the reference clips at 100 whatever the multiplier."""
    ours = output("funnel-limits", SHARES, **FUNNEL, multiplier=multiplier)
    theirs = output("funnel-limits", SHARES, **FUNNEL, multiplier=multiplier, compatible=True)
    per_cent = output("funnel-limits", SHARES, **FUNNEL)
    assert max(ours["upper_3s_limit"]) == multiplier
    for limit, same in zip(ours["upper_3s_limit"], per_cent["upper_3s_limit"], strict=True):
        assert limit == pytest.approx(same / 100 * multiplier, rel=1e-12)
    assert max(theirs["upper_3s_limit"]) == (
        pytest.approx(2.03, abs=0.01) if multiplier == 1 else 100
    )


def test_funnels_say_what_they_need() -> None:
    data = {"ev": [5, 20], "pop": [1000, 3000], "rate": [500, 667]}
    asked = {"numerator": "ev", "denominator": "pop", "statistic": "rate"}
    assert refused("funnel-limits", data, **asked) == [
        "arguments.rate_type: is missing",
        "arguments.multiplier: is missing",
        "arguments.years: is missing",
    ]
    assert refused("funnel-limits", data, **asked | {"statistic": "ratio"}) == [
        "arguments.ratio_type: is missing"
    ]
    assert "should be one of proportion, ratio, rate" in refused("funnel-limits", data, **asked | {"statistic": "mean"})[0]  # fmt: skip


def test_standardised_rates_of_few_events_have_no_place_in_a_funnel() -> None:
    data = {"ev": [0, 9, 10, 400], "pop": [900, 1000, 1000, 30_000], "rate": [0, 900, 1000, 1333]}
    asked = {"numerator": "ev", "denominator": "pop", "rate": "rate", "multiplier": 1e5}
    found = output("funnel-significance", data, **asked, statistic="rate", rate_type="dsr")
    few = "Not applicable for events less than 10 for dsrs"
    assert found["significance"][:2] == [few, few] and few not in found["significance"][2:]
    found = output("funnel-points", data, **asked, rate_type="dsr", years=2)
    assert found["rate_chart"] == [None, None, 1000, 1333]
    assert found["denominator_derived"][:3] == [None, None, 500]
    crude = output("funnel-points", data, **asked, rate_type="crude", years=2)
    assert crude["rate_chart"] == data["rate"] and crude["denominator_derived"][0] == 450


def test_everybody_or_nobody_is_no_outlier() -> None:
    for x in ([0, 0, 0], [5, 60, 100]):
        found = output("funnel-significance", SHARES | {"x": x}, **FUNNEL)
        assert set(found["significance"]) == {"Not significant"}


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"method": "median"}, "method: is median; it should be one of proportion, rate"),
        ({"data": {"x": [1], "n": [1, 2]}}, "data: should have columns of one length"),
        ({"data": {"x": 1}}, "data.x: should be a list of the column’s cells"),
        ({"data": []}, "data: has no rows"),
        ({"data": "x"}, "data: should be columns (name: list), or a list of rows"),
        ({"arguments": [1]}, "arguments: should be an object"),
        ({"arguments": {"x": "y"}}, "arguments.numerator: names “y”, which is no column"),
        ({"arguments": {"x": "x", "numerator": "x"}}, "arguments.numerator: is the same as"),
        ({"arguments": {"multipler": 5}}, "arguments.multipler: is not a field that is known"),
        ({"groups": ["z"]}, "groups: names “z”, which is no column"),
        ({"groups": 5}, "groups: should be names of columns"),
        ({"data": {"x": ["ten"], "n": [5]}}, "data.x[1]: is ten; it should be a number"),
        ({"data": {"x": [True], "n": [5]}}, "data.x[1]: is True; it should be a number"),
        ({"data": {"x": [1e999], "n": [5]}}, "data.x[1]: is too large a number"),
        ({"colour": "red"}, "colour: is not known here"),
    ],
)
def test_faults_say_where(case: dict[str, Any], said: str) -> None:
    (found,), faults = answered({"method": "rate", "data": {"x": [1], "n": [5]}} | case)
    assert [*faults] == [] and found.output == {}
    assert any(str(fault).startswith(said) for fault in found.faults), found.faults


def test_many_wrong_cells_are_counted() -> None:
    found = one("rate", {"x": [-1] * 1000, "n": [5] * 1000})
    assert len(found.faults) == 26 and str(found.faults[-1]) == "data.x: 1,000 cells are wrong"
