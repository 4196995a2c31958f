"""Every real publication beside the checkout, read in place: counts, sums and cells found otherwise.

The truth is worked out here with other tools: the csv module, openpyxl, calamine, and for delayed
transfers the table that somebody else derived from the same workbook.
"""

import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from poolbook.intake.feeds import FeedReading, open_file, read, recognise, shipped
from poolbook.intake.feeds.reader import Observed
from poolbook.rules.measures.kinds import VALUE

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="shared data not beside this checkout")
D = Decimal
AE_CSV = "ae/Monthly-AE-March-2026-revised-flkg42.csv"
AE_XLS = "ae/Monthly-AE-March-2020-revised-220720-p4H66-1.xls"
PANEL = "ae/england_ae_2019_to_2026.csv"
DTOC = "dtoc/DTOC-England-timeseries-Aug2010-Feb2020.xls"
EXTRACT = "dtoc/la_provider_extract_sample_oct2016_wiltshire.csv"
ACUTE, COMMUNITY = "sitrep/acute_january2024.xlsx", "sitrep/community_january2024.xlsx"
ASCOF, CQC = "asc/ascof_2024_25.ods", "cqc/cqc_lincolnshire_latest_ratings.csv"
BCF = "asc/bcf_intermediate_care_by_LA_2022_23.csv"
PSSEX = "asc/pssex1_2011_12_unit_costs_by_council.csv"
# file → layout, tables, rows of figures, values, measures, areas, times, totals that were compared
FILES = {
    AE_CSV: ("ae-monthly", 1, 200, 2800, 14, 200, 1, 16),
    AE_XLS: ("ae-monthly-workbook", 1, 230, 2990, 13, 230, 1, 15),
    PANEL: ("ae-panel", 1, 10736, 64416, 6, 136, 86, 0),
    DTOC: ("dtoc-time-series", 4, 460, 9890, 86, 1, 115, 0),
    EXTRACT: ("dtoc-extract", 1, 20, 17, 17, 1, 1, 0),
    ACUTE: ("sitrep-acute", 4, 676, 28054, 37, 169, 36, 197),
    COMMUNITY: ("sitrep-community", 4, 704, 29216, 40, 176, 36, 197),
    ASCOF: ("ascof", 25, 4136, 17025, 25, 169, 10, 0),
    CQC: ("cqc-ratings", 1, 2866, 20, 20, 1, 1, 0),
    BCF: ("bcf-intermediate-care", 1, 152, 906, 6, 151, 1, 3),
    PSSEX: ("pssex1-unit-costs", 1, 153, 9180, 60, 153, 1, 88),
}


@cache
def reading(name: str) -> FeedReading:
    opened = open_file(DATA / name)
    found = recognise(opened, shipped().values())
    assert found.layout, found.fault
    return read(opened, found.layout)


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def of(name: str, ref: str) -> dict[str, Observed]:
    """A measure's values by area code (or name), where the file has one time."""
    return {v.area.code or v.area.name: v for v in reading(name).observed if v.measure == ref}


@pytest.mark.parametrize("name", FILES)
def test_each_is_recognised_and_read_without_a_fault(name: str) -> None:
    found = reading(name)
    assert [fault.message for fault in found.faults] == []
    assert (
        found.layout.code, len(found.tables), found.rows, len(found.observed), len(found.measures),
        len({v.area for v in found.observed}), len({(v.starts, v.ends) for v in found.observed}),
        found.totals,
    ) == FILES[name]  # fmt: skip
    assert all((v.status == VALUE) == (v.value is not None) for v in found.observed)
    keys = Counter((v.measure, v.area, v.starts, v.ends) for v in found.observed)
    assert max(keys.values()) == 1


