"""Every case of both references: limits to 1e-9 relative, labels exactly, but for what we do otherwise.

What differs is in DIFFERENT, and why in test_spc_deviations.py and docs/rules/spc.md.
"""

import pytest

from poolbook.rules.spc import Profile
from tests.unit.rules.spc import oracles

NHSR = {case["id"]: case for case in oracles.load(oracles.GOLD / "nhsr_0_2_2_curated.json.gz")}
JUDGED = {name: case for name, case in NHSR.items() if not case.get("error")}
MDC = {case["id"]: case for case in oracles.load(oracles.GOLD / "mdc_sql_2_5.json.gz")}
MDC_ROWS = oracles.mdc_rows(oracles.GOLD / "mdc_on_curated_points.csv.gz")

# Every difference from R, by case and facet; from Making Data Count there is none.
DIFFERENT = {
    ("constant12_screen_on", "no facet"): {("assurance", 0)},  # no limits: no assurance
    ("n1_target", "no facet"): {("assurance", 0)},
    ("rebase_last_point", "no facet"): {("assurance", 0)},
    ("facets_targets", "c"): {("assurance", 0)},  # no target: no assurance
    ("trend_tie_between_two_runs", "no facet"): {("special_cause_type", 8), ("point_type", 8)},
}


def test_the_files_are_whole() -> None:
    assert (len(NHSR), len(JUDGED), len(MDC), len(MDC_ROWS)) == (136, 129, 33, 124)


@pytest.mark.parametrize("name", sorted(JUDGED))
def test_nhsrplotthedots(name: str) -> None:
    case = JUDGED[name]
    for facet in oracles.facets(case):
        told = oracles.answer(oracles.nhsr_chart(case, facet))
        found = oracles.nhsr_differences(told, case, facet)
        assert found == DIFFERENT.get((name, facet), set()), facet


@pytest.mark.parametrize("name", sorted(MDC))
def test_making_data_count(name: str) -> None:
    told = oracles.answer(oracles.mdc_chart(MDC[name]))
    assert oracles.mdc_differences(told, MDC[name]) == set()


@pytest.mark.parametrize("name", sorted(MDC_ROWS))
def test_making_data_count_on_the_other_reference_s_cases(name: str) -> None:
    made = oracles.nhsr_chart(NHSR[name], oracles.NO_FACET, Profile.MDC)
    assert oracles.mdc_row_differences(oracles.answer(made), MDC_ROWS[name]) == set()


@pytest.mark.parametrize("name", sorted(JUDGED))
def test_partitions_as_r_sums_them_up(name: str) -> None:
    """R's `summary`: each group's limits, points of each kind and last judgement."""
    case = JUDGED[name]
    told = [oracles.answer(oracles.nhsr_chart(case, facet)) for facet in oracles.facets(case)]
    parts = [part for one in told for part in one["partitions"]]
    if (name, oracles.NO_FACET) in DIFFERENT and name.startswith("trend_"):
        return  # one point more is an improvement
    for part, row in zip(parts, case["summary"], strict=True):
        assert part["n"] == row["n"]
        assert part["mean"] == pytest.approx(row["mean_col"], rel=1e-9)
        for limit in ("lpl", "upl"):
            assert part[limit] == (row[limit] and pytest.approx(row[limit], rel=1e-9))
        counts = part["counts"]
        assert counts.get("common_cause", 0) == row["common_cause"]
        for kind in ("improvement", "concern"):
            ours = counts.get(f"{kind}_high", 0) + counts.get(f"{kind}_low", 0)
            assert ours == row.get(f"special_cause_{kind}", ours)


def test_a_case_that_is_changed_is_noticed() -> None:
    """The comparison itself: one figure or label changed is one difference."""
    case = JUDGED["trend7_up"]
    told = oracles.answer(oracles.nhsr_chart(case, oracles.NO_FACET))
    told["points"][3]["upl"] *= 1 + 1e-8
    told["points"][4]["point_type"] = "common_cause"
    told["points"][5]["amr"] = None
    found = oracles.nhsr_differences(told, case, oracles.NO_FACET)
    assert found == {("upl", 3), ("point_type", 4), ("amr_used", 5)}
