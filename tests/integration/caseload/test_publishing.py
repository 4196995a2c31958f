"""What is published of the county passes disclosure control, and the attack recovers nobody."""

from datetime import date

import pytest

from poolbook.caseload import actions, publishing, queries
from poolbook.caseload.models import CaseArea
from poolbook.rules.caseload.facts import FUNDER, HIGH
from poolbook.rules.disclosure import attack, protect
from poolbook.rules.refusal import Refusal
from tests.factories import Book
from tests.unit.caseload.made import the_county

DAYS = (date(2020, 4, 1), date(2020, 11, 1))


def test_the_county_can_be_published(book: Book, area: CaseArea) -> None:
    actions.take_in(by=book.analyst, area=area, table=the_county())
    answer = queries.answer([area], queries.question(DAYS, groups=[1]))
    table = publishing.people(answer)
    small = [cell for cell, people in table.counts.items() if 0 < people < 8]
    assert small  # four people in SEN residential care, among others
    publication = protect(table)
    assert {publication.text(cell) for cell in small} == {"*"}
    assert not attack([publication])
    again = publishing.people(queries.answer([area], queries.question(DAYS, groups=[1])))
    assert again.counts == table.counts


def test_the_high_cost_list_is_not_published(book: Book, area: CaseArea) -> None:
    answer = queries.answer([area], queries.question(DAYS))
    assert set(publishing.people(answer, [FUNDER]).counts.values()) == {0}
    with pytest.raises(Refusal, match="cannot be published"):
        publishing.people(answer, [HIGH])
