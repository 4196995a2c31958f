"""Opening, checking, signing, closing and correcting a period."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.utils import timezone

from poolbook.agreements import queries as agreements
from poolbook.agreements.models import Agreement
from poolbook.agreements.queries import require_partner
from poolbook.audit.acting import acting
from poolbook.finance.actions.shares import keep_share
from poolbook.finance.models import CheckExplanation, Erratum, Period, Signature
from poolbook.finance.queries import checks
from poolbook.finance.queries.figures import figures
from poolbook.finance.queries.sharing import run
from poolbook.finance.queries.work import authors
from poolbook.partners.models import Person
from poolbook.partners.roles import May, require
from poolbook.rules.calendar import Month
from poolbook.rules.refusal import Refusal
from poolbook.rules.risk_share.written import written
from poolbook.rules.workflow import FROZEN, STATES, may_follow


def open_period(*, by: Person, agreement: Agreement, month: Month) -> Period:
    """The period, opened if the book does not have it yet.

    Raises Refusal where the last one is not closed, or where a later one of the year exists.
    """
    require(by, May.IMPORT)
    require_partner(by, agreement)
    found = Period.objects.filter(agreement=agreement, year=month.year.start, number=month.number)
    if one := found.first():
        return one
    of_year = Period.objects.filter(agreement=agreement, year=month.year.start)
    later = of_year.filter(number__gt=month.number).first()
    if later:
        raise Refusal(f"{month} cannot be opened: the book already has {later}")
    last = of_year.order_by("-number").first()
    if last and last.state not in FROZEN:
        raise Refusal(f"{month} cannot be opened: {last} is {STATES[last.state]}; close it first")
    with acting(str(by), f"opened {month}"):
        return Period.objects.create(
            agreement=agreement, year=month.year.start, number=month.number
        )


def explain(*, by: Person, period: Period, check: str, text: str) -> None:
    """Says why a check that is not green may be passed in this period."""
    require(by, May.CHECK)
    require_partner(by, period.agreement)
    known = {result.code for result in checks.run(period) if not result.must}
    if check not in known:
        raise Refusal(f"“{check}” is not a check that can be explained", sorted(known))
    if not text.strip():
        raise Refusal("say why the check may be passed")
    with acting(str(by), f"explained a check of {period}", text), locked(period, "open"):
        CheckExplanation.objects.update_or_create(
            period=period, check_code=check, defaults={"text": text.strip(), "by": by}
        )


def check(*, by: Person, period: Period) -> None:
    """Marks a period checked: every check is green or explained. Raises Refusal with those that are not."""
    require(by, May.CHECK)
    require_partner(by, period.agreement)
    with acting(str(by), f"checked {period}"), locked(period, "open", moves=True) as fresh:
        failed = [r for r in checks.run(fresh) if not r.passed]
        if failed:
            details = [f"{r.code}: {r.title}. {d}" for r in failed for d in r.details]
            raise Refusal(
                f"{period} is not ready: {len(failed)} of the checks do not pass", details
            )
        _move(fresh, "checked")


def reopen(*, by: Person, period: Period, why: str) -> None:
    """Opens a checked or signed period again; its signatures become void. Never a closed one."""
    require(by, May.CHECK)
    require_partner(by, period.agreement)
    if not why.strip():
        raise Refusal("say why the period is opened again")
    with acting(str(by), f"opened {period} again", why), locked(period) as fresh:
        if not may_follow(fresh.state, "open"):
            raise Refusal(f"{period} is {STATES[fresh.state]}; it cannot be opened again")
        Signature.objects.filter(period=fresh, void=False).update(void=True)
        _move(fresh, "open")


def sign(*, by: Person, period: Period) -> Signature:
    """Signs the period's figures for the person's partner; the last signature makes it signed.

    Raises Refusal for a person of no partner of the agreement, and for anybody who made figures in
    this period: maker is not checker.
    """
    require(by, May.SIGN)
    require_partner(by, period.agreement)
    partners = agreements.partners(period.agreement)
    with acting(str(by), f"signed {period}"), locked(period, "checked") as fresh:
        if by.pk in authors(fresh):
            raise Refusal(f"{by.username} entered figures in {period}, so another must sign it")
        if Signature.objects.filter(period=fresh, partner=by.partner, void=False).exists():
            raise Refusal(f"{by.partner} has signed {period} already")
        signature = Signature.objects.create(
            period=fresh, partner=by.partner, by=by, figures=fingerprint(fresh)
        )
        if Signature.objects.filter(period=fresh, void=False).count() == len(partners):
            _move(fresh, "signed")
        return signature


def close(*, by: Person, period: Period) -> None:
    """Closes a signed period: keeps its share for ever and freezes everything in it.

    Raises Refusal where the figures are not those that were signed.
    """
    require(by, May.CLOSE)
    require_partner(by, period.agreement)
    with acting(str(by), f"closed {period}"), locked(period, "signed") as fresh:
        signed = set(fresh.signatures.filter(void=False).values_list("figures", flat=True))
        if signed != {fingerprint(fresh)}:
            raise Refusal(f"the figures of {period} are not those that were signed; open it again")
        keep_share(period=fresh, final=True)
        fresh.closed_at = timezone.now()
        _move(fresh, "closed")


def issued(*, by: Person, period: Period) -> None:
    """Marks a closed period issued; its files are in the book."""
    require(by, May.CLOSE)
    require_partner(by, period.agreement)
    with acting(str(by), f"issued {period}"), locked(period, "closed") as fresh:
        _move(fresh, "issued")


def add_erratum(
    *, by: Person, period: Period, figure: str, printed: str, should_be: str, reason: str
) -> Erratum:
    """Adds the next erratum to an issued report; the report itself stays as it was."""
    require(by, May.CLOSE)
    require_partner(by, period.agreement)
    if not all(text.strip() for text in (figure, printed, should_be, reason)):
        raise Refusal("an erratum needs the figure, what was printed, what it should be, and why")
    with (
        acting(str(by), f"added an erratum to {period}", reason),
        locked(period, "issued") as fresh,
    ):
        return Erratum.objects.create(
            period=fresh,
            number=fresh.errata.count() + 1,
            figure=figure,
            printed=printed,
            should_be=should_be,
            reason=reason,
            by=by,
        )


def fingerprint(period: Period) -> str:
    """SHA-256 of all figures and shares of a period: what a signature is put under."""
    rows: list[Any] = [
        [
            item.line.pk,
            item.budget,
            item.actual,
            item.forecast.pence if item.forecast else None,
            item.previous_variance,
        ]
        for item in figures(period)
    ]
    body = json.dumps([rows, written(run(period))], sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


@contextmanager
def locked(period: Period, state: str = "", *, moves: bool = False) -> Iterator[Period]:
    """The period in the state that the act needs, held until the transaction ends.

    Writers of an open period wait for one another, but not for a long import, which shares the
    period with them. An act that `moves` the period on, or needs another state, waits for them all.
    """
    found = Period.objects.select_related("agreement")
    if state == "open" and not moves:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(72103, %s)", [period.pk])
            cursor.execute("SELECT FROM finance_period WHERE id = %s FOR SHARE", [period.pk])
    else:
        found = found.select_for_update(of=("self",))
    fresh = found.get(pk=period.pk)
    if state and fresh.state != state:
        raise Refusal(f"{fresh} is {STATES[fresh.state]}; this needs it {STATES[state]}")
    yield fresh
    period.state, period.closed_at = fresh.state, fresh.closed_at


def _move(period: Period, state: str) -> None:
    period.state = state
    period.save(update_fields=["state", "closed_at"])
