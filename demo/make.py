"""Makes the files of demo/oxfordshire from the figures of its papers: `python -m demo.make`.

Pounds behind the printed thousands come from `source/p7_2020_21_in_pounds.csv`. Postings by month
are reconstructed: they add up to each line's actual to period 7, and nothing more is claimed of
them. The same figures always make the same files, byte for byte.
"""

import csv
import io
from pathlib import Path

from demo import contributions, ledgers
from demo.lines import BCF, LINES, Line

HERE = Path(__file__).parent / "oxfordshire"
PAPER = "Joint management group, finance report P7 2020/21, pages 33 to 38"


def main(folder: Path = HERE) -> None:
    """Writes every made file of the demonstration into the folder."""
    pounds = read_pounds()
    write(folder / "lines.csv", LINE_HEAD, line_rows())
    for name, head, rows in (
        ("budgets/schedule.csv", ("line", "amount"), schedule(pounds)),
        ("budgets/confirmed.csv", ("line", "amount"), [("mh-obc", "2338980")]),
        ("budgets/rounding.csv", ("line", "amount"), ROUNDING),
        ("budgets/outturn_2019-20.csv", ("line", "amount"), outturns(pounds)),
        ("forecasts/p6.csv", FORECAST_HEAD, forecasts(pounds, 6)),
        ("forecasts/p7.csv", FORECAST_HEAD, forecasts(pounds, 7)),
        ("maps/occ.csv", MAP_HEAD, ledgers.mappings("OCC", new=False)),
        ("maps/occ_new_in_p7.csv", MAP_HEAD, ledgers.mappings("OCC", new=True)),
        ("maps/occg.csv", MAP_HEAD, ledgers.mappings("OCCG", new=False)),
        ("contributions/2017-18_hwb.csv", contributions.HEAD, contributions.of_2017("HWB")),
        ("contributions/2017-18_cabinet.csv", contributions.HEAD, contributions.of_2017("Cabinet")),
        (
            "contributions/2017-18_board.csv",
            contributions.HEAD,
            contributions.of_2017("OCCG Board"),
        ),
        ("contributions/2020-21_schedule3.csv", contributions.HEAD, contributions.schedule_3()),
        ("contributions/2020-21_p7.csv", contributions.HEAD, contributions.at_p7()),
    ):
        write(folder / name, head, rows)
    actual = {line.code: int(pounds[line.paper]["actual_to_p7"]) for line in LINES if line.paper}
    for number in (6, 7):
        (folder / f"ledgers/council_general_ledger_p{number}.csv").write_bytes(
            ledgers.council(actual, number)
        )
        (folder / f"ledgers/nhs_ledger_p{number}.xlsx").write_bytes(ledgers.nhs(actual, number))


LINE_HEAD = (
    "pool", "code", "parent", "name", "short name", "kind", "owner", "risk group", "risk grade",
    "method", "from year",
)  # fmt: skip
FORECAST_HEAD = ("line", "method", "amount", "reason")
MAP_HEAD = ("cost centre", "account", "line", "reason")
# What the schedule's thousands hide: latest budget less schedule, beyond the confirmed contribution.
ROUNDING = [
    ("ld-care-homes", "-410"),
    ("ld-income", "-490"),
    ("mh-obc", "410"),
    ("abi-occ", "-20"),
    ("abi-occg", "-470"),
]
# Why a forecast moved by £100,000 or more, as far as the papers say.
REASONS = {
    "ld-supported-living": "Activity is stable; the cost of reducing night-time fire risk is lower than expected.",
    "mh-non-obc-autism": "One person joined the group supported outside the outcomes contract, with five months of earlier costs.",
    "ld-blocks": "The papers do not say why.",
    "ld-income": "The papers do not say why.",
    "hfa": "The papers do not say why.",
}

# The gold pounds give the autism subset a change of £748,020, which prints 748 where the paper
# prints 749. These variations at P6 keep every printed figure: both round as before, the sum stays.
AT_P6 = {"mh-autism": -490, "mh-carers": -510}


def read_pounds() -> dict[str, dict[str, str]]:
    """The paper's lines by name, in pounds."""
    with (HERE / "source/p7_2020_21_in_pounds.csv").open(encoding="utf-8", newline="") as file:
        return {row["line"]: row for row in csv.DictReader(file)}


def write(path: Path, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A CSV file with LF line ends."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def line_rows() -> list[tuple[str, ...]]:
    """The tree of both pools for 2020/21."""
    rows = [_line_row("acsn", line) for line in LINES]
    rows += [
        (
            "bcf",
            code,
            parent,
            name,
            "",
            "aligned" if owner else "pooled",
            owner,
            "bcf" if owner else "",
            "medium",
            "block",
            "2020",
        )
        for code, parent, name, owner, _ in BCF
    ]
    return rows


def _line_row(pool: str, line: Line) -> tuple[str, ...]:
    kind = "aligned" if line.owner else "pooled"
    grade = line.grade if line.paper else "none"
    return (
        pool,
        line.code,
        line.parent,
        line.name,
        line.short,
        kind,
        line.owner,
        line.group,
        grade,
        line.method,
        "2020",
    )


def schedule(pounds: dict[str, dict[str, str]]) -> list[tuple[str, ...]]:
    """Budgets as Schedule 3 had them: the latest less what came since."""
    since = {code: int(amount) for code, amount in ROUNDING}
    since["mh-obc"] += 2_338_980
    rows = [
        (line.code, str(int(pounds[line.paper]["budget"]) - since.get(line.code, 0)))
        for line in LINES
        if line.paper
    ]
    return rows + [(code, str(amount)) for code, _, _, owner, amount in BCF if owner]


def outturns(pounds: dict[str, dict[str, str]]) -> list[tuple[str, ...]]:
    """Prior-year outturns; the line that the paper leaves out of its sum carries the difference."""
    rows = [(line.code, pounds[line.paper]["outturn_2019_20"]) for line in LINES if line.paper]
    return [(code, amount) for code, amount in rows if code != "hfa"]


def forecasts(pounds: dict[str, dict[str, str]], number: int) -> list[tuple[str, ...]]:
    """Forecasts of period 6 or 7: the block method where the line is on budget, else by hand."""
    rows = []
    for line in LINES:
        if not line.paper:
            continue
        row = pounds[line.paper]
        budget, latest = int(row["budget"]), int(row["forecast"])
        at_p6 = budget + AT_P6.get(line.code, int(row["variation_at_p6"]))
        forecast = at_p6 if number == 6 else latest
        moved = abs(latest - at_p6) >= 100_000
        reason = (
            f"Figure of the P{number} report." if number == 6 or not moved else REASONS[line.code]
        )
        if forecast == budget:
            rows.append((line.code, "block", "", ""))
        else:
            rows.append((line.code, "manual", str(forecast), reason))
    return rows + [(code, "block", "", "") for code, _, _, owner, _ in BCF if owner]


if __name__ == "__main__":
    main()
