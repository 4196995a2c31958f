"""What an agreement still needs for a year, by name."""

from datetime import date

import pytest

from poolbook.agreements import actions as agreements
from poolbook.agreements.models import Agreement, BudgetLine, ContributionVersion, Signatory
from poolbook.finance.actions import setting_up
from poolbook.finance.queries.completeness import Part, completeness
from poolbook.partners.models import Partner
from poolbook.partners.roles import Role
from tests import factories
from tests.factories import BUDGET, Book


def parts(book: Book, year: int = 2020) -> dict[str, Part]:
    return {part.code: part for part in completeness(book.agreement, year)}


def missing(book: Book, code: str, year: int = 2020) -> tuple[str, ...]:
    return parts(book, year)[code].missing


@pytest.fixture
def whole(book: Book) -> Book:
    """The book with everything that a year needs."""
    act = {"by": book.manager, "agreement": book.agreement}
    Signatory.objects.update(signed_on=date(2020, 3, 1))
    BudgetLine.objects.update(holder=book.holder)
    agreements.add_contributions(
        by="t", agreement=book.agreement, year=2020, name="Agreed", items=[], status="agreed",
        source="a paper", dated=date(2020, 4, 1), decision="Board, 3 March 2020",
    )  # fmt: skip
    for partner in book.partners:
        setting_up.keep_instalments(
            partner=partner, year=2020, pattern="monthly", months_ahead=0, **act
        )
    for same_pool in (True, False):
        for recurrent in (True, False):
            setting_up.keep_limit(
                same_pool=same_pool,
                recurrent=recurrent,
                role=Role.FINANCE_LEAD.value,
                up_to=1,
                **act,
            )
    factories.add_source(book.manager, book.agreement, book.partners[1], code="nhs")
    amounts = dict.fromkeys(book.lines, BUDGET)
    setting_up.keep_outturns(by=book.manager, year=2019, source="accounts", amounts=amounts)
    return book


def test_a_whole_agreement_lacks_nothing(whole: Book, django_assert_max_num_queries):
    agreement = Agreement.objects.get(pk=whole.agreement.pk)
    with django_assert_max_num_queries(16):
        found = completeness(agreement, 2020)
    assert [part for part in found if not part.complete] == []


def test_a_new_one_says_what_it_lacks_by_name(book: Book):
    found = parts(book)
    assert found["partners"].missing == (
        "the day on which Partner 1 signed", "the day on which Partner 2 signed",
    )  # fmt: skip
    assert found["holders"].missing[0] == "Line 1 (L1)"
    assert found["contributions"].missing == ("the decision that agreed Schedule 3 (2020/21)",)
    assert found["instalments"].missing == ("Partner 1", "Partner 2")
    assert found["limits"].missing == (
        "within a pool, recurrent", "within a pool, one-off",
        "between pools, recurrent", "between pools, one-off",
    )  # fmt: skip
    assert found["sources"].missing == ("a ledger of Partner 2",)
    assert len(found["outturns"].missing) == 4
    for code in ("host", "dates", "pools", "owners", "groups", "methods", "terms", "agreed"):
        assert found[code].complete, code
    assert all(part.to_do for part in found.values())


def test_days_without_terms(whole: Book):
    body = factories.terms_body(whole.partners) | {
        "from": date(2022, 4, 2),
        "to": date(2022, 9, 30),
    }
    agreements.add_terms(by="t", agreement=whole.agreement, body=body)
    body |= {"from": date(2022, 10, 1), "to": date(2023, 3, 30), "status": "provisional"}
    agreements.add_terms(by="t", agreement=whole.agreement, body=body)
    assert missing(whole, "terms", 2022) == ("terms on 1 April 2022", "terms on 31 March 2023")
    assert missing(whole, "terms", 2023) == ("terms from 1 April 2023 to 31 March 2024",)
    assert missing(whole, "terms", 2021) == ()


def test_provisional_terms_and_indicative_contributions(whole: Book):
    body = factories.terms_body(whole.partners, status="provisional")
    agreements.add_terms(by="t", agreement=whole.agreement, body=body)
    assert missing(whole, "agreed") == ()  # agreed ones are in force until these are agreed
    body |= {"from": date(2022, 4, 1), "to": date(2023, 3, 31)}
    agreements.add_terms(by="t", agreement=whole.agreement, body=body)
    assert missing(whole, "agreed", 2022) == ("terms 3 are provisional",)
    factories.add_contributions(whole, "Draft", "indicative")
    assert missing(whole, "contributions") == ("Draft (2020/21) is indicative",)
    assert missing(whole, "contributions", 2021) == ("contributions of 2021/22",)
    assert ContributionVersion.objects.count() == 3


def test_lines_pools_host_and_partners(whole: Book):
    agreements.keep_line(
        by="t", pool=whole.pools[1], code="new", name="New", place=9, from_year=2020, kind="aligned"
    )
    agreements.keep_pool(by="t", agreement=whole.agreement, code="three", name="Three", place=3)
    found = parts(whole)
    for code in ("owners", "groups", "holders", "outturns"):
        assert found[code].missing == ("New (new)",)
    assert found["pools"].missing == ("budget lines of Three",)
    Partner.objects.filter(code="P2").update(ends=date(2020, 6, 30))
    assert missing(whole, "lasting") == ("Partner 2 ended on 30 June 2020; its successor",)
    stranger = Partner.objects.create(code="Z", name="Stranger", kind="nhs")
    whole.agreement.host = stranger
    assert missing(whole, "host") == ("Stranger hosts and is not a partner of the agreement",)


def test_savings_without_a_strategy_and_limits_nobody_can_use(whole: Book):
    setting_up.keep_saving(
        by=whole.manager, line=whole.line(1), year=2020, name="Beds", partner=whole.partners[0],
        target=1, strategy_agreed=False,
    )  # fmt: skip
    assert missing(whole, "savings") == ("the agreed strategy of Beds (L1)",)
    whole.agreement.virement_limits.filter(same_pool=True, recurrent=True).update(role="analyst")
    assert missing(whole, "limits") == ("within a pool, recurrent",)
