"""Packs: chosen, commented on and put into a template until they are issued, and never after."""

import io
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from poolbook.agreements import actions as agreements
from poolbook.audit.models import Event
from poolbook.finance.models import IssuedFile
from poolbook.reports import actions, changes, queries
from poolbook.reports.build.report import BUILDERS
from poolbook.reports.model import Report
from poolbook.reports.models import PackChoice, PackComment, PackTemplate
from poolbook.reports.packs.actions import choose, comment, keep_template
from poolbook.reports.packs.queries import contents, template
from poolbook.reports.packs.sections import SECTIONS, in_order
from tests import factories
from tests.factories import Book, refused

pytestmark = pytest.mark.django_db
CHOSEN = [("issues", True), ("risk-share", True), ("contributions", False)]


@pytest.fixture
def book() -> Book:
    """A month with its forecasts."""
    made = factories.make_book()
    factories.fill(made)
    return made


def keys(report: Report) -> list[str]:
    return [section.key for section in report.sections]


def report(book: Book, as_at=None) -> Report:
    return queries.report(book.period, book.pools[0], as_at)


def pack(book: Book) -> dict:
    return {"period": book.period, "pool": book.pools[0]}


def council() -> bytes:
    """A council's template."""
    made = docx.Document()
    made.add_paragraph("A council: {{ pool }}")
    made.add_paragraph("{{ report }}")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def to_close(book: Book) -> None:
    factories.check(book)
    factories.sign(book)
    factories.periods.close(by=book.manager, period=book.period)


def test_every_section_is_built_and_can_be_chosen() -> None:
    assert list(BUILDERS) == list(SECTIONS)


@pytest.mark.parametrize(
    ("chosen", "ordered"),
    [
        ([], "abcd"), (["c", "a"], "cdab"), (["d"], "abcd"), (["b", "a", "d", "c"], "badc"),
        (["gone", "d"], "abcd"),
    ],
)  # fmt: skip
def test_what_is_not_chosen_follows_what_it_usually_follows(
    chosen: list[str], ordered: str
) -> None:
    found = in_order(chosen, "abcd")
    assert sorted(found) == sorted("abcd"), "nothing is lost or doubled"
    assert "".join(found) == ordered


def test_a_choice_orders_and_hides_and_what_was_before_stays_as_it_was(book: Book) -> None:
    before, moment = report(book), timezone.now()
    choose(by=book.manager, **pack(book), sections=CHOSEN)
    usual = ["summary", "risk-share", "details", "contributions", "bridges", "cash"]
    assert keys(before) == usual
    assert keys(report(book)) == ["summary", "cash", "risk-share", "details", "bridges"]
    assert report(book, moment).sections == before.sections
    choose(by=book.manager, **pack(book), sections=[("bridges", True), ("summary", True)])
    assert keys(report(book)) == ["bridges", "cash", "summary", "risk-share", "details", "contributions"]  # fmt: skip
    assert [c.key for c in contents(book.period, book.pools[0]) if not c.shown] == []
    other = queries.report(book.period, book.pools[1])
    assert keys(other)[0] == "summary", "the other pool's pack is its own"


def test_faults_of_a_choice_are_said_at_once(book: Book) -> None:
    faults = [("summary", True), ("summary", True), ("sumary", True), ("appendix", False)]
    said = refused(choose, by=book.manager, **pack(book), sections=faults).details
    assert len(said) == 3 and "“sumary” is not a section" in said[0] and "twice" in said[2]
    none = [(key, False) for key in SECTIONS]
    assert "show one" in refused(choose, by=book.manager, **pack(book), sections=none).details[0]
    assert not PackChoice.objects.exists()


def test_only_those_who_close_choose_and_those_who_forecast_or_sign_comment(book: Book) -> None:
    act = pack(book)
    for person in (*book.leads, book.holder, book.analyst, book.auditor):
        assert "may not" in str(refused(choose, by=person, **act, sections=CHOSEN))
        assert "may not" in str(refused(keep_template, by=person, agreement=book.agreement, content=b""))  # fmt: skip
    for person in (book.manager, book.leads[1], book.holder):
        comment(by=person, **act, section="summary", text="well")
    for person in (book.analyst, book.auditor):
        assert "may not" in str(refused(comment, by=person, **act, section="summary", text="x"))


def test_a_comment_stands_under_its_title_with_the_role_of_its_author(book: Book) -> None:
    act, before = pack(book), timezone.now()
    comment(by=book.leads[0], **act, section="summary", text="Beds cost more.\nWinter too.")
    comment(by=book.holder, **act, section="issues", text="None to tell.")
    found = {s.key: s for s in report(book).sections}
    assert found["summary"].paragraphs[:2] == (
        "Partner finance lead: Beds cost more.",
        "Winter too.",
    )
    assert found["issues"].paragraphs == ("Budget holder: None to tell.",)
    assert "issues" not in keys(report(book, before))
    comment(by=book.holder, **act, section="issues", text="  ")
    assert "issues" not in keys(report(book)), "an empty comment takes it back"
    said = refused(comment, by=book.holder, **act, section="isues", text="x" * 5_000).details
    assert len(said) == 2


