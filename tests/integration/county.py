"""The made-up county in a book, for tests of what is told of it."""

from poolbook.caseload import actions
from poolbook.caseload.models import CaseArea
from tests.factories import Book
from tests.unit.caseload.made import the_county


def make_county(book: Book) -> CaseArea:
    """The made-up county as the book's one area, its packages on line 1."""
    by, agreement = book.analyst, book.agreement
    area = actions.keep_area(
        by=by, agreement=agreement, code="county", name="County", synthetic=True
    )
    actions.keep_line(by=by, agreement=agreement, group=1, line=book.line(1))
    actions.take_in(by=by, area=area, table=the_county(), whole=True)
    return area
