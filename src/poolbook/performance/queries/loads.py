"""The loads of an agreement: what came in, when, by whom, and what was taken back."""

from django.db.models import QuerySet

from poolbook.agreements.models import Agreement
from poolbook.performance.models import Feed, Load


def loads(agreement: Agreement) -> QuerySet[Load]:
    """Every load of the agreement, the newest first."""
    return Load.objects.filter(agreement=agreement).select_related("feed", "by").order_by("-pk")


def load(agreement: Agreement, number: int) -> Load | None:
    """A load of the agreement by its number."""
    return loads(agreement).filter(pk=number).first()


def same_file(agreement: Agreement, sha256: str) -> Load | None:
    """The newest load of the very same file that counts."""
    return loads(agreement).filter(sha256=sha256, withdrawn_at__isnull=True).first()


def feeds(agreement: Agreement) -> list[Feed]:
    """The feeds of the agreement."""
    return list(Feed.objects.filter(agreement=agreement))
