"""Comments on a figure: written while the period is not closed, kept, taken back by their writer only."""

import pytest
from django.db import IntegrityError, transaction

from poolbook.finance.actions.comments import comment, withdraw
from poolbook.finance.models import Comment
from tests import factories
from tests.factories import Book, refused


def say(book: Book, text: str = "Is winter in it?", **more) -> Comment:
    given = {"by": book.analyst, "period": book.period, "line": book.line(1)} | more
    return comment(text=text, **given)


def test_a_comment_is_written_until_the_period_closes(book: Book):
    say(book)
    factories.fill(book)
    factories.check(book)
    say(book, column="forecast")
    factories.sign(book)
    made = say(book, column="actual")
    factories.periods.close(by=book.manager, period=book.period)
    assert "is closed" in refused(say, book).message
    assert "is closed" in refused(withdraw, by=book.analyst, comment=made).message
    assert Comment.objects.count() == 3


def test_what_is_no_comment(book: Book):
    assert refused(say, book, "  ").message == "write something, or leave it"
    assert "2,001" in refused(say, book, "x" * 2_001).message
    assert "is not a figure" in refused(say, book, column="magic").message
    assert "may not comment" in refused(say, book, by=book.auditor).message


def test_only_the_writer_takes_it_back_and_only_once(book: Book):
    made = say(book)
    assert "only who wrote" in refused(withdraw, by=book.manager, comment=made).message
    withdraw(by=book.analyst, comment=made)
    moment = Comment.objects.get().withdrawn_at
    withdraw(by=book.analyst, comment=made)
    assert moment and Comment.objects.get().withdrawn_at == moment


def test_the_database_keeps_a_comment_as_it_was_written(book: Book):
    made = say(book)
    for change in ({"text": "other"}, {"by": book.manager}, {"column": "budget"}):
        with pytest.raises(IntegrityError, match="as it was written"), transaction.atomic():
            Comment.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
        made.delete()
    withdraw(by=book.analyst, comment=made)
    with pytest.raises(IntegrityError, match="as it was written"), transaction.atomic():
        Comment.objects.filter(pk=made.pk).update(withdrawn_at=None)
