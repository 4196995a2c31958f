"""The areas whose packages a pack tells of: read without the caseload's engines, which are slow to start."""

from django.db.models import QuerySet

from poolbook.audit.ahead import rows_of, unknown
from poolbook.audit.kept import kept_list
from poolbook.caseload.models import CaseArea
from poolbook.finance.models import Period

NAME = "areas of the caseload"
MADE_OF = ("agreements_agreement", "caseload_casearea")


def of(period: Period) -> list[CaseArea]:
    """The areas of a period's agreement."""
    question = _question(period)
    return kept_list(NAME, period.agreement_id, of=MADE_OF, find=lambda: rows_of(question))


def asked(period: Period) -> list[QuerySet]:
    """What that asks of the database, unless it is known."""
    return unknown(NAME, period.agreement_id, asks=_question(period))


def _question(period: Period) -> "QuerySet[CaseArea]":
    found = CaseArea.objects.filter(agreement_id=period.agreement_id)
    return found.select_related("agreement").order_by("agreement_id", "code")
