"""Issuing: the report's files are made, kept with their hashes, and served ever after."""

import hashlib
from datetime import datetime

from django.utils import timezone

from poolbook.agreements.models import Pool
from poolbook.agreements.queries import require_partner
from poolbook.audit.acting import acting
from poolbook.finance.actions import periods
from poolbook.finance.models import IssuedFile, Period
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.reports.build import build
from poolbook.reports.models import PackPublication
from poolbook.reports.packs import queries as packs
from poolbook.reports.render import FORMATS, render
from poolbook.rules.refusal import Refusal


def issue(*, by: Person, period: Period) -> list[IssuedFile]:
    """Builds the report of each pool in every format, keeps the files, and marks the period issued.

    All or nothing. Raises Refusal unless the period is closed.
    """
    require(by, May.CLOSE)
    require_partner(by, period.agreement)
    with acting(str(by), f"issued {period}"), periods.locked(period, "closed") as fresh:
        as_at = timezone.localtime()  # held from here on, so that no later choice is in the files
        kept = [
            IssuedFile.objects.create(
                period=fresh,
                name=name,
                sha256=hashlib.sha256(content).hexdigest(),
                head=head,
                content=content,
                at=as_at,
            )
            for name, (content, head) in files(fresh, as_at).items()
        ]
        _keep_told(fresh, as_at)
        periods.issued(by=by, period=fresh)
    period.refresh_from_db()
    return kept


def _keep_told(period: Period, as_at: datetime) -> None:
    """What the pack told of people is kept, so that later packs are checked against it."""
    if not period.agreement.case_areas.exists():
        return
    from poolbook.reports.build.caseload.issued import packed
    from poolbook.rules.disclosure.stored import dumps

    try:
        made = packed(period, as_at)
    except Refusal:  # the pack says why it prints nothing of people
        return
    if made is not None:
        told = dumps(made.told)
        PackPublication.objects.create(
            period=period,
            at=as_at,
            preset=made.preset.name,
            told=told,
            sha256=hashlib.sha256(told.encode()).hexdigest(),
            files=[[each.path, each.sha256, each.rows] for each in made.answer.files],
        )


def files(period: Period, as_at: datetime) -> dict[str, tuple[bytes, str]]:
    """Every file of a period's report, with the record's head that it prints, by file name."""
    made, template = {}, template_bytes(period, as_at)
    for pool in Pool.objects.filter(agreement=period.agreement):
        report = build(period, pool, timezone.localtime(as_at))
        for form in FORMATS:
            made[file_name(pool, period, form)] = (render(report, form, template), report.head)
    return made


def template_bytes(period: Period, as_at: datetime | None) -> bytes:
    """The Word template of the period's agreement at a moment (None: now); empty where it has none."""
    found = packs.template(period.agreement, as_at)
    return bytes(found.content) if found else b""


def file_name(pool: Pool, period: Period, form: str) -> str:
    """`acsn_2020-21_P7.pdf`."""
    return f"{pool.code}_{str(period).replace('/', '_')}.{form}"
