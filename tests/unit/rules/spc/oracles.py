"""The references' cases, and how an answer of `poolbook spc --json` is held against each.

A difference is (column, place among the points); limits agree to 1e-9 relative, labels exactly.
"""

import csv
import gzip
import json
import math
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from poolbook.rules.spc import Chart, Conflict, Improvement, Profile, Series, Settings, chart
from poolbook.rules.spc.door import written

GOLD = Path(__file__).parents[3] / "gold" / "spc"
WAY = {"increase": "up", "decrease": "down", "neutral": "neither"}
NO_FACET = "no facet"
Difference = tuple[str, int]
Told = dict[str, Any]

# the reference's column → ours
NHSR = {
    "y": "value",
    "rebase_group": "partition",
    "mean": "mean",
    "lpl": "lpl",
    "upl": "upl",
    "nlpl": "near_lpl",
    "nupl": "near_upl",
    "mr": "mr",
    "amr_raw": "amr_raw",
    "amr_used": "amr",
    "outside_limits": "outside_limits",
    "close_to_limits": "close_to_limits",
    "relative_to_mean": "relative_to_mean",
    "target": "target",
    "relative_to_target": "relative_to_target",
    "special_cause_type": "special_cause_type",
    "point_type": "point_type",
    "short_group_warning": "short_partition",
}
MDC = {
    "value": "value",
    "partition": "partition",
    "target": "target",
    "mean": "mean",
    "lpl": "lpl",
    "upl": "upl",
    "l2": "near_lpl",
    "u2": "near_upl",
    "mr": "mr",
    "mr_in_partition": "mr_in_partition",
    "amr_raw": "amr_raw",
    "amr": "amr",
    "point_type": "point_type",
}
MDC_RULES = {
    "ast_hi": "astronomical_high",
    "ast_lo": "astronomical_low",
    "shift_hi": "shift_high",
    "shift_lo": "shift_low",
    "trend_up": "trend_rising",
    "trend_dn": "trend_falling",
    "two_hi": "two_in_three_high",
    "two_lo": "two_in_three_low",
}


