"""Comments on a figure, which stay beside it and are not part of the report."""

from django.db import models
from django.db.models import Q

from poolbook.agreements.models import BudgetLine
from poolbook.finance.models.period import Period
from poolbook.partners.models import Person

# The figures of a line that can be commented on, and how a page calls them; "" is the whole line.
COLUMNS = {
    "": "the line",
    "outturn": "last year’s outturn",
    "budget": "the budget",
    "actual": "the actual",
    "forecast": "the forecast",
    "variation": "the variation",
}


class Comment(models.Model):
    """What somebody said of a line's figure in a period: never changed, but its writer may withdraw it."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="comments")
    period = models.ForeignKey(Period, models.PROTECT, related_name="comments")
    column = models.CharField(max_length=10, choices=list(COLUMNS.items()), blank=True)
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("period", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(column__in=list(COLUMNS)), name="comment_column_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
