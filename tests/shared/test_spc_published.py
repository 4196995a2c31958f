"""Series that other packages and bodies published, beside the checkout: judged as the references do.

Read in place. A&E four-hour figures, weekly deaths and the packages' own examples.
"""

from pathlib import Path

import pytest

from poolbook.rules.spc import Profile
from tests.unit.rules.spc import oracles

ORACLES = Path(__file__).resolve().parents[3] / "shared" / "oracles" / "spc"
HERE = ORACLES.is_dir()
pytestmark = pytest.mark.skipif(not HERE, reason="shared oracles not beside this checkout")


def cases(name: str) -> dict[str, oracles.Told]:
    """The published cases by name; empty where the folder is absent."""
    path = ORACLES / f"{name}_published_series.json"
    return {case["id"]: case for case in oracles.load(path)} if HERE else {}


NHSR, MDC = cases("nhsr_0_2_2_curated"), cases("mdc_sql_2_5")
ROWS = oracles.mdc_rows(ORACLES / "mdc_on_curated_points.csv.gz") if HERE else {}


def test_all_are_there() -> None:
    assert (len(NHSR), len(MDC), len(set(ROWS) & set(NHSR))) == (36, 4, 36)


@pytest.mark.parametrize("name", sorted(NHSR))
def test_as_nhsrplotthedots(name: str) -> None:
    (facet,) = oracles.facets(NHSR[name])
    told = oracles.answer(oracles.nhsr_chart(NHSR[name], facet))
    assert oracles.nhsr_differences(told, NHSR[name], facet) == set()


@pytest.mark.parametrize("name", sorted(MDC))
def test_as_making_data_count(name: str) -> None:
    told = oracles.answer(oracles.mdc_chart(MDC[name]))
    assert oracles.mdc_differences(told, MDC[name]) == set()


@pytest.mark.parametrize("name", sorted(NHSR))
def test_as_making_data_count_on_the_same_series(name: str) -> None:
    made = oracles.nhsr_chart(NHSR[name], oracles.NO_FACET, Profile.MDC)
    assert oracles.mdc_row_differences(oracles.answer(made), ROWS[name]) == set()
