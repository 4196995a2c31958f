"""Issuing: the report's files are made, kept with their hashes, and served ever after."""

import hashlib
from datetime import datetime

from django.utils import timezone

from poolbook.agreements.models import Pool
from poolbook.audit.acting import acting
from poolbook.finance.actions import periods
from poolbook.finance.models import IssuedFile, Period
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.reports.build import build
from poolbook.reports.render import FORMATS, render


def issue(*, by: Person, period: Period) -> list[IssuedFile]:
    """Builds the report of each pool in every format, keeps the files, and marks the period issued.

    All or nothing. Raises Refusal unless the period is closed.
    """
    require(by, May.CLOSE)
    as_at = timezone.localtime()
    made = files(period, as_at) if period.state == "closed" else {}
    with acting(str(by), f"issued {period}"), periods.locked(period, "closed") as fresh:
        kept = [
            IssuedFile.objects.create(
                period=fresh,
                name=name,
                sha256=hashlib.sha256(content).hexdigest(),
                head=head,
                content=content,
                at=as_at,
            )
            for name, (content, head) in made.items()
        ]
        periods.issued(by=by, period=fresh)
    period.refresh_from_db()
    return kept


def files(period: Period, as_at: datetime) -> dict[str, tuple[bytes, str]]:
    """Every file of a period's report, with the record's head that it prints, by file name."""
    made = {}
    for pool in Pool.objects.filter(agreement=period.agreement):
        report = build(period, pool, as_at)
        for form in FORMATS:
            made[file_name(pool, period, form)] = (render(report, form), report.head)
    return made


def file_name(pool: Pool, period: Period, form: str) -> str:
    """`acsn_2020-21_P7.pdf`."""
    return f"{pool.code}_{str(period).replace('/', '_')}.{form}"
