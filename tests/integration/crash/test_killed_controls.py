"""Seeded faults: an import and a close that commit in two transactions are caught by the checks."""

import pytest

from poolbook.audit.acting import acting
from poolbook.audit.models import Event
from poolbook.finance.actions import periods, postings, shares
from poolbook.intake.extracts import preview
from tests import factories
from tests.integration.crash import killing
from tests.integration.crash import scene as scenes
from tests.integration.crash.scene import Scene

RUNS = 200


@pytest.fixture
def scene(transactional_db: str, tmp_path) -> Scene:
    """An open period, and a ledger file."""
    book = factories.make_book(lines=4)
    factories.forecast(book, {1: factories.BUDGET + 700})
    scenes.write_ledger(tmp_path / "ledger.csv")
    return Scene(book, tmp_path / "ledger.csv", Event.objects.count())


def test_control_two_transactions_are_caught(scene: Scene):
    totals = scenes.write_ledger(scene.file)
    entries = preview(scene.file, scene.book.source, scene.period()).entries

    def halves() -> None:
        for name, part in (("a", entries[:300]), ("b", entries[300:])):
            postings.post(
                by=scene.book.manager, period=scene.period(), source=scene.book.source,
                extract=factories.extract(part, name),
            )  # fmt: skip

    with pytest.raises((AssertionError, postings.Batch.MultipleObjectsReturned)):
        killing.kill_often(
            halves, lambda: scene.back("import"), lambda run: scenes.imported(totals), RUNS
        )
    scene.back("import")

    factories.fill(scene.book)
    factories.check(scene.book)
    factories.sign(scene.book)
    scene.events = Event.objects.count()

    def apart() -> None:
        with acting("x", "kept the share"):
            shares.keep_share(period=scene.period())
        periods.close(by=scene.book.manager, period=scene.period())

    with pytest.raises(AssertionError):
        killing.kill_often(
            apart, lambda: scene.back("close"), lambda run: scenes.closed(scene.period()), RUNS
        )
