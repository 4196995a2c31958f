"""Comments on a figure: they stay beside it, and are not part of the report."""

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Path, Query, Schema
from pydantic import ConfigDict

from poolbook.api.auth import person_of
from poolbook.api.fields import Code, Id, Words
from poolbook.api.operations import Routes
from poolbook.api.paging import Page, Paging, of_rows
from poolbook.api.places import PERIOD, Known, OfPeriod, lines_of, period_of
from poolbook.finance.actions import comments as actions
from poolbook.finance.models import Comment
from poolbook.finance.models.comment import COLUMNS
from poolbook.partners.roles import May

routes = Routes()


class CommentOut(Schema):
    """A comment; one that was withdrawn stays, marked."""

    id: int
    line: str
    column: str
    text: str
    by: str
    at: datetime
    withdrawn_at: datetime | None


class CommentIn(Schema):
    """A comment on a line's figure; no column is the whole line."""

    model_config = ConfigDict(extra="forbid")

    line: Code
    column: Literal[tuple(COLUMNS)] = ""  # type: ignore[valid-type]
    text: Words


class OfComment(OfPeriod):
    """A comment of a period."""

    id: Id


@routes.reads("/comments" + PERIOD, Page[CommentOut])
def comments(request: HttpRequest, here: Path[OfPeriod], paging: Query[Paging]) -> Any:
    """The comments of a period, the oldest first."""
    return of_rows(period_of(request, here).comments.select_related("line", "by"), paging, _shown)


@routes.writes("/comments" + PERIOD, CommentOut, May.COMMENT, given=True)
def add_comment(request: HttpRequest, here: Path[OfPeriod], given: CommentIn) -> Any:
    """Comment on a figure of a period that is not closed."""
    period, known = period_of(request, here), Known()
    line = known.get(lines_of(period), given.line, "body.line", "line")
    known.tell()
    assert line is not None
    by = person_of(request)
    return _shown(
        actions.comment(by=by, period=period, line=line, column=given.column, text=given.text)
    )


@routes.writes("/comments" + PERIOD + "/{id}/withdraw", CommentOut, May.COMMENT)
def withdraw_comment(request: HttpRequest, here: Path[OfComment]) -> Any:
    """Take a comment of one's own back."""
    found = period_of(request, here).comments.select_related("line", "by", "period")
    comment = found.filter(pk=here.id).first()
    if comment is None:
        raise Http404
    actions.withdraw(by=person_of(request), comment=comment)
    comment.refresh_from_db()
    return _shown(comment)


def _shown(comment: Comment) -> dict[str, Any]:
    names = ("column", "text", "at", "withdrawn_at")
    return {name: getattr(comment, name) for name in names} | {
        "id": comment.pk,
        "line": comment.line.code,
        "by": str(comment.by),
    }
