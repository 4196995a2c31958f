"""Properties of the reader: amounts survive any way of writing, totals any layout, nothing crashes."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from poolbook.intake.reading import Reading, read_file
from poolbook.intake.reading.amounts import to_pence

PENCE = st.integers(-(10**12), 10**12)


def pounds(pence: int) -> str:
    return f"{pence // 100:,}.{pence % 100:02d}"


WAYS = {
    "plain": lambda p: f"{'-' if p < 0 else ''}{abs(p) // 100}.{abs(p) % 100:02d}",
    "brackets": lambda p: f"({pounds(-p)})" if p < 0 else pounds(p),
    "pound sign": lambda p: f"{'-' if p < 0 else ''}£{pounds(abs(p))}",
    "minus behind": lambda p: f"{pounds(abs(p))}{'-' if p < 0 else ''}",
    "credit": lambda p: f"{pounds(abs(p))} {'CR' if p < 0 else 'DR'}",
    "true minus": lambda p: ("\u2212" if p < 0 else "") + pounds(abs(p)),
    "padded": lambda p: f"  {'-' if p < 0 else ''}{pounds(abs(p))}\u00a0",
}
way = st.sampled_from(sorted(WAYS))


@given(PENCE, way)
def test_an_amount_survives_every_way_of_writing_it(pence: int, how: str) -> None:
    assert to_pence(WAYS[how](pence)) == pence


@given(st.integers(-(10**11), 10**11))
def test_an_amount_survives_a_workbooks_binary_number(pence: int) -> None:
    assert to_pence(pence / 100) == pence


def read_text(text: str | bytes, name: str = "l.csv") -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(path)


def written(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@settings(max_examples=150, deadline=None)
@given(
    groups=st.lists(st.lists(PENCE, min_size=1, max_size=6), min_size=1, max_size=5),
    how=way,
    titles=st.integers(0, 4),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    out_by=st.sampled_from([0, 0, 0, 1, -100]),
)
def test_total_is_kept_through_titles_subtotals_and_repeated_headings(
    groups: list[list[int]], how: str, titles: int, delimiter: str, encoding: str, out_by: int
) -> None:
    """The rows total to the penny; a last total that is out by anything is caught."""
    headings = ["Cost centre", "Account", "Narrative", "Amount"]
    show = WAYS[how]
    rows = [[f"Title {n}"] for n in range(titles)] + [headings]
    for at, group in enumerate(groups):
        rows += [[f"C{at}", f"40{n}", "text", show(pence)] for n, pence in enumerate(group)]
        rows += [["Subtotal", "", "", show(sum(group))], headings]
    whole = sum(map(sum, groups))
    rows += [["Grand total", "", "", show(whole + out_by)], ["End of report", "", "", ""]]
    reading = read_text(written(rows, delimiter).encode(encoding))
    assert reading.total_pence == whole
    assert len(reading.rows) == sum(map(len, groups))
    sums = {sum(sum(group) for group in groups[at:]) for at in range(len(groups) + 1)}
    wrong = whole + out_by not in sums
    assert [fault.code for fault in reading.faults] == ["total-mismatch"] * wrong


cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "",
            "Amount",
            "Total",
            "Date",
            "Cost centre",
            "1.00",
            "(2.50)",
            "#N/A",
            "13/04/2020",
            "Apr-20",
            "Debit",
            "Credit",
            "Period",
            "-",
            '"',
            "Subtotal",
            "End of report",
            "Description",
            "2",
            "43934",
        ]
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(cells, max_size=7), max_size=12), st.sampled_from(",;\t"))
def test_no_sheet_crashes_and_every_line_has_its_fate(
    rows: list[list[str]], delimiter: str
) -> None:
    text = written(rows, delimiter).encode("utf-8", "replace")
    counts = read_text(text).counts
    fates = {name: n for name, n in counts.items() if name not in ("rows", "repeated_rows")}
    assert len(fates) < 2 or sum(fates.values()) == 2 * fates["lines"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["l.csv", "l.xls"]))
def test_no_bytes_crash(data: bytes, name: str) -> None:
    reading = read_text(data, name)
    assert reading.refused or reading.kind is not None
