"""Commenting on a figure, and taking a comment back."""

from django.db import connection
from django.utils import timezone

from poolbook.agreements.models import BudgetLine
from poolbook.agreements.queries import require_own, require_partner
from poolbook.audit.acting import acting
from poolbook.finance.models import Comment, Period
from poolbook.finance.models.comment import COLUMNS
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules.refusal import Refusal
from poolbook.rules.workflow import FROZEN, STATES

LONGEST = 2_000  # characters


def comment(
    *, by: Person, period: Period, line: BudgetLine, column: str = "", text: str
) -> Comment:
    """Adds a comment to a line's figure, as long as the period is not closed. Raises Refusal."""
    require(by, May.COMMENT)
    require_partner(by, period.agreement)
    require_own(period.agreement, [line])
    said = text.strip()
    if not said:
        raise Refusal("write something, or leave it")
    if len(said) > LONGEST:
        raise Refusal(f"a comment has at most {LONGEST:,} characters; this has {len(said):,}")
    if column not in COLUMNS:
        raise Refusal(f"“{column}” is not a figure of a line", list(COLUMNS)[1:])
    with acting(str(by), f"commented on {line.code} in {period}"):
        fresh = _open_to_comments(period)
        return Comment.objects.create(line=line, period=fresh, column=column, text=said, by=by)


def withdraw(*, by: Person, comment: Comment) -> None:
    """Takes a comment back; it stays in the book, marked. Only its writer may. Raises Refusal."""
    require(by, May.COMMENT)
    require_partner(by, comment.period.agreement)
    with acting(str(by), f"withdrew a comment in {comment.period}"):
        _open_to_comments(comment.period)
        if comment.by_id != by.pk:
            raise Refusal("only who wrote a comment may take it back")
        again = Comment.objects.get(pk=comment.pk)
        if again.withdrawn_at is None:
            again.withdrawn_at = timezone.now()
            again.save(update_fields=["withdrawn_at"])


def _open_to_comments(period: Period) -> Period:
    """The period, shared with other writers (a long import too) until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM finance_period WHERE id = %s FOR SHARE", [period.pk])
    fresh = Period.objects.get(pk=period.pk)
    if fresh.state in FROZEN:
        raise Refusal(f"{fresh} is {STATES[fresh.state]}, so its comments stay as they are")
    return fresh
