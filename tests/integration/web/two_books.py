"""Two agreements of different partners with one of everything in each, and who stands before them.

`value` gives an address's argument on either side. An argument that it does not know fails the suite:
whoever adds an address with a new kind of thing adds the thing to `Side` and a line here.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from poolbook.caseload.models import CaseArea, CaseLoad
from poolbook.finance.actions import budgets, comments, notes, periods
from poolbook.finance.models import (
    Batch,
    Comment,
    Invoice,
    IssuedFile,
    Mapping,
    Note,
    Reserve,
    Saving,
)
from poolbook.intake import actions as intake
from poolbook.intake.feeding import drafts
from poolbook.intake.models import FeedDraft, Upload
from poolbook.partners import actions as people
from poolbook.partners.models import Invitation, Person
from poolbook.partners.roles import Role
from poolbook.performance.models import Load
from poolbook.reports.render import FORMATS
from tests import factories, measured
from tests.factories import Book
from tests.integration.finance import month
from tests.integration.web.addresses import Address

FIRST, LAST = "Ermintrude", "Quackenbush"  # everybody's name: no page may say it
THEIRS = "x"  # before every code of the other agreement


@dataclass
class Side:
    """One agreement: period 1 issued, period 2 open with figures and things to decide."""

    book: Book
    virement: Any
    invitation: Invitation
    token: str
    batch: Batch
    mapping: Mapping
    upload: Upload
    comment: Comment
    files: list[str]
    measured: measured.Measured

    @property
    def pool(self) -> str:
        """Its first pool."""
        return self.book.pools[0].code

    @property
    def note(self) -> Note:
        """A note of its open period."""
        return Note.objects.filter(period=self.book.period).earliest("pk")

    def one(self, model: Any, way: str) -> int:
        """The id of the first of its rows of a model."""
        return int(model.objects.filter(**{way: self.book.agreement}).earliest("pk").pk)


def make_side(mark: str = "", lines: int = 4, months: int = 2) -> Side:
    """An agreement with one of everything in its last month; the first is issued, the others closed."""
    book = factories.make_book(mark=mark, lines=lines)
    month.fill(book)
    factories.check(book)
    factories.sign(book)
    periods.close(by=book.manager, period=book.period)
    files = _issued(book)
    for _ in range(months - 2):
        factories.next_month(book)
        factories.close(book)
    factories.next_month(book)
    batch = factories.fill(book).batch
    factories.post(book, factories.entry("C99", 5_00, months), name="unknown.csv")
    virement = budgets.propose_virement(
        by=book.holder, period=book.period, moves={book.line(1): 7, book.line(2): -7},
        recurrent=False, reason="beds",
    )  # fmt: skip
    sent = people.invite(
        by=None, email=f"{mark}new@example.org", role=Role.MEMBER, partner=book.partners[0],
        title="Member",
    )  # fmt: skip
    mapping = Mapping.objects.filter(source=book.source).earliest("pk")
    given = intake.Given("may.csv", b"Cost centre,Account,Amount\nC1,4000,12.50\n")
    upload = intake.receive(by=book.manager, period=book.period, source=book.source, given=given)
    notes.add_note(
        by=book.holder, period=book.period, pool=book.pools[0], kind="risk", text="Winter"
    )
    drafts.receive(
        by=book.manager, agreement=book.agreement, name="ae.csv", content=b"Period,Org Code\n1,2\n"
    )
    Load.objects.create(agreement=book.agreement, file_name="may.csv", by=book.manager)
    area = CaseArea.objects.create(agreement=book.agreement, code="county", name="County")
    CaseLoad.objects.create(
        area=area, at=timezone.now(), by=book.analyst, rows=0, new=0, changed=0, same=0, ended=0,
        weekly_pence=0,
    )  # fmt: skip
    said = comments.comment(by=book.holder, period=book.period, line=book.line(1), text="Why?")
    measures = measured.measured(book, mark)
    return Side(
        book, virement, sent.invitation, sent.token, batch, mapping, upload, said, files, measures
    )


def _issued(book: Book) -> list[str]:
    """Marks the period issued, with a stand-in for every file of its report."""
    names = [f"{pool.code}_2020-21_P1.{form}" for pool in book.pools for form in FORMATS]
    for name in names:
        IssuedFile.objects.create(
            period=book.period, name=name, sha256=hashlib.sha256(b"{}").hexdigest(),
            head="0" * 64, content=b"{}", at=timezone.now(),
        )  # fmt: skip
    periods.issued(by=book.manager, period=book.period)
    return names


@dataclass
class Books:
    """Both sides, and one person of each role on ours."""

    own: Side
    other: Side
    people: dict[str, Person | None]

    def sees(self, person: Person, side: Side) -> bool:
        """Whether somebody may read an agreement: an auditor any, others their partner's."""
        partners = {partner.pk for partner in side.book.partners}
        return person.role == Role.AUDITOR or person.partner_id in partners

    def manages_other(self, person: Person | None) -> bool:
        """Whether the other partners' people are within somebody's reach."""
        return person is not None and person.partner_id is None


