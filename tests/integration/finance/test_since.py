"""What changed since somebody was here: others' acts, in plain words, of their agreements only."""

import re
from datetime import date, timedelta

from django.utils import timezone

from poolbook.agreements import actions as agreements
from poolbook.audit.models import Event
from poolbook.finance.actions import budgets, periods, postings
from poolbook.finance.queries import record, since
from poolbook.finance.queries.since import changes_since
from poolbook.partners.roles import Role
from tests import factories
from tests.factories import Book
from tests.integration.finance import month
from tests.integration.finance.recorded import written

LONG_AGO = timezone.now() - timedelta(days=9)


def texts(book: Book, person=None, moment=LONG_AGO) -> list[str]:
    written()
    found = changes_since(person or book.auditor, moment, most=100)
    return [change.text for change in found.items]


def outsider(book: Book):
    """The finance lead of a partner with an agreement of its own."""
    from poolbook.partners import actions as people

    other = people.keep_partner(by="t", code="X", name="Elsewhere", kind="nhs")
    agreements.keep_agreement(
        by="t", code="other", name="Other", partners=[(other, None)], host=other,
        starts=date(2020, 4, 1),
    )  # fmt: skip
    return factories.person("outsider", Role.FINANCE_LEAD, other)


def test_forecasts_from_and_to_with_their_reason(book: Book):
    factories.forecast(book)
    written()
    moment = Event.objects.latest("id").at
    factories.forecast(book, {1: 13_500_00}, by=book.holder)
    found = texts(book, moment=moment)
    assert found == ["Forecast of Line 1 from £12,000 to £13,500: as last year"]
    assert texts(book, book.holder, moment) == []


def test_many_forecasts_are_told_as_a_number(book: Book):
    factories.forecast(book)
    assert texts(book)[0] == "Forecast of 4 lines in 2020-21/P1"


def test_a_month_in_sentences(book: Book):
    for act in (
        lambda: factories.fill(book),
        lambda: postings.withdraw(by=book.manager, batch=book.period.batches.get(), why="wrong file"),
        lambda: factories.post(book, factories.entry(), name="again.csv"),
        lambda: factories.check(book),
        lambda: periods.sign(by=book.leads[0], period=book.period),
        lambda: periods.reopen(by=book.manager, period=book.period, why="a late row"),
        lambda: factories.add_contributions(book, "Appendix 4", "indicative"),
    ):  # fmt: skip
        written()
        act()
    found = texts(book)
    for text in (
        "Ledger gl, 2020-21/P1: ledger 2020-21/P1.csv withdrawn: wrong file",
        "Ledger gl, 2020-21/P1 imported: 1 row, £100",
        "2020-21/P1 checked",
        "2020-21/P1 signed for Partner 1",
        "2020-21/P1 opened again: a late row",
    ):
        assert text in found
    assert "Contributions of 2020/21 added: Appendix 4 (indicative)" in found


def test_virements_say_their_size(book: Book):
    written()
    virement = budgets.propose_virement(
        by=book.holder, period=book.period, moves={book.line(1): 500, book.line(2): -500},
        recurrent=False, reason="beds",
    )  # fmt: skip
    assert texts(book)[0] == "Virement of £5 proposed: beds"
    budgets.refuse_virement(by=book.leads[0], virement=virement, why="not now")
    assert texts(book)[0] == f"Virement {virement.pk} refused: not now"


def test_no_sentence_has_a_table_or_a_bare_id(book: Book):
    month.fill(book)
    written()
    month.close(book)
    month.issue(book)
    for text in texts(book):
        assert not re.search(r"_|\bnumber \d", text), text
        assert text[0].isupper() or text[0].isdigit() or text[0] == "£", text  # or a count


def test_limited_with_a_count_of_the_rest(book: Book, django_assert_max_num_queries):
    month.fill(book)
    for pence in range(1, 10):
        written()
        factories.forecast(book, {1: pence}, by=book.holder if pence % 2 else book.manager)
    written()
    whole = changes_since(book.auditor, LONG_AGO, most=1000)
    with django_assert_max_num_queries(16):
        some = changes_since(book.auditor, LONG_AGO, most=3)
    assert (len(some.items), some.items, some.whole) == (3, whole.items[:3], True)
    assert some.rest == len(whole.items) - 3 > 3


def test_a_long_absence_is_told_as_far_as_it_is_looked_through(book: Book, monkeypatch):
    written()
    assert changes_since(book.auditor, LONG_AGO).whole
    monkeypatch.setattr(since, "WINDOW", 3)
    found = changes_since(book.auditor, LONG_AGO)
    assert not found.whole and len(found.items) == 1
    assert changes_since(book.auditor, timezone.now() + timedelta(days=1)).whole


def test_only_changes_of_the_agreements_that_a_person_sees(book: Book):
    other = outsider(book)
    month.fill(book)
    month.close(book)
    month.issue(book)
    written()
    mine = record.visible(book.leads[1])
    theirs = record.visible(other)
    of_book = Event.objects.filter(table__regex="^(finance|agreements|reports|caseload)_").exclude(
        pk__in=theirs.values("pk")
    )
    differ = set(mine.values_list("pk", flat=True)) ^ set(of_book.values_list("pk", flat=True))
    assert not differ, [(e.table, e.doing) for e in Event.objects.filter(pk__in=differ)]
    assert set(theirs.values_list("table", flat=True)) == {
        "agreements_agreement", "agreements_signatory",
    }  # fmt: skip
    for person in (book.auditor, None):
        assert record.visible(person).count() == Event.objects.count()
    nobody = factories.person("nobody", Role.ANALYST, None)
    whole = factories.person("administrator", Role.ADMINISTRATOR, None)
    assert not record.visible(nobody).exists() and not record.visible(whole).exists()
    theirs_too = factories.person("their administrator", Role.ADMINISTRATOR, other.partner)
    assert record.visible(theirs_too).count() == theirs.count(), "no other partner's record"
    assert not mine.filter(table__startswith="partners_").exists()