def test_delayed_transfers_as_somebody_else_derived_them() -> None:
    columns = {
        "days_acute": "dtoc-days-acute", "days_non_acute": "dtoc-days-non-acute",
        "days_total_by_type": "dtoc-days", "days_nhs": "dtoc-days-nhs",
        "days_social_care": "dtoc-days-social-care", "days_both": "dtoc-days-both",
        "A_completion_assessment": "dtoc-days-assessment", "B_public_funding": "dtoc-days-public-funding",
        "C_further_non_acute_nhs": "dtoc-days-non-acute-nhs-care",
        "Di_residential_home": "dtoc-days-residential-home", "Dii_nursing_home": "dtoc-days-nursing-home",
        "E_care_package_home": "dtoc-days-care-package", "F_equipment_adaptations": "dtoc-days-equipment",
        "G_patient_family_choice": "dtoc-days-choice", "H_disputes": "dtoc-days-disputes",
        "I_housing": "dtoc-days-housing", "O_other": "dtoc-days-other",
    }  # fmt: skip
    ours = {
        (v.measure, f"{v.starts:%Y-%m}"): v.value
        for v in reading(DTOC).observed
        if v.value is not None
    }
    truth = rows_of("dtoc/derived_dtoc_england_monthly.csv")
    compared = 0
    for row in truth:
        for column, ref in columns.items():
            if row[column] == "":
                continue
            assert ours.get((ref, row["month"]), D(0)) == D(row[column]), (ref, row["month"])
            compared += 1
        beds = D(row["days_total_by_type"]) / int(row["days_in_month"])
        assert abs(ours["dtoc-beds", row["month"]] - beds) < D("0.00001")
        parts = [
            value
            for (ref, month), value in ours.items()
            if month == row["month"] and ref.startswith(("dtoc-days-acute-", "dtoc-days-non-acute-"))
            and ref.endswith(("-nhs", "-social-care", "-both"))
        ]  # fmt: skip
        assert len(parts) == 63
    assert len(truth) == 115 and compared >= 115 * 16
    assert ours["dtoc-days", "2020-02"] == 155782
    assert {each.ended for each in reading(DTOC).measures.values()} == {date(2020, 3, 1)}


def test_the_accident_and_emergency_month_adds_up_to_its_own_total() -> None:
    rows = rows_of(AE_CSV)
    attended = of(AE_CSV, "ae-attendances-type-1")
    for row in rows:
        code = "E92000001" if row["Org Code"] == "TOTAL" else row["Org Code"]
        assert attended[code].value == int(row["A&E attendances Type 1"])
    assert sum(v.value or 0 for c, v in attended.items() if c != "E92000001") == 1451010
    every = of(AE_CSV, "ae-attendances")["E92000001"]
    assert every.value == 1451010 + 54862 + 845475
    share = of(AE_CSV, "ae-within-4-hours")["E92000001"]
    over = 523986 + 2035 + 23407
    assert share.denominator == every.value and share.numerator == (every.value or 0) - over
    assert float(share.value or 0) == pytest.approx(100 * (1 - over / 2351347))
    assert (share.starts, share.ends) == (date(2026, 3, 1), date(2026, 3, 31))


def test_the_accident_and_emergency_workbook_has_england_as_it_is_printed() -> None:
    sheet = CalamineWorkbook.from_path(str(DATA / AE_XLS)).get_sheet_by_name("Provider Level Data")
    printed = next(row for row in sheet.to_python(skip_empty_area=False) if "England" in row)
    share = of(AE_XLS, "ae-within-4-hours")["E92000001"]
    assert float(share.value or 0) == pytest.approx(
        100 * printed[16]
    )  # column Q, as the publisher worked it out
    first = of(AE_XLS, "ae-within-4-hours-type-1")["E92000001"]
    assert float(first.value or 0) == pytest.approx(100 * printed[17])
    assert of(AE_XLS, "ae-attendances")["E92000001"].value == 1531801
    assert of(AE_XLS, "ae-admission-waits-12-hours")["E92000001"].value == 1174
    missing = [
        v
        for v in reading(AE_XLS).observed
        if v.measure == "ae-within-4-hours" and v.value is None and "divide" not in v.note
    ]
    assert len(missing) == 14  # the trusts that tried other standards


