"""A report with the shapes of the P7 2020/21 papers and every awkward cell that they may hold."""

from datetime import UTC, datetime
from fractions import Fraction

from poolbook.reports.model import (
    Cell,
    Column,
    Difference,
    Ratio,
    Report,
    Row,
    Section,
    Sum,
    Table,
)
from poolbook.reports.rounding import with_rounding_notes
from poolbook.rules import money

HOSTILE = (
    "=cmd|'/c calc'!A1",
    '#read("/etc/passwd")',
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '+HYPERLINK("http://203.0.113.9","x")',
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "$sys.inputs$ #panic() *bold* _it_ @ref <label> \\u{41} `raw`",
    "{{ 7*7 }} {% include 'x' %} ${7*7}",
    "&CPage&P &D",
    "bell\x07null\x00bidi",
    "emoji 😀, Welsh ŵŷ, Arabic ع",
)
DETAIL = (
    Column("outturn", "2019/20 outturn"),
    Column("budget", "Latest budget"),
    Column("actual", "Actuals"),
    Column("forecast", "Forecast expenditure"),
    Column("variation", "Forecast variation", over=True),
    Column("percent", "Forecast variation %", "percent"),
    Column("change", "Change from previous month"),
)
# label, outturn, budget, actual, forecast, change: pounds (None is "no data")
LEARNING_DISABILITIES = (
    ("Care Homes", "24388020", "26053000", "14942000", "25784000", "-92490"),
    ("Supported Living", "39859000", "42055000", "24400000", "41870000", "-492490"),
    ("Direct Payments", "13805000", "13477020", "7912000", "13491510", "0"),
    ("Day Services (internal and external)", "6034000", "5698020", "3001000", "5650510", "-0.01"),
    ("Shared Lives", "963000", "1025000", None, "901000", "4490"),
    ("Other Support", "85000", "0", "71000", "499.99", "-490"),
    ("Income", "-4154000", "-4277490", "-2713490", "-4267000", "-110490"),
)  # fmt: skip


def pence(pounds: str | None) -> int | None:
    return None if pounds is None else money.pence(pounds)


def amount(value: int | None, ref: str, missing: str = "no data") -> Cell:
    return Cell(value, ref) if value is not None else Cell(ref=ref, missing=missing)


def detail_row(table: str, label: str, values: tuple[str | None, ...], level: int = 0) -> Row:
    """A line of a detail table, whose variation and percentage follow from its own cells."""
    outturn, budget, actual, forecast, change = (pence(value) for value in values)
    key = label.lower().replace(" ", "-")
    ref = f"{table}:{key}"
    share = money.ratio(forecast - budget, budget)
    cells = {
        "outturn": amount(outturn, f"{ref}:outturn"),
        "budget": amount(budget, f"{ref}:budget"),
        "actual": amount(actual, f"{ref}:actual", "data not available: ledger not yet received"),
        "forecast": amount(forecast, f"{ref}:forecast"),
        "variation": Cell(forecast - budget, f"{ref}:variation", Difference("forecast", "budget")),
        "percent": Cell(
            share, f"{ref}:percent", Ratio("variation", "budget"), "n/a" if share is None else ""
        ),
        "change": amount(change, f"{ref}:change"),
    }
    return Row(key, label, cells, level=level)


def total_row(rows: tuple[Row, ...], label: str = "Total", kind: str = "total") -> Row:
    """The sum of the rows in every money column, with the percentage of the sums."""
    cells = {}
    for column in DETAIL:
        if column.kind == "money":
            value = sum(row.cells[column.key].value or 0 for row in rows)
            formula = Sum(tuple(row.key for row in rows))
            cells[column.key] = Cell(value, f"{label}:{column.key}", formula)
    share = money.ratio(cells["variation"].value, cells["budget"].value)
    cells["percent"] = Cell(share, f"{label}:percent", Ratio("variation", "budget"), "n/a")
    return Row(label.lower().replace(" ", "-"), label, cells, kind=kind)


def detail_table() -> Table:
    rows = tuple(detail_row("ld", label, values) for label, *values in LEARNING_DISABILITIES)
    table = Table(
        "ld",
        "Learning disabilities",
        "Outturn, budget, actuals and forecast by service; variation is forecast less budget",
        DETAIL,
        (*rows, total_row(rows)),
        notes=("Shared Lives: October's ledger had not been received on the day of this report.",),
    )
    return with_rounding_notes(table)


