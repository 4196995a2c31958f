"""Writes of packs: choosing sections, commenting on them, keeping a council's own template."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from poolbook.agreements.models import Agreement, Pool
from poolbook.agreements.queries import require_partner
from poolbook.audit.acting import acting
from poolbook.finance.models import Period
from poolbook.partners.models import Person
from poolbook.partners.roles import ALLOWED, May, Role, require
from poolbook.reports.models import PackChoice, PackComment, PackTemplate
from poolbook.reports.packs.sections import SECTIONS
from poolbook.rules.refusal import Refusal

LONGEST = 4_000  # letters of a comment


def choose(
    *, by: Person, period: Period, pool: Pool, sections: Sequence[tuple[str, bool]]
) -> PackChoice:
    """Keeps the pack's sections as (key, whether it is printed), in order, as a new version.

    A section that is not named stays printed at its usual place. Raises Refusal with every fault.
    """
    require(by, May.PREPARE_PACK)
    require_partner(by, period.agreement)
    keys = [key for key, _ in sections]
    faults = [f"“{key}” is not a section; the sections are {', '.join(SECTIONS)}"
              for key in dict.fromkeys(keys) if key not in SECTIONS]  # fmt: skip
    faults += [f"“{key}” is named twice" for key in dict.fromkeys(keys) if keys.count(key) > 1]
    if not any((dict.fromkeys(SECTIONS, True) | dict(sections)).values()):
        faults.append("no section is printed; show one at least")
    if faults:
        raise Refusal("the sections were not kept", faults)
    chosen = [{"key": key, "shown": bool(shown)} for key, shown in sections]
    with (
        acting(str(by), f"chose the sections of {pool}'s pack for {period}"),
        _before_issue(period, pool),
    ):
        return PackChoice.objects.create(period=period, pool=pool, sections=chosen, by=by)


def comment(*, by: Person, period: Period, pool: Pool, section: str, text: str) -> PackComment:
    """Keeps the words under a section's title as a new version; "" takes them back.

    For those who forecast, sign or prepare packs. Raises Refusal for anybody else, or an unknown section.
    """
    if not {May.FORECAST, May.SIGN, May.PREPARE_PACK} & ALLOWED[Role(by.role)]:
        require(by, May.FORECAST)
    require_partner(by, period.agreement)
    faults = []
    if section not in SECTIONS:
        faults.append(f"“{section}” is not a section; the sections are {', '.join(SECTIONS)}")
    if len(text.strip()) > LONGEST:
        faults.append(f"a comment may have {LONGEST:,} letters; this has {len(text.strip()):,}")
    if faults:
        raise Refusal("the comment was not kept", faults)
    with (
        acting(str(by), f"commented on {SECTIONS[section]} in {pool}'s pack for {period}"),
        _before_issue(period, pool),
    ):
        return PackComment.objects.create(
            period=period, pool=pool, section=section, text=text.strip(), role=by.role, by=by
        )


def keep_template(*, by: Person, agreement: Agreement, content: bytes) -> PackTemplate:
    """Keeps a Word template for the agreement's packs; no bytes goes back to Poolbook's own.

    Raises Refusal with every fault of the template.
    """
    from poolbook.reports.render.docx_template import check

    require(by, May.PREPARE_PACK)
    require_partner(by, agreement)
    if content:
        check(content)
    doing = "kept a Word template" if content else "went back to Poolbook's own Word document"
    with acting(str(by), f"{doing} for {agreement}"):
        with connection.cursor() as cursor:  # so that a pack being issued has the one or the other
            cursor.execute(
                "SELECT FROM finance_period WHERE agreement_id = %s FOR SHARE", [agreement.pk]
            )
        return PackTemplate.objects.create(
            agreement=agreement,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            by=by,
        )


@contextmanager
def _before_issue(period: Period, pool: Pool) -> Iterator[None]:
    """Holds the period, which must not be issued yet, so that issuing waits or comes first."""
    with connection.cursor() as cursor:  # shared: it waits for no import, but an issue waits for it
        cursor.execute("SELECT FROM finance_period WHERE id = %s FOR SHARE", [period.pk])
    fresh = Period.objects.get(pk=period.pk)
    if fresh.state == "issued":
        raise Refusal(f"{fresh} is issued; its pack stays as it is. Add an erratum instead")
    if pool.agreement_id != fresh.agreement_id:
        raise Refusal(f"{pool} is of another agreement than {fresh}")
    yield
