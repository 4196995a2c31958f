"""Posting a ledger extract: whole or not at all, once, on mapped lines or in suspense."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from poolbook.agreements.queries import require_partner
from poolbook.audit.acting import acting
from poolbook.finance.actions import bulk
from poolbook.finance.actions.mappings import Places
from poolbook.finance.actions.periods import locked
from poolbook.finance.actions.sources import require_source
from poolbook.finance.models import Batch, Period, Source
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules.refusal import Refusal


class Entry(NamedTuple):
    """One ledger row as read: `number` is its row in the file, `month` 1 is April, pence signed."""

    number: int
    month: int
    date: date | None
    cost_centre: str
    account: str
    reference: str
    description: str
    pence: int


@dataclass(frozen=True)
class Extract:
    """A file's rows with what identifies it."""

    file_name: str
    sha256: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Posted:
    """What an import did: control totals in rows and pence, read = posted + suspended + outside + repeated.

    `already` says that the same extract was posted before: nothing was done.
    """

    batch: Batch
    rows: dict[str, int]
    pence: dict[str, int]
    already: bool = False


@dataclass(frozen=True)
class Tried:
    """What posting would do: rows and pence by fate, what other imports have already, and the
    import that is this very extract."""

    rows: dict[str, int]
    pence: dict[str, int]
    repeated: list[tuple[str, int]]
    already: Batch | None


def tried(source: Source, period: Period, entries: Sequence[Entry]) -> Tried:
    """Tries a posting and takes it back: nothing is kept, and no other import is held up."""
    marks = fingerprints(entries)
    same = Batch.objects.filter(source=source, content=_content(marks), state="applied").first()
    with transaction.atomic():
        bulk.stage(entries, marks, Places(source, period))
        repeated = bulk.repeated(source)
        rows, pence = bulk.fates()
        transaction.set_rollback(True)
    return Tried(rows, pence, repeated, same)


def post(
    *, by: Person, period: Period, source: Source, extract: Extract, skip_repeated: bool = False
) -> Posted:
    """Posts an extract to an open period.

    The same extract again, renamed or in another order, does nothing. Rows that another extract of
    the source posted already are refused, or left out with `skip_repeated` (for year-to-date
    extracts). Raises Refusal; nothing is then changed.
    """
    require_source(by, source)
    if source.agreement_id != period.agreement_id:
        raise Refusal(f"{source.name} is a ledger of another agreement than {period}")
    marks = fingerprints(extract.entries)
    content = _content(marks)
    with acting(str(by), f"imported {extract.file_name} to {period}"):
        bulk.claim(source)
        same = Batch.objects.filter(source=source, content=content, state="applied").first()
        if same and same.rows_read == len(marks):
            return _totals(same, already=True)
        _require_open(period)
        bulk.stage(extract.entries, marks, Places(source, period))
        repeated = bulk.repeated(source)
        if same:
            return _again(same, left_out_rows=bulk.staged(new_only=True)[0])
        if repeated and not skip_repeated:
            total = sum(rows for _, rows in repeated)
            raise Refusal(
                f"{_rows(total)} of {extract.file_name} {'was' if total == 1 else 'were'} posted before",
                [
                    f"{_rows(rows)} {'is' if rows == 1 else 'are'} in {name}"
                    for name, rows in repeated
                ]
                + ["leave them out with --skip-repeated, or withdraw that import first"],
            )
        rows, pence = bulk.staged(new_only=True)
        batch = Batch.objects.create(
            source=source,
            period=period,
            file_name=extract.file_name,
            sha256=extract.sha256,
            content=content,
            rows_read=rows,
            pence_read=pence,
            by=by,
        )
        bulk.move_to_postings(batch)
        batch.digest = bulk.digest(batch)
        batch.save(update_fields=["digest"])
        return _totals(batch)


def withdraw(*, by: Person, batch: Batch, why: str) -> None:
    """Takes an import back while its period is open: its rows stay, and count for nothing."""
    require_source(by, batch.source)
    if not why.strip():
        raise Refusal("say why the import is withdrawn")
    with acting(str(by), f"withdrew {batch.file_name}", why), locked(batch.period, "open"):
        bulk.claim(batch.source)
        fresh = Batch.objects.select_for_update().get(pk=batch.pk)
        if fresh.state != "applied":
            raise Refusal(f"{fresh.file_name} is withdrawn already")
        fresh.state, fresh.withdrawn_why, fresh.withdrawn_at = "withdrawn", why, timezone.now()
        fresh.save(update_fields=["state", "withdrawn_why", "withdrawn_at"])


def clear_suspense(*, by: Person, period: Period) -> int:
    """Gives rows in suspense the line that the mappings now know; returns how many."""
    require(by, May.IMPORT)
    require_partner(by, period.agreement)
    with acting(str(by), f"cleared suspense of {period}"), locked(period, "open"):
        moved, batches = bulk.map_suspense(period)
        for batch in Batch.objects.filter(pk__in=batches):
            batch.digest = bulk.digest(batch)
            batch.save(update_fields=["digest"])
        return moved


def fingerprints(entries: Iterable[Entry]) -> list[str]:
    """Each row's mark (32 hexadecimal digits): the same row is known again in any file and order; equal rows are numbered."""
    seen: dict[bytes, int] = {}
    marks = []
    for _, month, day, centre, account, reference, description, pence in entries:
        text = (
            f"{month}\x1f{day}\x1f{centre}\x1f{account}\x1f{reference}\x1f{description}\x1f{pence}"
        )
        mark = blake2b(text.encode(), digest_size=16).digest()
        again = seen.get(mark, 0)
        seen[mark] = again + 1
        if again:
            mark = blake2b(mark + again.to_bytes(4, "big"), digest_size=16).digest()
        marks.append(mark.hex())
    return marks


def _content(marks: Iterable[str]) -> str:
    """What an extract holds, whatever its name and order: the hash of its rows' marks."""
    return hashlib.sha256(bytes.fromhex("".join(sorted(marks)))).hexdigest()


def _require_open(period: Period) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM finance_period WHERE id = %s FOR SHARE", [period.pk])
        state = cursor.fetchone()[0]
    if state != "open":
        raise Refusal(f"{period} is {state}; only an open period takes an import")


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _again(same: Batch, left_out_rows: int) -> Posted:
    """An extract that was posted in part, its other rows being in another import then."""
    if not left_out_rows:
        return _totals(same, already=True)
    raise Refusal(
        f"import {same.pk} posted {same.file_name} without {left_out_rows:,} rows, which were "
        "withdrawn since with another import",
        [f"withdraw import {same.pk} too, then import {same.file_name} again"],
    )


def _totals(batch: Batch, already: bool = False) -> Posted:
    rows, pence = bulk.control_totals(batch)
    return Posted(batch, rows, pence, already)