def test_a_pool_of_another_agreement_is_refused_by_the_action_and_the_database(book: Book) -> None:
    other = agreements.keep_agreement(
        by="x", code="other", name="Other", partners=[(p, None) for p in book.partners],
        host=book.partners[0], starts=book.agreement.starts, explain_from=1,
    )  # fmt: skip
    pool = agreements.keep_pool(by="x", agreement=other, code="far", name="Far", place=1)
    assert "of another agreement" in str(
        refused(choose, by=book.manager, period=book.period, pool=pool, sections=CHOSEN)
    )
    with pytest.raises(IntegrityError, match="of another agreement"), transaction.atomic():
        PackChoice.objects.create(period=book.period, pool=pool, sections=[], by=book.manager)


def test_an_issued_pack_is_made_again_byte_for_byte_and_takes_no_more(book: Book) -> None:
    act = pack(book)
    to_close(book)
    choose(by=book.manager, **act, sections=[("risk-share", True), ("bridges", False)])
    comment(by=book.holder, **act, section="risk-share", text="As agreed.")
    keep_template(by=book.manager, agreement=book.agreement, content=council())
    files = actions.issue(by=book.manager, period=book.period)
    assert {Path(f.name).suffix for f in files} >= {".docx", ".pptx", ".pdf", ".xlsx"}
    keep_template(by=book.manager, agreement=book.agreement, content=b"")
    for file in IssuedFile.objects.all():
        again = actions.files(book.period, file.at)[file.name][0]
        assert again == bytes(file.content), file.name
    paper = next(f for f in files if f.name == "one_2020-21_P1.docx")
    said = [p.text for p in docx.Document(io.BytesIO(bytes(paper.content))).paragraphs]
    assert said[0] == "A council: Pool one" and "Pool manager: As agreed." not in said
    assert "Budget holder: As agreed." in said and "Bridges" not in said
    for late in (
        lambda: choose(by=book.manager, **act, sections=CHOSEN),
        lambda: comment(by=book.holder, **act, section="summary", text="late"),
    ):
        assert "is issued; its pack stays as it is" in str(refused(late))
    for model in (PackChoice, PackComment):
        row = model.objects.get()
        row.pk = None
        with pytest.raises(IntegrityError, match="is issued, so nothing"), transaction.atomic():
            row.save(force_insert=True)


def test_versions_are_kept_and_stand_in_the_record(book: Book) -> None:
    choose(by=book.manager, **pack(book), sections=CHOSEN)
    comment(by=book.holder, **pack(book), section="summary", text="one")
    keep_template(by=book.manager, agreement=book.agreement, content=council())
    for model in (PackChoice, PackComment, PackTemplate):
        for act in (lambda m: m.objects.all()._raw_delete("default"), lambda m: m.objects.update(at=timezone.now())):  # fmt: skip
            with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
                act(model)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    events = {e.table: e for e in Event.objects.filter(table__startswith="reports_")}
    assert set(events) == {"reports_packchoice", "reports_packcomment", "reports_packtemplate"}
    assert "content" not in events["reports_packtemplate"].after
    assert len(events["reports_packtemplate"].after["sha256"]) == 64


def test_a_template_must_be_its_hash_and_usable(book: Book) -> None:
    said = refused(keep_template, by=book.manager, agreement=book.agreement, content=b"PDF").details
    assert "not a Word document" in said[0] and template(book.agreement) is None
    with pytest.raises(IntegrityError, match="not what its hash says"), transaction.atomic():
        PackTemplate.objects.create(
            agreement=book.agreement, content=b"x", sha256="0" * 64, by=book.manager
        )
    content = council()  # once: a document made in another second has other bytes
    kept = keep_template(by=book.manager, agreement=book.agreement, content=content)
    found = template(book.agreement)
    assert found == kept and bytes(found.content) == content
    assert template(book.agreement, kept.at - timedelta(seconds=1)) is None
    keep_template(by=book.manager, agreement=book.agreement, content=b"")
    assert template(book.agreement) is None


def test_what_changed_since_issue_is_nothing_but_errata(book: Book) -> None:
    to_close(book)
    actions.issue(by=book.manager, period=book.period)
    assert changes.since_issue(book.period, book.pools[0]).nothing
    factories.periods.add_erratum(
        by=book.manager, period=book.period, figure="Total", printed="1", should_be="2", reason="x"
    )
    found = changes.since_issue(book.period, book.pools[0])
    assert not found.nothing and found.cells == ()
    assert found.errata == ("Erratum 1 to 2020-21/P1: Total, printed 1, should be 2. x",)
    assert changes.table(found).notes == found.errata


def test_a_period_that_was_not_issued_has_nothing_since(book: Book) -> None:
    assert "was not issued" in str(refused(changes.since_issue, book.period, book.pools[0]))


def test_one_period_is_compared_with_the_next(book: Book) -> None:
    to_close(book)
    actions.issue(by=book.manager, period=book.period)
    first = book.period
    second = factories.next_month(book)
    factories.forecast(book, {1: factories.BUDGET + 12_345})
    found = changes.between(first, second, book.pools[0])
    cell = next(c for c in found.cells if (c.table, c.row, c.column) == ("Summary", "Total", "Forecast variation"))  # fmt: skip
    assert (cell.kind, cell.pence) == ("figure", 12_345)
    assert cell.refs == ("one/total:variation@2020-21/P1", "one/total:variation@2020-21/P2")
    assert ("added", "What moved the forecast", "Variation at April 2020 (month 1)") in found.rows
