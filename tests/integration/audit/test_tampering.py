"""A thousand tamperings by somebody who can switch every trigger off: each one is found.

The head printed in a pack is what an outsider holds; chain, tables and head together give away
every change, removal, swap, insertion and cut, even where the forger makes the chain again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from random import Random

import pytest
from django.db import connection, transaction

from poolbook.audit import queries
from poolbook.audit.models import Event
from tests import factories
from tests.integration.finance import month

ATTEMPTS = 1_000
COLUMNS = (
    "at",
    "by",
    "doing",
    "why",
    "table_name",
    "row_key",
    "before",
    "after",
    "previous",
    "hash",
)
RECHAIN = """
    DO $$ DECLARE e audit_event; link text := ''; made text; place bigint := 0;
    BEGIN
        FOR e IN SELECT * FROM audit_event ORDER BY id LOOP
            place := place + 1;
            made := audit_hash(link, place, e.at, e."by", e.doing, e.why, e.table_name, e.row_key, e.before, e.after);
            UPDATE audit_event SET id = place, previous = link, hash = made WHERE id = e.id;
            link := made;
        END LOOP;
    END $$
"""


@pytest.fixture(scope="module")
def head(transactional_db: str) -> str:
    """A closed and issued month in the record; its head, as printed."""
    book = factories.make_book()
    month.fill(book)
    month.close(book)
    month.issue(book)
    return queries.head()


@contextmanager
def tampering() -> Iterator[Callable[..., int]]:
    """SQL with every trigger off, undone afterwards; gives how many rows it changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")

        def run(statement: str, *values: object) -> int:
            cursor.execute(statement, values)
            return cursor.rowcount

        yield run
        transaction.set_rollback(True)


def noticed(head: str) -> bool:
    return bool(queries.broken_links() or queries.strayed_rows() or not queries.has_head(head))


def edit(
    run: Callable[..., int], rng: Random, count: int, columns: tuple[str, ...] = COLUMNS
) -> int:
    column = rng.choice(columns)
    value = {
        "at": "at + interval '1 microsecond'",
        "before": "coalesce(before, '{}') || '{\"pence\": 1.5}'",
        "after": "coalesce(after, '{}') || '{\"pence\": 1.5}'",
    }.get(column, f"overlay({column} placing 'ß' from 1 for 1)")
    return run(f"UPDATE audit_event SET {column} = {value} WHERE id = %s", rng.randint(1, count))


def delete(run: Callable[..., int], rng: Random, count: int) -> int:
    return run("DELETE FROM audit_event WHERE id = %s", rng.randint(1, count))


def swap(run: Callable[..., int], rng: Random, count: int) -> int:
    one, two = rng.sample(range(1, count + 1), 2)
    return run(
        "UPDATE audit_event SET id = CASE id WHEN %s THEN -1 ELSE -2 END WHERE id IN (%s, %s)",
        one, one, two,
    ) and run(
        "UPDATE audit_event SET id = CASE id WHEN -1 THEN %s ELSE %s END WHERE id < 0", two, one
    )  # fmt: skip


def cut(run: Callable[..., int], rng: Random, count: int) -> int:
    return run("DELETE FROM audit_event WHERE id > %s", rng.randint(0, count - 1))


def cut_front(run: Callable[..., int], rng: Random, count: int) -> int:
    return run("DELETE FROM audit_event WHERE id <= %s", rng.randint(1, count))


def insert(run: Callable[..., int], rng: Random, count: int) -> int:
    at = rng.randint(1, count)
    run("UPDATE audit_event SET id = -id - 1 WHERE id >= %s", at)
    run("UPDATE audit_event SET id = -id WHERE id < 0")
    return run(
        "INSERT INTO audit_event SELECT %s, at, by, doing, 'slipped in', table_name, row_key, before,"
        " after, previous, md5(random()::text) FROM audit_event ORDER BY id LIMIT 1",
        at,
    )


def edit_a_record(run: Callable[..., int], rng: Random, count: int) -> int:
    """The row itself, past the record."""
    table, column = rng.choice(
        [
            ("finance_budget", "pence"), ("finance_forecast", "pence"), ("finance_share", "pence"),
            ("finance_signature", "by_id"), ("finance_batch", "pence_read"),
            ("agreements_contribution", "pence"), ("finance_period", "number"),
        ]
    )  # fmt: skip
    return run(
        f"UPDATE {table} SET {column} = {column} + 1 WHERE id IN"
        f" (SELECT id FROM {table} ORDER BY id LIMIT 1)"
    )


def remove_a_record(run: Callable[..., int], rng: Random, count: int) -> int:
    table = rng.choice(["finance_budget", "finance_signature", "finance_note", "finance_share"])
    return run(f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY id LIMIT 1)")


def forge(run: Callable[..., int], rng: Random, count: int) -> int:
    """An edit, removal or insertion with the whole chain made again after it."""
    told = partial(edit, columns=COLUMNS[:-2])  # links and hashes are made again anyway
    done = rng.choice([told, delete, insert, swap])(run, rng, count)
    run("UPDATE audit_event SET hash = id::text")
    run(RECHAIN)
    return done


TAMPERINGS = (edit, delete, swap, cut, cut_front, insert, edit_a_record, remove_a_record, forge)


def test_a_thousand_tamperings_are_found(head: str):
    count = Event.objects.count()
    assert not noticed(head)
    missed = []
    for number in range(ATTEMPTS):
        rng = Random(number)
        act = TAMPERINGS[number % len(TAMPERINGS)]
        with tampering() as run:
            assert act(run, rng, count), f"{act.__name__} {number} changed nothing"
            if not noticed(head):
                missed.append(f"{act.__name__} {number}")
    assert missed == []
    assert not noticed(head)


@pytest.mark.parametrize("act", TAMPERINGS)
def test_what_each_tampering_is_found_by(head: str, act):
    """The chain alone is not enough: a forged one holds, and only the printed head gives it away."""
    with tampering() as run:
        act(run, Random(1), Event.objects.count())
        chain, tables = bool(queries.broken_links()), bool(queries.strayed_rows())
        known = queries.has_head(head)
    if act is forge:
        assert not chain and not known
    if act is cut:
        assert not chain and not known
    if act in (edit_a_record, remove_a_record):
        assert tables and not chain and known


def test_control_a_check_that_skips_the_hashes_misses_edits(head: str, monkeypatch):
    """The seeded fault: links are followed but the rows are not hashed again."""
    real = queries.broken_links
    monkeypatch.setattr(
        queries, "broken_links", lambda: [f for f in real() if "altered" not in f.what]
    )
    with tampering() as run:
        run("UPDATE audit_event SET by = 'another' WHERE id = 5")
        assert not noticed(head)
        monkeypatch.undo()
        assert noticed(head)


def test_findings_say_which_change_and_what(head: str):
    with tampering() as run:
        run("UPDATE audit_event SET by = 'another' WHERE id = 5")
        run("DELETE FROM audit_event WHERE id = 9")
        run("UPDATE finance_budget SET pence = 0 WHERE id IN (SELECT min(id) FROM finance_budget)")
        chain = [(f.event, f.what) for f in queries.broken_links()]
        strays = [f.what for f in queries.strayed_rows()]
    assert chain == [
        (5, "was altered after it was written"),
        (10, "change 9 is missing before it"),
        (10, "does not follow the change before it"),
    ]
    assert any(
        what.startswith("finance_budget ") and what.endswith("is not as recorded")
        for what in strays
    )
