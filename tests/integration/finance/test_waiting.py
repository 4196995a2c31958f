"""What waits for whom, at each state of the month."""

from poolbook.agreements.models import Agreement, BudgetLine
from poolbook.finance.actions import budgets, forecasts, periods, setting_up
from poolbook.finance.queries.waiting import Wait, waiting_for
from poolbook.partners.models import Person
from poolbook.partners.roles import Role
from tests import factories
from tests.factories import Book
from tests.integration.finance import month
from tests.integration.finance.recorded import written
from tests.integration.finance.test_since import outsider


def waits(person: Person) -> list[Wait]:
    written()
    return waiting_for(person)


def texts(person: Person) -> list[str]:
    return [wait.text for wait in waits(person)]


def test_the_pool_manager_from_import_to_issue(book: Book):
    BudgetLine.objects.update(holder=book.holder)
    assert texts(book.manager) == ["Import 1 ledger of April 2020"]
    factories.post(book, factories.entry("C9", 4_120_00))
    assert texts(book.manager) == ["Clear suspense of April 2020: 1 row, £4,120"]
    assert all(wait.since for wait in waits(book.manager))


def test_the_end_of_the_month(book: Book):
    factories.fill(book)
    assert [(w.kind, w.text) for w in waits(book.manager)] == [
        ("check", "Run the checks of April 2020")
    ]
    assert texts(book.leads[0]) == []
    factories.check(book)
    assert texts(book.manager) == []
    (wait,) = waits(book.leads[1])
    assert (wait.kind, wait.text) == ("sign", "Sign April 2020 for Partner 2")
    assert wait.since and wait.period == book.period
    periods.sign(by=book.leads[1], period=book.period)
    assert texts(book.leads[1]) == []
    assert texts(book.leads[0]) == ["Sign April 2020 for Partner 1"]
    periods.sign(by=book.leads[0], period=book.period)
    assert texts(book.manager) == ["Close April 2020"]
    periods.close(by=book.manager, period=book.period)
    assert texts(book.manager) == ["Issue the report of April 2020"]
    periods.issued(by=book.manager, period=book.period)
    assert texts(book.manager) == []


def test_who_made_a_figure_is_not_asked_to_sign(book: Book):
    factories.fill(book)
    factories.forecast(book, {1: 1_300_000}, by=book.leads[0])
    factories.check(book)
    assert texts(book.leads[0]) == []
    assert texts(book.leads[1]) == ["Sign April 2020 for Partner 2"]


def test_a_budget_holder_forecasts_and_explains_their_own_lines(book: Book):
    BudgetLine.objects.filter(code__in=("L1", "L3")).update(holder=book.holder)
    assert texts(book.holder) == ["Forecast 1 line in All", "Forecast 1 line in Pool two"]
    assert texts(book.manager)[1:] == [
        "Forecast 1 line in All (no budget holder)",
        "Forecast 1 line in Pool two (no budget holder)",
    ]
    Agreement.objects.update(explain_from=100_00)
    factories.post(book, factories.entry("C1", 500_000))
    entries = [forecasts.Entry(line, "straight line") for line in book.lines]
    forecasts.set_forecasts(by=book.manager, period=book.period, entries=entries)
    found = waits(book.holder)
    assert [(w.kind, w.text, w.lines) for w in found] == [
        ("explain", "Explain 1 line in All: £48,000", (book.line(1).pk,)),
        ("explain", "Explain 1 line in Pool two: −£12,000", (book.line(3).pk,)),
    ]
    periods.explain(by=book.manager, period=book.period, check="moved", text="first month")
    assert texts(book.holder) == []


def test_where_nobody_holds_a_line_every_holder_is_asked(book: Book):
    assert texts(book.holder) == ["Forecast 2 lines in All", "Forecast 2 lines in Pool two"]


def test_virements_that_the_matrix_lets_one_decide(book: Book):
    setting_up.keep_limit(
        by=book.manager, agreement=book.agreement, same_pool=True, recurrent=False,
        role=Role.FINANCE_LEAD.value, up_to=10_00,
    )  # fmt: skip
    ask = {"by": book.holder, "period": book.period, "recurrent": False, "reason": "beds"}
    small = budgets.propose_virement(moves={book.line(1): 500, book.line(2): -500}, **ask)
    budgets.propose_virement(moves={book.line(1): 10_01, book.line(2): -10_01}, **ask)
    (wait,) = waits(book.leads[1])
    assert (wait.kind, wait.text) == ("virement", "Decide a virement of £5: beds")
    assert (wait.virement, wait.period) == (small.pk, book.period)
    assert wait.since is not None


def test_others_have_nothing_to_do_here(book: Book):
    assert texts(book.auditor) == texts(book.analyst) == []
    book.holder.role = "a role of tomorrow"
    assert waiting_for(book.holder) == []
    assert texts(outsider(book)) == []


def test_the_oldest_first_and_few_queries(book: Book, django_assert_max_num_queries):
    month.fill(book)
    factories.post(book, factories.entry("C9"), name="more.csv")
    with django_assert_max_num_queries(18):
        found = waits(book.manager)
    since = [wait.since for wait in found if wait.since]
    assert since == sorted(since)
    with django_assert_max_num_queries(16):
        waits(book.leads[0])
