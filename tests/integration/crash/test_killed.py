"""Import, close and issue killed at 200 random moments each: whole or not at all, never twice.

Each has a seeded fault, the same act in two transactions, which the same check must catch.
"""

from collections.abc import Callable

import pytest

from poolbook.audit.models import Event
from poolbook.finance.actions import periods
from poolbook.finance.models import IssuedFile
from poolbook.intake.extracts import import_extract
from poolbook.reports import actions as reports
from tests import factories
from tests.integration.crash import killing
from tests.integration.crash import scene as scenes
from tests.integration.crash.scene import Scene

RUNS = 200
EVERY = 10  # the record is verified, and the act done again, after every tenth kill


@pytest.fixture(scope="module")
def scene(transactional_db: str, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """An open period with forecasts, and a ledger file."""
    book = factories.make_book(lines=4)
    factories.forecast(book, {1: factories.BUDGET + 700})
    file = tmp_path_factory.mktemp("ledger") / "ledger.csv"
    scenes.write_ledger(file)
    return Scene(book, file, Event.objects.count())


@pytest.fixture(scope="module")
def signed(scene: Scene) -> Scene:
    """The same, imported, checked and signed: ready to close."""
    take_in(scene)
    for code in ("overtaken", "moved"):
        periods.explain(by=scene.book.manager, period=scene.period(), check=code, text="known")
    scene.book.period = scene.period()
    factories.check(scene.book)
    factories.sign(scene.book)
    scene.events = Event.objects.count()
    return scene


@pytest.fixture(scope="module")
def closed(signed: Scene) -> Scene:
    """The same, closed: ready to be issued."""
    periods.close(by=signed.book.manager, period=signed.period())
    signed.events = Event.objects.count()
    return signed


def take_in(scene: Scene):
    """The import, as the command does it."""
    return import_extract(
        by=scene.book.manager, period=scene.period(), source=scene.book.source, path=scene.file
    )[0]


def survey(act: str, found: list[tuple[bool, bool]]) -> None:
    """Prints what the kills met, and insists that they fell before, within and after the commit."""
    applied = sum(a for _, a in found)
    told = sum(a for a, _ in found)
    print(f"{act}: {len(found)} kills, {applied} applied, {told} acknowledged")  # noqa: T201
    assert 0 < applied < len(found), "the kills did not reach into the act"


def test_an_import_is_whole_or_not_at_all(scene: Scene):
    totals = scenes.write_ledger(scene.file)

    def check(run: int) -> bool:
        applied = scenes.imported(totals)
        if run % EVERY == 0:
            scenes.recorded()
            again = take_in(scene)
            assert again.already == applied, "doing it again does what was not done, and only that"
            assert scenes.imported(totals)
        return applied

    found = killing.kill_often(lambda: take_in(scene), lambda: scene.back("import"), check, RUNS)
    survey("import", found)


def test_a_close_is_whole_or_not_at_all(signed: Scene):
    def act() -> None:
        periods.close(by=signed.book.manager, period=signed.period())

    def check(run: int) -> bool:
        applied = scenes.closed(signed.period())
        if run % EVERY == 0:
            scenes.recorded()
            if not applied:
                act()
            assert scenes.closed(signed.period())
        return applied

    survey("close", killing.kill_often(act, lambda: signed.back("close"), check, RUNS))


FILES = {f"pack_{n}.pdf": (bytes([n]) * 50_000, "0" * 64) for n in range(8)}


def test_an_issue_is_whole_or_not_at_all(closed: Scene, monkeypatch):
    """Making the files writes nothing and is slow, so every kill falls on keeping them."""
    monkeypatch.setattr(reports, "files", lambda period, as_at: FILES)

    def act() -> None:
        reports.issue(by=closed.book.manager, period=closed.period())

    def check(run: int) -> bool:
        applied = scenes.issued(closed.period(), set(FILES))
        if run % EVERY == 0:
            scenes.recorded()
            if not applied:
                act()
            assert scenes.issued(closed.period(), set(FILES))
        return applied

    survey("issue", killing.kill_often(act, lambda: closed.back("issue"), check, RUNS))


def caught(act: Callable[[], object], scene: Scene, name: str, check) -> bool:
    """Whether the check notices a faulty act within as many kills."""
    try:
        killing.kill_often(act, lambda: scene.back(name), check, RUNS, seed=2)
    except (AssertionError, IssuedFile.DoesNotExist):
        return True
    finally:
        scene.back(name)
    return False


def test_control_an_issue_in_two_transactions_is_caught(closed: Scene, monkeypatch):
    monkeypatch.setattr(reports, "files", lambda period, as_at: {})

    def act() -> None:
        for name, (content, head) in FILES.items():
            IssuedFile.objects.create(
                period=closed.period(), name=name, head=head, content=content,
                sha256=reports.hashlib.sha256(content).hexdigest(), at=reports.timezone.now(),
            )  # fmt: skip
        reports.issue(by=closed.book.manager, period=closed.period())

    assert caught(act, closed, "issue", lambda run: scenes.issued(closed.period(), set(FILES)))
