"""What pages say: months by name, nothing known is not "on budget", and every page says what to do."""

import pytest
from django.test import Client

from poolbook.finance.actions import forecasts
from poolbook.finance.models import Period
from poolbook.partners.models import Person
from poolbook.partners.roles import Role
from poolbook.web.frame.months import in_months
from poolbook.web.help.texts import texts
from tests import factories
from tests.factories import Book

PERIOD = "pooled/2020-21/P1/"
PAGES = (f"month/{PERIOD}", f"share/{PERIOD}", f"sign-off/{PERIOD}", "")


@pytest.fixture
def book(db: None) -> Book:
    return factories.make_book()


def page(person: Person, path: str, status: int = 200) -> str:
    made = Client()
    made.force_login(person)
    answer = made.get(f"/{path}")
    assert answer.status_code == status, path
    return answer.content.decode()


@pytest.mark.parametrize(
    "said, shown",
    [
        ("2020-21/P7 signed for the council", "October 2020 (P7) signed for the council"),
        (
            "from 2020-21/P12 to 2020-21/P13.",
            "from March 2021 (P12) to Closing period of 2020/21 (P13).",
        ),
        ("acsn_2020-21_P7.pdf", "acsn_2020-21_P7.pdf"),
        ("2020-21/P14", "2020-21/P14"),
        ("/share/oxfordshire/2020-21/P7/", "/share/oxfordshire/2020-21/P7/"),
    ],
)
def test_periods_are_named_by_their_month(said: str, shown: str):
    assert in_months(said) == shown


@pytest.mark.parametrize("path", PAGES)
def test_a_month_without_forecasts_says_so_and_not_that_it_is_on_budget(book: Book, path: str):
    shown = page(book.manager, path)
    assert '<span class="pb-money">on budget</span>' not in shown
    assert "no forecast" in shown or "o line has a forecast" in shown


def test_some_forecasts_are_counted(book: Book):
    one = forecasts.Entry(book.line(1), "manual", 100_00, "A reason.")
    forecasts.set_forecasts(by=book.manager, period=book.period, entries=[one])
    assert "1 of 4 lines have a forecast" in page(book.manager, f"month/{PERIOD}")
    assert "1 of 4 lines have a forecast" in page(book.manager, f"share/{PERIOD}")


def test_who_sees_no_pool_gets_a_home_page(book: Book):
    admin = factories.person("whole-admin", Role.ADMINISTRATOR, None)
    shown = page(admin, "")
    assert "Your role sees no pool’s figures." in shown


def test_after_an_issued_month_home_leads_to_the_next(book: Book):
    member = factories.person("member", Role.MEMBER, book.partners[0])
    factories.close(book)
    assert "Open the next period" not in page(book.manager, "")
    Period.objects.filter(pk=book.period.pk).update(state="issued")
    assert "Open the next period" in page(book.manager, "")
    assert "Open the next period" not in page(member, "")


def test_what_is_refused_is_told_by_month(book: Book):
    made = Client()
    made.force_login(book.manager)
    answer = made.post(f"/sign-off/{PERIOD}check/", follow=True)
    assert "April 2020 (P1) is not ready" in answer.content.decode()


def test_the_bridge_waits_for_the_first_forecast(book: Book):
    factories.close(book)
    Period.objects.filter(pk=book.period.pk).update(state="issued")
    factories.next_month(book)
    shown = page(book.manager, "bridge/pooled/2020-21/P2/one/")
    assert "from April 2020 to May 2020" in shown
    assert "No line of this pool has a forecast in this period" in shown


def test_why_shows_the_state_and_no_reference_to_type(book: Book):
    factories.forecast(book)
    shown = page(book.manager, "why/pooled/?figure=one/L1:variation@2020-21/P1")
    assert 'type="hidden" name="figure"' in shown
    assert "April 2020, P1 of 2020/21" in shown


def test_help_leads_only_to_help():
    for text in texts().values():
        assert "/help/../" not in text.body
        assert 'href="/reference' not in text.body and 'href="/help/reference' not in text.body


def test_an_explanation_left_empty_is_asked_for_in_words(book: Book):
    made = Client()
    made.force_login(book.manager)
    answer = made.post(f"/sign-off/{PERIOD}explain/", {"check": "ledgers", "text": ""})
    assert answer.status_code == 400
    shown = answer.content.decode()
    assert "This field is required" not in shown
