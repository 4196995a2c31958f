"""Each row below the headings put in its place: data, blank, subtotal, repeated heading, footer, stray.

A total row is left out of the data, but its figure is compared with the rows that it adds up.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from poolbook.rules.money import pounds

from .amounts import AmountError, is_error, to_pence
from .columns import Plan
from .faults import WARNING, Faults, clip, rows_text
from .model import Cell
from .money_columns import money_text
from .roles import plain, role_of
from .table import BAD, Cells

STRICT = re.compile(
    r"(grand|sub|report|overall|page|running|section|final|net|batch|control|ledger|period|group|sum)?"
    r"[ \-]?totals?( (for|of) .*)?( amount)?[ :.=]*|(balance )?(carried|brought) forward.*|[bc]/fwd|sum",
    re.IGNORECASE,
).fullmatch
LOOSE = re.compile(
    r"(total|sub-?total)\b.*|.*\b(sub-?)?totals?[ :.]*", re.IGNORECASE | re.DOTALL
).fullmatch
ENDS = re.compile(r".*\b(sub-?)?totals?[ :.]*", re.IGNORECASE | re.DOTALL).fullmatch
FOOTER = re.compile(
    r"(\**\s*)?(end of (report|file|data|extract)|printed|report (run|date|generated|produced)|run (on|by|date)|"
    r"generated|produced|prepared|source|note|page \d|page:|number of (rows|records|lines)|(row|record) count|"
    r"records?:|eof|\*+|-+$|=+$|© ?).*",
    re.IGNORECASE | re.DOTALL,
).fullmatch


@dataclass(slots=True)
class Sorted:
    """Positions (0-based, of rows below the headings) by what they are."""

    data: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    stray: list[int] = field(default_factory=list)
    footers: list[int] = field(default_factory=list)
    no_amount: list[int] = field(default_factory=list)
    outside: list[int] = field(default_factory=list)


class Sorter:
    """Sorts the rows of one table; `offset` is the file row number of the first one."""

    def __init__(
        self, plan: Plan, rows: Sequence[list[Cell]], amounts: list, offset: int, faults: Faults
    ) -> None:
        self.plan, self.rows, self.amounts = plan, rows, amounts
        self.offset, self.faults = offset, faults
        self.names = [plain(column.name) for column in plan.columns]
        self.width = len(plan.columns)
        self.skip: set[str] = set()
        self.sums = 0  # pence of the data so far
        self.levels = {0}  # sums at the start and at each total: where a subtotal may begin
        self.last_level = 0
        self.sorted = Sorted()

    def sort(self, cells: Cells, skip_labels: Sequence[str] = ()) -> Sorted:
        """Go through the rows once; the common row is settled by a few cheap tests."""
        marked = self._called_total(cells)
        self.skip = {label.strip().lower() for label in skip_labels}
        filled = self._filled_beside_money()
        usual = self._usual(filled)
        labels: dict[Cell, bool] = {}
        data = self.sorted.data
        for at, (row, amount, beside) in enumerate(
            zip(self.rows, self.amounts, filled, strict=True)
        ):
            if type(amount) is int and beside * 2 > usual and at not in marked:
                first = row[0] if row[0] != "" else next(c for c in row if c != "")
                labelled = labels.get(first)
                if labelled is None:
                    labelled = labels[first] = self._has_label(first)
                if not labelled:
                    data.append(at)
                    self.sums += amount
                    continue
            self._settle(at, row, amount, usual)
        self._say_left_out()
        return self.sorted

    def _called_total(self, cells: Cells) -> set[int]:
        """Rows with a cell that is a total's label, wherever it stands and however full they are."""
        marked: set[int] = set()
        for index in range(self.width):
            if index in self.plan.figures or index >= len(cells):
                continue
            texts = {c for c in set(cells[index]) if type(c) is str and "otal" in c.lower()}
            labels = {c for c in texts if STRICT(c.strip()) or ENDS(c.strip())}
            if labels:
                marked |= {at for at, cell in enumerate(cells[index]) if cell in labels}
        return marked

    def _filled_beside_money(self) -> list[int]:
        """For each row, how many cells are filled other than those of money."""
        money = self.plan.figures
        if len(money) == 1:
            (index,) = money
            return [len(row) - row.count("") - (row[index] != "") for row in self.rows]
        return [
            len(row) - row.count("") - sum(row[index] != "" for index in money) for row in self.rows
        ]

    def _usual(self, filled: list[int]) -> int:
        """How many cells beside the money a row of data usually fills."""
        known = Counter(
            count
            for count, amount in zip(filled[:5000], self.amounts[:5000], strict=True)
            if amount is not None
        )
        return known.most_common(1)[0][0] if known else self.width - 1

    def _has_label(self, cell: Cell) -> bool:
        text = str(cell).strip()
        return bool(LOOSE(text) or STRICT(text)) or text.lower() in self.skip

    def _settle(self, at: int, row: list[Cell], amount: object, usual: int) -> None:
        """A row out of the common: find what it is."""
        inside = [(i, c) for i, c in enumerate(row[: self.width]) if str(c).strip()]
        counts, found = self.sorted.counts, self.sorted
        texts = [str(c).strip() for i, c in inside if i not in self.plan.figures]
        full = len(texts) * 2 > usual
        label = next(filter(STRICT, texts), None) or next(filter(LOOSE, texts), None)
        if not inside:
            self._outside(at, row)
        elif texts and texts[0].lower() in self.skip:
            counts["skipped"] += 1
        elif self._is_repeat(row):
            counts["repeated_headers"] += 1
        elif amount is BAD:
            self._bad(at, inside, usual)
        elif isinstance(amount, int):
            self._with_amount(at, amount, inside, label, usual)
        elif label and len(texts) <= max(usual // 2, 2) and len(texts) <= 4:
            self._total_elsewhere(at, inside, label)
        elif full and not FOOTER(texts[0] if texts else ""):
            found.no_amount.append(at)
        elif texts and FOOTER(texts[0]):
            found.footers.append(at)
        else:
            found.stray.append(at)

    def _with_amount(
        self, at: int, amount: int, inside: list[tuple[int, Cell]], label: str | None, usual: int
    ) -> None:
        others = [c for i, c in inside if i not in self.plan.figures]
        adds_up = self.sums - amount in self.levels and self.sorted.data != []
        if label is not None:
            strict, alone = bool(STRICT(label)), len(others) * 2 <= max(usual, 2)
            beside_codes = strict or (bool(ENDS(label)) and len(others) < usual)
            if (alone and (adds_up or strict or usual > 2)) or (adds_up and beside_codes):
                self._total(at, amount, label, adds_up)
                return
            if strict:
                self.faults.at(
                    "maybe-total",
                    self.offset + at,
                    None,
                    f"it is called '{clip(label)}' but has codes like a posting, and is not the sum "
                    "of rows above: counted as a posting.",
                    do="Delete the row if it is a total.",
                    severity=WARNING,
                )
        elif not others and usual > 0:
            if adds_up:
                self._total(at, amount, "", True)
                return
            self.faults.at(
                "amount-alone",
                self.offset + at,
                self.plan.money[0],
                f"{money_text(amount)} stands alone in its row, and is not the sum of rows above: "
                "it may be a total that does not add up, or a posting without its codes.",
                do="Delete the row if it is a total, or give it its codes.",
            )
        self.sorted.data.append(at)
        self.sums += amount

    def _total(self, at: int, amount: int, label: str, adds_up: bool) -> None:
        """Count a total row, compare its figure, and let the next subtotal begin after it."""
        self.sorted.counts["subtotals"] += 1
        if not adds_up:
            whole = label.lower().startswith(("grand", "report", "overall", "final"))
            rows_sum = self.sums if whole else self.sums - self.last_level
            also = (
                ""
                if whole or rows_sum == self.sums
                else f" (all rows so far: {money_text(self.sums)})"
            )
            self.faults.at(
                "total-mismatch",
                self.offset + at,
                self.plan.money[0],
                f"'{clip(label)}' says {money_text(amount)}, but the rows above it add up to "
                f"{money_text(rows_sum)}{also}.",
                value=pounds(amount),
                do="Rows may be missing or doubled: run the extract again.",
            )
        self.levels.add(self.sums)
        self.last_level = self.sums

    def _total_elsewhere(self, at: int, inside: list[tuple[int, Cell]], label: str) -> None:
        """A total whose figure is not under the amount: a control total, or a count of rows."""
        figures = []
        for _, cell in inside:
            try:
                pence = to_pence(cell)
            except AmountError:
                continue
            figures.append(pence)
        rows = len(self.sorted.data) * 100
        right = [f for f in figures if f == rows or self.sums - (f or 0) in self.levels]
        if not figures:
            self.sorted.footers.append(at)
            return
        self.sorted.counts["subtotals"] += 1
        if not right:
            self.faults.at(
                "total-mismatch",
                self.offset + at,
                None,
                f"'{clip(label)}' says {money_text(figures[0] or 0)}, but the rows above it add up to "
                f"{money_text(self.sums)} in {rows // 100:,} rows.",
                do="Rows may be missing or doubled: run the extract again.",
            )

    def _bad(self, at: int, inside: list[tuple[int, Cell]], usual: int) -> None:
        """An amount that cannot be read: another table's headings, a note, or a fault for each cell."""
        known = [role_of(str(cell)) for _, cell in inside]
        if len([role for role in known if role]) >= 3 and len(known) >= 3:
            self.sorted.counts["second_headers"] += 1
            self.faults.at(
                "second-header",
                self.offset + at,
                None,
                "other headings begin here: "
                + ", ".join(f"'{cell}'" for _, cell in inside[:8])
                + ".",
                do="Put the second table in a file of its own.",
            )
            return
        figures = any(ch.isdigit() for _, cell in inside for ch in str(cell))
        if len(inside) == 1 and usual > 2 and (FOOTER(str(inside[0][1]).strip()) or not figures):
            self.sorted.footers.append(at)
            return
        self.sorted.counts["bad_amounts"] += 1
        for index in self.plan.money:
            cell = self.rows[at][index]
            try:
                to_pence(cell)
            except AmountError as error:
                self._say_bad(at, index, cell, str(error))

    def _say_bad(self, at: int, index: int, cell: Cell, reason: str) -> None:
        error = is_error(cell)
        self.faults.at(
            "excel-error" if error else "text-in-amount",
            self.offset + at,
            index,
            f"{reason}." if error else f"{reason}, so the row is left out.",
            value=cell,
            do="Correct the formula in the workbook."
            if error
            else "Correct the amount in the file.",
        )

    def _is_repeat(self, row: list[Cell]) -> bool:
        """Does the row repeat the headings?"""
        cells = [plain(str(cell)) for cell in row[: self.width]]
        same = sum(
            1 for cell, name in zip(cells, self.names, strict=False) if cell and cell == name
        )
        filled = sum(1 for cell in cells if cell)
        return same >= 2 and same >= 0.8 * filled

    def _outside(self, at: int, row: list[Cell]) -> None:
        """Nothing under the headings: a blank row, unless something stands beside the table."""
        if any(str(cell).strip() for cell in row[self.width :]):
            self.sorted.outside.append(at)
            self.sorted.counts["outside"] += 1
        else:
            self.sorted.counts["blank"] += 1

    def _say_left_out(self) -> None:
        found, counts = self.sorted, self.sorted.counts
        last = found.data[-1] if found.data else -1
        counts["stray"], counts["footers"] = len(found.stray), len(found.footers)
        counts["no_amount"] = len(found.no_amount)
        counts["data_rows"] = len(found.data)
        if found.stray:
            numbers = [self.offset + at for at in found.stray]
            where = "after the data" if found.stray[0] > last else "among the data"
            self.faults.file(
                "stray-rows",
                f"{rows_text(numbers)} {'hold' if len(numbers) > 1 else 'holds'} only stray text "
                f"or numbers {where}, and no amount: left out.",
                severity=WARNING,
            )
        if found.no_amount:
            numbers = [self.offset + at for at in found.no_amount]
            self.faults.file(
                "no-amount",
                f"{rows_text(numbers)} {'have' if len(numbers) > 1 else 'has'} no amount: left out.",
                "Check that nothing is missing in the amount column.",
                WARNING,
            )