def make_books() -> Books:
    """Ours and the other, and everybody with a name that no page may say."""
    own, other = make_side(), make_side(THEIRS)
    partner = own.book.partners[0]
    known: dict[str, Person | None] = {"nobody signed in": None}
    for role in Role:
        known[role.value] = factories.person(f"a-{role.name.lower()}", role, partner)
    known["auditor of the whole book"] = own.book.auditor
    known["administrator of the whole book"] = factories.person(
        "administrator", Role.ADMINISTRATOR, None
    )
    name_everybody()
    for person in filter(None, known.values()):
        person.refresh_from_db()
    return Books(own, other, known)


def name_everybody() -> None:
    """Gives everybody a name, past the record: the book itself never has one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Person.objects.update(first_name=FIRST, last_name=LAST, title="Somebody in a role")


# An argument of an address → its value on a side. Where one word means different things in different
# addresses, the address (or what it starts with, before *) goes before it.
VALUES: dict[str, Callable[[Side], Any]] = {
    "agreement": lambda side: side.book.agreement.code,
    "year": lambda side: 2020,
    "number": lambda side: side.book.period.number,
    "pool": lambda side: side.pool,
    "report number": lambda side: 1,
    "file number": lambda side: 1,
    "report-of number": lambda side: 1,
    "file-of number": lambda side: 1,
    "file-of name": lambda side: side.files[0],
    "whose": lambda side: side.book.agreement.code,
    "file name": lambda side: side.files[0],
    "help-text name": lambda side: "pool-manager",
    "section": lambda side: "summary",
    "form": lambda side: "csv",
    "people-withdraw number": lambda side: side.invitation.pk,
    "invitation token": lambda side: side.token,
    "username": lambda side: side.book.holder.username,
    "line": lambda side: side.book.line(1).code,
    "code": lambda side: side.book.line(1).code,
    "batch": lambda side: side.batch.pk,
    "mapping": lambda side: side.mapping.pk,
    "of": lambda side: side.pool,
    "version": lambda side: 1,
    "agreement-virements-one which": lambda side: side.virement.pk,
    "agreement-terms-version which": lambda side: 1,
    "agreement-savings-update which": lambda side: side.one(Saving, "line__pool__agreement"),
    "agreement-cash-payment which": lambda side: side.one(Invoice, "agreement"),
    "agreement-reserves-move which": lambda side: side.one(Reserve, "agreement"),
    "token-revoke token": lambda side: 1,
    "upload": lambda side: side.upload.pk,
    "draft": lambda side: side.one(FeedDraft, "agreement"),
    "load": lambda side: side.one(Load, "agreement"),
    "caseload-loads-withdraw load": lambda side: side.one(CaseLoad, "area__agreement"),
    "comment": lambda side: side.comment.pk,
    "note": lambda side: side.note.pk,
    "source": lambda side: side.book.source.code,
    "virement": lambda side: side.virement.pk,
    "card": lambda side: side.measured.card.code,
    "heading": lambda side: "work",
    "ref": lambda side: side.measured.employed.ref,
    "step": lambda side: side.measured.employed.steps.earliest("pk").pk,
    "target": lambda side: side.measured.employed.targets.earliest("pk").pk,
    # A password's reset link, a passkey and a partner's provider: somebody's own, or nobody's.
    "uidb36": lambda side: "1",
    "key": lambda side: "set-password",
    "pk": lambda side: 1,
    "provider_id": lambda side: side.book.partners[0].code.lower(),
}
# Arguments that say where one is; every other names a thing.
PLACES = ("agreement", "year", "number", "pool")
# What a page needs behind its address to have something to show.
QUERIES: dict[str, Callable[[Side], dict[str, str]]] = {
    "why": lambda side: {
        "figure": f"{side.pool}/{side.book.line(1).code}:actual@{side.book.period}"
    },
    "history": lambda side: {"of": "line", "id": str(side.book.line(1).pk)},
    "search": lambda side: {"q": side.book.line(1).name},
    "go": lambda side: {"to": "/help/"},
}


def value(address: Address, argument: str, side: Side) -> Any:
    """An argument's value on a side."""
    found = VALUES.get(f"{address.name} {argument}") or VALUES.get(argument)
    assert found, (
        f"{address.route}: nobody told the tests what “{argument}” is; make one in `make_side` of "
        f"{__name__} and name it in VALUES, so that the other agreement's can be tried"
    )
    return found(side)


def things(address: Address) -> list[str]:
    """The arguments that name a thing rather than a place: of an agreement's address, by its name."""
    within = "agreement" in address.arguments
    return [
        name
        for name in address.arguments
        if f"{address.name} {name}" in VALUES or name not in PLACES or not within
    ]


def at(address: Address, side: Side) -> tuple[str, dict[str, str]]:
    """An address on a side, and its query."""
    values = {name: value(address, name, side) for name in address.arguments}
    query = QUERIES.get(address.name)
    return address.of(**values), query(side) if query else {}
