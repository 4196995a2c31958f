"""A close and a posting at the same moment: the posting is in what was signed, or it is refused.

The poster is plain SQL, so that only the database's guard stands between it and the closed period.
"""

import threading
import time
from random import Random

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from poolbook.finance.actions import periods
from poolbook.finance.models import Batch, Period
from tests import committed, factories
from tests.factories import Book

ROUNDS = 200
AGAIN = (
    "DELETE FROM finance_share", "DELETE FROM finance_sharerun", "DELETE FROM finance_signature",
    "DELETE FROM finance_budget WHERE reason = 'late'",
    "UPDATE finance_period SET state = 'open', closed_at = NULL",
)  # fmt: skip


@pytest.fixture(scope="module")
def book(transactional_db: str) -> Book:
    """One partner, one line, ready to be checked; committed."""
    made = factories.make_book(partners=1, lines=1)
    factories.fill(made, rows=1)
    for code in ("contributions", "ledgers", "moved"):
        periods.explain(by=made.manager, period=made.period, check=code, text="so that it passes")
    return made


def act(*statements: str) -> None:
    """Statements of one transaction, on this thread's own connection."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("COMMIT")
        except DatabaseError:
            cursor.execute("ROLLBACK")
            raise


def post(
    book: Book, before: float, holding: float, told: list[str], start: threading.Barrier
) -> None:
    """A budget of a penny in plain SQL, whose transaction is held open for a moment."""
    connection.ensure_connection()
    start.wait()
    time.sleep(before)
    try:
        act(
            "INSERT INTO finance_budget (line_id, period_id, kind, pence, reason, by_id, at) VALUES"
            f" ({book.line(1).pk}, {book.period.pk}, 'adjustment', 1, 'late', {book.manager.pk},"
            " clock_timestamp())",
            f"SELECT pg_sleep({holding})",
        )
        told.append("posted")
    except IntegrityError as error:
        assert "so nothing can be written to it" in str(error)
        told.append("refused")
    finally:
        connection.close()


def budget() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pence) FROM finance_budget")
        return int(cursor.fetchone()[0])


def race(book: Book, rng: Random) -> tuple[str, bool]:
    """One round: what the poster was told, and whether the budget is the one that was checked."""
    committed.unguarded(*AGAIN)
    told: list[str] = []
    times = (rng.uniform(0, 0.01), rng.uniform(0, 0.01))
    start = threading.Barrier(2)
    thread = threading.Thread(target=post, args=(book, *times, told, start))
    thread.start()
    start.wait()
    time.sleep(0.006)
    with transaction.atomic(), periods.locked(book.period, "open", moves=True) as fresh:
        seen = budget()
        fresh.state = "checked"
        fresh.save()
    act("UPDATE finance_period SET state = 'signed'")
    act("UPDATE finance_period SET state = 'closed', closed_at = now()")
    thread.join()
    return told[0], budget() == seen


def test_nothing_is_posted_after_the_close(book: Book):
    results = [race(book, Random(n)) for n in range(ROUNDS)]
    assert {whole for _, whole in results} == {True}
    said = [told for told, _ in results]
    assert said.count("posted") >= 10 and said.count("refused") >= 10, "the two never met"


def test_control_without_its_lock_the_guard_lets_postings_in(book: Book):
    """The seeded fault: the guard reads the state without a lock on the period."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('finance_require'::regproc)")
        guard = cursor.fetchone()[0]
        assert "FOR SHARE" in guard
        cursor.execute(guard.replace("FOR SHARE", ""))
        try:
            broken = any(not race(book, Random(n))[1] for n in range(ROUNDS))
        finally:
            cursor.execute(guard)
    assert broken, "a posting after the close went unnoticed"


def close(book: Book) -> None:
    period = Period.objects.get(pk=book.period.pk)
    periods.check(by=book.manager, period=period)
    periods.sign(by=book.leads[0], period=period)
    periods.close(by=book.manager, period=period)


def test_an_import_and_a_close_do_not_lose_each_other(book: Book):
    """The same with the real import: it is in what was signed, or refused with the reason."""
    said = []
    for n in range(20):
        committed.unguarded(*AGAIN)
        rng, told = Random(n), []

        def run(rng: Random = rng, told: list[str] = told, n: int = n) -> None:
            time.sleep(rng.uniform(0, 0.15))
            try:
                factories.post(book, factories.entry("C1", 5, reference=f"late {n}"))
                told.append("posted")
            except periods.Refusal:
                told.append("refused")
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        time.sleep(0.1)
        close(book)
        thread.join()
        period = Period.objects.get(pk=book.period.pk)
        assert period.signatures.get().figures == periods.fingerprint(period)
        said += told
    assert Batch.objects.count() == 1 + said.count("posted")
    assert set(said) == {"posted", "refused"}
