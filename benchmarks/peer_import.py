"""The peer: the same ledger read, cleaned, mapped and stored by pandas, openpyxl and COPY.

As somebody who knows both tools would write it: no loop over rows, one COPY, one commit. It does
less than Poolbook (no faults, no second-import check, no record), which is to its advantage.
"""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import psycopg

_COLUMNS = ["row", "month", "date", "cost_centre", "account", "reference", "description", "pence", "line"]  # fmt: skip


def run(path: Path, mappings: Sequence[tuple[str, str, str]], url: str) -> tuple[int, int, int]:
    """Stores the ledger in a plain table; (rows read, rows in suspense, pence)."""
    frame = _read(path)
    maps = pd.DataFrame(mappings, columns=["Cost Centre", "Subjective", "line"])
    frame = frame.merge(maps, how="left", on=["Cost Centre", "Subjective"])
    frame["line"] = frame["line"].where(frame["line"].notna(), None)
    rows = list(
        zip(
            range(2, len(frame) + 2),
            frame["Period"].tolist(),
            frame["Posting Date"].dt.date,
            frame["Cost Centre"],
            frame["Subjective"],
            frame["Document"],
            frame["Narrative"],
            frame["pence"].tolist(),
            frame["line"],
            strict=True,
        )
    )
    _store(rows, url)
    return len(frame), int(frame["line"].isna().sum()), int(frame["pence"].sum())


def _read(path: Path) -> pd.DataFrame:
    kinds = {"Cost Centre": str, "Subjective": str}
    if path.suffix == ".xlsx":
        frame = pd.read_excel(path, engine="openpyxl", dtype=kinds)
        amounts = frame["Amount"]
    else:
        frame = pd.read_csv(path, dtype=kinds)
        frame["Posting Date"] = pd.to_datetime(frame["Posting Date"], format="%d/%m/%Y")
        text = frame["Amount"].str.replace(",", "", regex=False)
        amounts = text.str.replace(r"^\((.*)\)$", r"-\1", regex=True).astype(float)
    frame["pence"] = (amounts * 100).round().astype("int64")
    return frame


def _store(rows: Sequence[tuple], url: str) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE peer (row int, month int, date date, cost_centre text, account text,"
            " reference text, description text, pence bigint, line text)"
        )
        with cursor.copy(f"COPY peer ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.commit()
