"""The contributions of both years, version by version, from the papers' tables."""

import csv
from pathlib import Path

SOURCE = Path(__file__).parent / "oxfordshire/source"
HEAD = ("pool", "element", "part", "partner", "kind", "amount", "risk group")
TOTALS = {"Gross Contribution": "printed gross", "Total Gross Contributions": "printed gross"}
TOTALS |= {"Net Contribution": "printed net"}
REDUCTIONS = {
    "Less service user income": "service user income",
    "Less Service User Income": "service user income",
    "iBCF Grant Funding": "grant",
}
Row = tuple[str, ...]


def pounds(text: str, scale: int = 1) -> int:
    """A printed figure in pounds."""
    return int(text.replace(",", "")) * scale


def of_2017(version: str) -> list[Row]:
    """One of the three versions of 2017/18: "HWB", "Cabinet" or "OCCG Board"."""
    rows = []
    for row in _read("contributions_2017_18.csv"):
        if row["version"] == version:
            pool = "acsn" if row["pool"].startswith("Pool 1") else "bcf"
            figures = (("OCC", row["occ_gbp_000"]), ("OCCG", row["occg_gbp_000"]))
            rows += _rows(pool, row["line"], figures, 1000, "")
    return rows


def schedule_3() -> list[Row]:
    """Schedule 3 of 2020/21, as printed."""
    rows = []
    for row in _read("contributions_2020_21_schedule3.csv"):
        figures = (("OCC", row["occ_gbp"]), ("OCCG", row["occg_gbp"]))
        rows += _rows(row["pool"].lower(), row["line"], figures, 1, "")
    return rows


# What the P7 report's budgets and risk-share table rest on, in pounds (page 34).
P7 = [
    ("Learning Disabilities", "", "OCC", 90_916_000, "ld-mh"),
    ("Learning Disabilities", "", "OCCG", 14_997_000, "ld-mh"),
    ("Mental Health", "within the outcomes contract and other", "OCC", 8_894_000, "ld-mh"),
    ("Mental Health", "within the outcomes contract and other", "OCCG", 57_076_980, "ld-mh"),
    ("Mental Health", "outside the outcomes contract", "OCC", 538_000, "mh-outside"),
    ("Mental Health", "outside the outcomes contract", "OCCG", 462_000, "mh-outside"),
    ("Acquired Brain Injury", "", "OCC", 620_980, "abi"),
    ("Acquired Brain Injury", "", "OCCG", 2_579_530, "abi"),
]


def at_p7() -> list[Row]:
    """The version behind the P7 report: the adults pool as latest, the other as in Schedule 3."""
    rows: list[Row] = [
        ("acsn", element, part, partner, "gross", str(amount), group)
        for element, part, partner, amount, group in P7
    ]
    rows.append(
        ("acsn", "Service User Income", "", "OCC", "service user income", "-4277490", "ld-mh")
    )
    return rows + [
        (*row[:6], "bcf")
        for row in schedule_3()
        if row[0] == "bcf" and not row[4].startswith("printed")
    ]


def _rows(pool: str, line: str, figures: tuple, scale: int, group: str) -> list[Row]:
    kind = TOTALS.get(line) or REDUCTIONS.get(line, "gross")
    element = {"service user income": "Service User Income", "grant": "iBCF grant"}.get(kind, line)
    found = []
    for partner, text in figures:
        amount = pounds(text, scale)
        if amount or kind == "gross":
            found.append(
                (
                    pool,
                    "" if kind.startswith("printed") else element,
                    "",
                    partner,
                    kind,
                    str(amount),
                    group,
                )
            )
    return found


def _read(name: str) -> list[dict[str, str]]:
    with (SOURCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