def load(path: Path) -> list[Told]:
    """The cases of one file, compressed or not."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    found: list[Told] = json.loads(data)
    return found


def mdc_rows(path: Path) -> dict[str, list[Told]]:
    """Points of `mdc_on_curated_points` by case, with numbers as numbers."""
    found: dict[str, list[Told]] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            texts = ("case_id", "date", "point_type", "variation_icon", "assurance_icon")
            plain = {name: row[name] or None for name in texts}
            numbers = {
                name: float(cell) if cell else None
                for name, cell in row.items()
                if name not in texts
            }
            found.setdefault(row["case_id"], []).append(plain | numbers)
    return found


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def answer(made: Chart) -> Told:
    """One chart as the command prints it."""
    (found,) = written([made])["series"]
    told: Told = json.loads(json.dumps(found, allow_nan=False))
    return told


def facets(case: Told) -> list[str]:
    return list(dict.fromkeys(case["points"]["f"]))


def of_facet(by_facet: Any, facet: str) -> Any:
    return by_facet.get(facet) if isinstance(by_facet, dict) else by_facet


def nhsr_chart(case: Told, facet: str, profile: Profile = Profile.NHSR) -> Chart:
    """One facet of R's case through the functions, from its points in R's order."""
    points, options = case["points"], case["options"]
    rows = [at for at, name in enumerate(points["f"]) if name == facet]
    dates = [points["x"][at] for at in rows]
    target = of_facet(options["target"], facet)
    steps = of_facet(options["rebase"], facet) or []
    fixed = options["fix_after_n_points"]
    series = Series(
        values=[points["y"][at] for at in rows],
        dates=[day(text) for text in dates],
        improvement=Improvement(WAY[options["improvement_direction"]]),
        targets=[target[0] if isinstance(target, list) else target] * len(rows),
        recalculate=[text in ([steps] if isinstance(steps, str) else steps) for text in dates],
        baseline_points=None if fixed is None else int(fixed),
    )
    settings = Settings(profile, screening=options["screen_outliers"], minimum_points=0)
    return chart(series, settings)


def mdc_chart(case: Told) -> Chart:
    """One chart of Making Data Count through the functions."""
    points, settings = case["points"], case["settings"]
    series = Series(
        values=points["value"],
        dates=[day(text) for text in points["date"]],
        improvement=Improvement(settings["improvement"].lower()),
        targets=points["target"],
        ghosts=[bool(one) for one in points["ghost"]],
        recalculate=[bool(one) for one in points["recalc"]],
        baseline_points=settings["baseline_points"],
        baseline_date=day(settings["baseline_date"]),
    )
    return chart(
        series,
        Settings(
            screening=settings["exclude_moving_range_outliers"],
            shift_points=settings["shift_points"],
            trend_points=settings["trend_points"],
            conflict=Conflict(settings["conflict_rule"].lower()),
            minimum_points=0,
        ),
    )


def nhsr_differences(told: Told, case: Told, facet: str) -> set[Difference]:
    """Where one facet's answer is not R's."""
    points, ours = case["points"], told["points"]
    rows = [at for at, name in enumerate(points["f"]) if name == facet]
    theirs = {name: [column[at] for at in rows] for name, column in points.items()}
    found = _columns(ours, theirs, NHSR)
    found |= _differ("date", [point["date"] for point in ours], theirs["x"])
    screened = [bool(one) for one in theirs["mr_screened_out"]]
    found |= _differ("screened", [point["mr_screened_out"] for point in ours], screened)
    for rule in ("astronomical", "trend", "two_in_three", "shift"):
        met = [int(any(one.startswith(rule) for one in point["rules"])) for point in ours]
        found |= _differ(f"rule_{rule}", met, [one or 0 for one in theirs[f"rule_{rule}"]])
    icons = {icon["type"]: icon["icon"] for icon in case["icons"] if icon["f"] == facet}
    if "variation" in icons:  # R shows none where the last point has no date
        found |= _differ("variation", [told["icons"]["variation"]["label"]], [icons["variation"]])
    (verdict,) = [one["assurance_type"] for one in case["assurance"] if one["f"] == facet]
    return found | _differ("assurance", [told["icons"]["assurance"]["label"]], [verdict])


def mdc_differences(told: Told, case: Told) -> set[Difference]:
    """Where the answer is not Making Data Count's."""
    points, ours = case["points"], told["points"]
    found = _columns(ours, points, MDC) | _mdc_rules(ours, points)
    found |= _differ("date", [point["date"] for point in ours], points["date"])
    for name in ("ghost", "baseline", "conflict"):
        found |= _differ(name, [int(point[name]) for point in ours], points[name])
    figures = [told["n_excluding_ghosts"], *icon_labels(told)]
    return found | _differ(
        "icons", figures, [case[n] for n in ("n_excluding_ghosts", "variation_icon", "assurance_icon")]
    )  # fmt: skip


def mdc_row_differences(told: Told, rows: Sequence[Told]) -> set[Difference]:
    """Where the answer is not that of `mdc_on_curated_points`; the icons stand on one of its rows."""
    points = {name: [row[name] for row in rows] for name in rows[0]}
    columns = {name: ours for name, ours in MDC.items() if name in points}
    ours = told["points"]
    found = _columns(ours, points, columns) | _mdc_rules(ours, points)
    icons = next((row for row in reversed(rows) if row["variation_icon"]), None)
    if icons:
        wanted = [icons["variation_icon"], icons["assurance_icon"]]
        found |= _differ("icons", icon_labels(told), wanted)
    return found


def icon_labels(told: Told) -> list[str | None]:
    return [told["icons"][name]["label"] for name in ("variation", "assurance")]


def _mdc_rules(ours: Sequence[Told], points: Told) -> set[Difference]:
    found: set[Difference] = set()
    for column, rule in MDC_RULES.items():
        found |= _differ(column, [int(rule in point["rules"]) for point in ours], points[column])
    return found


def _columns(ours: Sequence[Told], theirs: Told, names: dict[str, str]) -> set[Difference]:
    found: set[Difference] = set()
    for their_name, our_name in names.items():
        found |= _differ(their_name, [point[our_name] for point in ours], theirs[their_name])
    return found


def _differ(name: str, ours: Iterable[Any], theirs: Iterable[Any]) -> set[Difference]:
    pairs = zip(ours, theirs, strict=True)
    return {(name, at) for at, (our, their) in enumerate(pairs) if not _same(our, their)}


def _same(our: Any, their: Any) -> bool:
    if not (_number(our) and _number(their)):
        return bool(our == their)
    return math.isclose(our, their, rel_tol=1e-9, abs_tol=1e-12)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