def test_the_panel_of_trusts_is_whole() -> None:
    rows = rows_of(PANEL)
    sums: dict[str, float] = defaultdict(float)
    for row in rows:
        for column in ("attendances_type1", "breaches_4hr_type1", "waits_12hr", "total_admissions"):
            sums[column] += float(row[column] or 0)
    ours: dict[str, Decimal] = defaultdict(D)
    for v in reading(PANEL).observed:
        ours[v.measure] += v.value or 0
    assert ours["ae-attendances-type-1"] == D(str(sums["attendances_type1"]))
    assert ours["ae-over-4-hours-type-1"] == D(str(sums["breaches_4hr_type1"]))
    assert ours["ae-admission-waits-12-hours"] == D(str(sums["waits_12hr"]))
    assert ours["ae-emergency-admissions"] == D(str(sums["total_admissions"]))
    shares = {
        (v.area.code, v.starts.isoformat()): v.value
        for v in reading(PANEL).observed
        if v.measure == "ae-within-4-hours-type-1" and v.value is not None
    }
    told = {(r["trust_code"], r["period"]): r["pct_4hr_type1"] for r in rows if r["pct_4hr_type1"]}
    assert len(shares) == len(told)
    assert all(abs(shares[key] - 100 * D(text)) < D("0.00001") for key, text in told.items())


def test_the_extract_by_council_is_added_over_its_rows() -> None:
    rows = rows_of(EXTRACT)
    days = sum(int(r[f"{org} B SUM"]) for r in rows for org in ("NHS", "Social Care", "Both"))
    found = of(EXTRACT, "dtoc-days")["817"]
    assert (found.value, days, found.area.name) == (605, 605, "WILTSHIRE")
    assert of(EXTRACT, "dtoc-days-care-package")["817"].value == 224 + 163