def share_table() -> Table:
    """Risk share: headings, a tree, shares with two places, blanks by design, words in cells."""
    columns = (
        Column("rule", "Rule", "text"),
        Column("budget", "Latest budget"),
        Column("share", "Share of net", "share"),
        Column("variation", "Forecast variation", over=True),
    )
    council, health = money.pence("-83490"), money.pence("194490")
    net = council + health
    rows = (
        Row("outside", "Mental health outside the outcomes contract", {}, "heading"),
        Row("occ", "Oxfordshire County Council", {
            "rule": Cell("First £200k of an overspend, then half"),
            "budget": Cell(53_800_000, "rs:occ:budget"),
            "share": Cell(Fraction(council, net), "rs:occ:share"),
            "variation": Cell(council, "rs:occ:variation")}, level=1),
        Row("occg", "Oxfordshire Clinical Commissioning Group", {
            "rule": Cell("Half of an overspend above £200k"),
            "budget": Cell(46_200_000, "rs:occg:budget"),
            "share": Cell(Fraction(health, net), "rs:occg:share"),
            "variation": Cell(health, "rs:occg:variation")}, level=1),
        Row("net", "Net", {
            "rule": Cell(),
            "budget": Cell(100_000_000, "rs:net:budget", Sum(("occ", "occg"))),
            "share": Cell(Fraction(1), "rs:net:share", Sum(("occ", "occg"))),
            "variation": Cell(net, "rs:net:variation", Sum(("occ", "occg")))}, "total"),
        Row("bcf", "Better Care Fund", {}, "heading"),
        Row("aligned", "Aligned lines", {
            "rule": Cell("Each partner bears its own lines"),
            "budget": Cell(missing="data not available: the plan is not signed"),
            "share": Cell(missing="NR"),
            "variation": Cell(0, "rs:aligned:variation")}, level=2),
    )  # fmt: skip
    table = Table("rs", "Detailed risk share", "Who bears the variation", columns, rows,
                  label_title="Risk group and partner")  # fmt: skip
    return with_rounding_notes(table)


def hostile_table() -> Table:
    columns = (Column("text", "Issue", "text"), Column("cost", "Cost of =1+1"))
    rows = tuple(
        Row(f"h{at}", text, {"text": Cell(text), "cost": Cell(-12_345 * (at + 1), f"h:{at}")})
        for at, text in enumerate(HOSTILE)
    )
    return Table("hostile", "Issues: [a/b]*?", "Text as people typed it", columns, rows)


def long_table(rows: int = 60) -> Table:
    """Sixty lines with a label that is far too long, so that a page break falls inside."""
    lines = tuple(
        detail_row("mh", f"Line {at:02d}" + " with a long name of a service" * (at % 7 == 3) * 3,
                   tuple(str(at * 1_490 + n * 917 - 2_000) for n in range(5)), level=at % 3)
        for at in range(rows)
    )  # fmt: skip
    return with_rounding_notes(
        Table("mh", "Mental health", "All lines", DETAIL, (*lines, total_row(lines)))
    )


def wrong_formulas_table() -> Table:
    """Formulas that a live workbook must not carry: they would give another figure."""
    columns = (Column("a", "A"), Column("b", "B"), Column("d", "B less A"),
               Column("p", "A of B", "percent"))  # fmt: skip
    rows = (
        Row("one", "One", {"a": Cell(10_010), "b": Cell(missing="no data"),
                           "d": Cell(-10_010, formula=Difference("b", "a")),
                           "p": Cell(missing="NR", formula=Ratio("a", "b"))}),
        Row("two", "Two", {"a": Cell(20_020), "b": Cell(0), "d": Cell(7, formula=Difference("b", "a")),
                           "p": Cell(missing="n/a", formula=Ratio("a", "b"))}),
        Row("part", "Of which", {"a": Cell(30_030, formula=Sum(("one", "two"))),
                                 "b": Cell(5, formula=Sum(("one", "two"))),
                                 "d": Cell(1, formula=Sum(("one", "elsewhere"))),
                                 "p": Cell(Fraction(1, 3), formula=Ratio("a", "b"))}, "subtotal"),
    )  # fmt: skip
    return Table("wrong", "Odd formulas", "Figures that do not follow", columns, rows)


def sample_report() -> Report:
    return Report(
        title="Outcomes, outputs and cost report",
        agreement="Oxfordshire section 75 agreement, 2020/21",
        pool="Adults with Care and Support Needs",
        year="2020/21",
        period="Period 7 (October 2020)",
        state="Open; council signed, NHS to sign",
        as_at=datetime(2020, 11, 30, 9, 15, tzinfo=UTC),
        head="9f2c1ab07d5e44c3a1f0b66d2e8c7f5590be13a4c27d88e0f1a2b3c4d5e6f708",
        reading=(
            "Amounts are £000 unless a table says otherwise; a variation is forecast less budget.",
            "A plus is over budget, a minus is under.",
        ),
        sources=("OCC ledger, October 2020", "OCCG ledger & forecast <draft>"),
        sections=(
            Section("summary", "Summary", (
                "The pool is forecast £110k over. <b>Not bold</b> & not #strong[typst].",
                HOSTILE[0],
            ), ("Learning disabilities: £507k under.", "Mental health: £645k over.")),
            Section("share", "Detailed risk share", tables=(share_table(),)),
            Section("detail", "Detail by client group",
                    ("Each table gives one client group.",), tables=(detail_table(), long_table())),
            Section("issues", "Issues and risks", bullets=HOSTILE,
                    tables=(hostile_table(), wrong_formulas_table())),
        ),
    )  # fmt: skip