@pytest.mark.parametrize("name", [ACUTE, COMMUNITY])
def test_discharge_delays_cell_by_cell(name: str) -> None:
    """Table 2 through openpyxl: every figure of every area and day."""
    kind = name.split("/")[1].split("_")[0]
    sheet = load_workbook(DATA / name, read_only=True, data_only=True)["Table 2"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    days = next(row for row in rows if sum(hasattr(cell, "year") for cell in row) > 20)
    first = next(at for at, cell in enumerate(days) if hasattr(cell, "year"))
    ours = {
        (v.area.code, v.starts, v.measure): v.value
        for v in reading(name).observed
        if v.ends == v.starts
    }
    refs = [f"sitrep-{kind}-{what}" for what in ("no-longer-meet", "discharged", "remaining")]
    compared = 0
    for row in rows:
        code = row[first - 2]
        if not isinstance(code, str) or not (2 < len(code) < 7):
            continue
        for at in range(first, len(row)):
            day = days[first + 3 * ((at - first) // 3)]
            if not isinstance(row[at], int | float) or not hasattr(day, "year"):
                continue
            assert ours[code, day.date(), refs[(at - first) % 3]] == D(str(row[at]))
            compared += 1
    assert compared > 10_000
    england = {v.measure: v.value for v in reading(name).observed if v.area.code == "E92000001" and v.starts == date(2024, 1, 1)}  # fmt: skip
    assert england[f"sitrep-{kind}-why-awaiting-transport"] == D(
        {"acute": "83.25", "community": "22"}[kind]
    )
    weeks = {(v.starts, v.ends) for v in reading(name).observed if "bed-days" in v.measure}
    assert (date(2024, 1, 1), date(2024, 1, 7)) in weeks and len(weeks) == 4


def test_outcomes_of_social_care_cell_by_cell() -> None:
    """Every outcome of every sheet through calamine, with [x], [c] and [z] as what they say."""
    book = CalamineWorkbook.from_path(str(DATA / ASCOF))
    ours = {(v.measure, v.area.code, v.starts.year): v for v in reading(ASCOF).observed}
    seen: Counter[str] = Counter()
    for name in (n for n in book.sheet_names if n.startswith("Table_")):
        rows = book.get_sheet_by_name(name).to_python()
        head = next(row for row in rows if row[0] == "Local authority code")
        ref = "ascof-" + name[6:].replace("(", "-").replace(")", "")
        ending = "6b outcome" if name == "Table_6b" else "- outcome"
        for row in rows[rows.index(head) + 1 :]:
            if not str(row[2]).startswith("E"):
                continue
            for at, title in enumerate(head):
                if not str(title).endswith(ending):
                    continue
                found = ours.get((ref, row[2], int(title[:4])))
                cell = row[at]
                if cell == "[z]":
                    assert found is None
                elif isinstance(cell, str) and cell.startswith("["):
                    assert found is not None and found.value is None
                    assert found.status == {"[x]": "not available", "[c]": "suppressed"}[cell]
                else:
                    assert found is not None
                    assert found.value == D(str(cell).split(" (")[0]).quantize(D("1e-8"))
                seen["values" if found and found.value is not None else str(cell)[:3]] += 1
    assert seen["values"] == 15813 and seen["[x]"] + seen["[c]"] == 1212
    assert len(ours) == 15813 + 1212
    england = ours["ascof-1a", "E92000001", 2015]
    assert (england.value, england.count) == (D("19.1"), 63188)
    homes = ours["ascof-6b", "E92000001", 2023]
    assert (homes.value, homes.numerator, homes.denominator) == (D("80.3"), 11331, 14105)


def test_care_ratings_are_counted() -> None:
    rows = [
        r for r in rows_of(CQC)
        if r["Service / Population Group"] == "Overall" and r["Domain"] == "Overall"
        and r["Location Type"] == "Social Care Org"
    ]  # fmt: skip
    counts = Counter(r["Latest Rating"] for r in rows)
    found = of(CQC, "cqc-social-care-good")["Lincolnshire"]
    good = counts["Good"] + counts["Outstanding"]
    assert (found.numerator, found.denominator) == (good, good + counts["Requires improvement"] + counts["Inadequate"])  # fmt: skip
    assert (found.numerator, found.denominator) == (279, 349)
    assert found.ends == date(2026, 5, 31)
    dentists = of(CQC, "cqc-dentists-good")["Lincolnshire"]
    assert (dentists.status, dentists.note) == ("not available", "nothing to divide by (0)")


def test_intermediate_care_by_council() -> None:
    rows = [row for row in rows_of(BCF) if row["Code"] != "Total"]
    rates = of(BCF, "bcf-reablement-episodes-rate")
    for row in rows:
        told, ours = row["per_cap"], rates[row["Code"]].value
        assert (ours is None) if told == "NA" else abs((ours or 0) - D(told)) < D("0.00001")
    spend = of(BCF, "bcf-reablement-spend")
    total = sum(v.value or D(0) for v in spend.values())
    assert abs(total - D("579656507.7526883")) < D("0.01")
    assert spend["E06000001"].starts == date(2022, 4, 1)
    assert spend["E06000009"].status == "not available"  # Blackpool: NA


def test_unit_costs_by_council() -> None:
    hourly = of(PSSEX, "pssex-home-care-hourly")
    england = hourly["E92000001"]
    assert (england.value, england.numerator, england.denominator) == (
        D("17.0"), D(3196594000), D(188206114),
    )  # fmt: skip
    assert (england.starts, england.ends) == (date(2011, 4, 1), date(2012, 3, 31))
    with (DATA / PSSEX).open(encoding="cp1252", newline="") as file:
        rows = list(csv.reader(file))
    at = rows[2].index("Average gross hourly cost for home help/care")
    for row in rows[3:155]:
        code, _, name = row[0].partition("-")
        found = hourly[code]
        assert found.area.name == name
        if row[at] in (".", "..", "-"):
            assert found.status == ("suppressed" if row[at] == "-" else "not available")
        else:
            assert found.value == D(row[at].replace(",", ""))
