"""The caseload's section of a pack: what it prints, protected beside earlier packs, made again to the byte."""

import io
import json
import random
import zipfile
from pathlib import Path

import pypdf
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from poolbook.audit.kept import forget, reading
from poolbook.caseload import actions, publishing
from poolbook.caseload.models import CaseArea
from poolbook.caseload.schema import table_of
from poolbook.intake.taking_packages import take
from poolbook.reports.actions import files, issue
from poolbook.reports.build import build
from poolbook.reports.build.caseload import section as sections
from poolbook.reports.build.caseload.issued import packed
from poolbook.reports.build.caseload.packed import pack
from poolbook.reports.model import Section, shown
from poolbook.reports.models import PackPublication
from poolbook.reports.render import FORMATS, render
from poolbook.rules.disclosure import attack
from poolbook.rules.disclosure.published import CLEAR, UNSEEN, Publication
from poolbook.rules.disclosure.stored import loads
from poolbook.rules.refusal import Refusal
from tests import factories
from tests.factories import Book, make_book
from tests.integration.county import make_county
from tests.unit.caseload.made import table, the_county


@pytest.fixture
def book(db: None, folder: Path) -> Book:
    """The small agreement in October 2020."""
    return make_book(period="2020-21/P6")


@pytest.fixture
def county(book: Book) -> CaseArea:
    """The made-up county, its learning disability on line 1."""
    return make_county(book)


def section_of(book: Book, at=None) -> Section | None:
    report = build(book.period, book.pools[0], at or timezone.localtime())
    return next((each for each in report.sections if each.key == "caseload"), None)


def texts(section: Section, key: str) -> dict[str, list[str]]:
    """A table of the section as printed, row by row."""
    found = next(each for each in section.tables if each.key == f"caseload-{key}")
    return {
        row.label: [shown(row.cells[c.key], c) if c.key in row.cells else "" for c in found.columns]
        for row in found.rows
    }


def closed(book: Book) -> None:
    """The book's period, as far as it can be issued."""
    factories.close(book)


def test_without_packages_there_is_no_section(book: Book) -> None:
    assert section_of(book) is None
    actions.keep_area(by=book.analyst, agreement=book.agreement, code="empty", name="Empty")
    assert section_of(book) is None


def test_the_section_prints_the_county_as_it_may_be_published(book: Book, county: CaseArea) -> None:
    section = section_of(book)
    assert section is not None
    assert section.paragraphs[0] == sections.MADE_UP
    service = texts(section, "by-service")
    assert service["Supported Living"][0] == "820"  # 821 on 1 April, rounded
    assert service["SEN - Residential Care"][0] == "*"
    assert service["SEN - Residential Care"][3:5] == ["x", "x"]
    assert "£" in "".join(service["Everybody"])
    keys = [each.key.removeprefix("caseload-") for each in section.tables]
    assert keys == [
        "by-service",
        "settings",
        "by-who-pays",
        "by-where",
        "new",
        "ages",
        "high",
        "conditions",
        "direct",
        "county",
        "providers",
        "lifetimes",
        "sensitivity",
        "packages-forecast",
        "packages-ledger",
    ]
    supposed, bands = texts(section, "sensitivity"), texts(section, "ages")
    for band, printed in bands.items():
        name = (
            "1% more people, or prices 1% higher"
            if band == "Everybody"
            else f"1% more people: {band}"
        )
        if name in supposed:
            hidden = (not printed[0].isdigit() and "," not in printed[0]) or "£" not in printed[1]
            assert ("£" in supposed[name][0]) is not hidden
    assert len(supposed) == len(bands) + 1
    for each in section.tables[:-2]:
        assert sections.MADE_UP in each.notes
    assert any("Numbers from 1 to 7" in note for note in section.tables[0].notes)
    assert "Age explains" in " ".join(section.paragraphs)


def test_the_attack_recovers_nobody_from_the_section(book: Book, county: CaseArea) -> None:
    made = packed(book.period, timezone.now())
    assert made is not None
    assert attack([made.told]) == ()
    assert any(cell.mark != CLEAR and cell.need for cell in made.told.cells.values())
    assert made.told.averages


def test_every_format_has_it(book: Book, county: CaseArea) -> None:
    report = build(book.period, book.pools[0], timezone.localtime())
    for form in FORMATS:
        assert len(render(report, form)) > 1_000
    body = json.loads(render(report, "json"))
    assert "caseload" in [each["key"] for each in body["sections"]]


def test_an_issued_pack_is_made_again_to_the_byte_after_a_thousand_corrections(
    book: Book, county: CaseArea, settings
) -> None:
    closed(book)
    kept = {file.name: bytes(file.content) for file in issue(by=book.manager, period=book.period)}
    told = PackPublication.objects.get(period=book.period)
    chance = random.Random(7)
    rows = chance.sample(the_county().to_pylist(), 1_000)
    chosen = {row["package"] for row in rows}
    later = [dict(row) for row in the_county().to_pylist() if row["package"] in chosen]
    for row in later:
        row["weekly"] += chance.randint(100, 20_000)
    corrected = table_of({name: [row[name] for row in later] for name in later[0]})
    for part in range(4):
        share = [at for at in range(corrected.num_rows) if later[at]["package"] % 4 == part]
        some = table_of({n: [later[at][n] for at in share] for n in later[0]})
        actions.take_in(by=book.analyst, area=county, table=some)
    actions.keep_line(by=book.analyst, agreement=book.agreement, group=1, line=book.line(2))
    settings.POOLBOOK_SMALL_NUMBERS = "below 5"
    forget()
    again = {name: content for name, (content, _) in files(book.period, told.at).items()}
    assert again == kept
    with reading():
        assert packed(book.period, told.at).told == loads(told.told)
    # By the other rule the year's numbers cannot be told beside what this pack told: none is.
    with pytest.raises(Refusal, match="cannot be protected"):
        packed(book.period, timezone.now())
    settings.POOLBOOK_SMALL_NUMBERS = "default"
    now = packed(book.period, timezone.now())
    assert now.told != loads(told.told) and now.answer.files != tuple(told.files)


def test_the_next_pack_is_protected_beside_the_issued_one(book: Book, county: CaseArea) -> None:
    closed(book)
    issue(by=book.manager, period=book.period)
    first = loads(PackPublication.objects.get().told)
    book.period = factories.open_month(book.manager, book.agreement, "2020-21/P7")
    late = [dict(row) for row in the_county().to_pylist()[:3]]
    for row in late:
        row["weekly"] += 5_000
    actions.take_in(
        by=book.analyst, area=county, table=table_of({n: [r[n] for r in late] for n in late[0]})
    )
    second = packed(book.period, timezone.now())
    assert second is not None
    april = {k for k in first.cells if dict(k).get("date") == "2020-04-01"}
    people = {k for k in april if not any(name == "(amount)" for name, _ in k)}
    assert people & set(second.told.cells), "1 April is the same people under the same names"
    weak = {each.cell for each in attack([first, second.told])}
    assert weak <= set(second.told.lost)
    assert "bridge" in [each.key.split("-")[-1] for each in section_of(book).tables]


def test_people_who_joined_between_two_packs_are_not_worked_out(book: Book, settings) -> None:
    """Exact numbers: 20 who began by September, and 2 more by October, are 2 in October."""
    settings.POOLBOOK_SMALL_NUMBERS = "below 5"
    area = actions.keep_area(by=book.analyst, agreement=book.agreement, code="a", name="A")
    may, october = 18_383, 18_546

    def row(n: int, start: int) -> dict[str, int]:
        return {"person": n, "package": n, "start": start, "authorised": start}

    rows = [*(row(n, 18_000) for n in range(1, 60)), *(row(n, may) for n in range(60, 80))]
    rows += [row(n, october) for n in (80, 81)]
    actions.take_in(by=book.analyst, area=area, table=table(*rows))
    closed(book)
    issue(by=book.manager, period=book.period)
    first = loads(PackPublication.objects.get().told)
    assert "20" in {each.text() for k, each in first.cells.items() if "starts" in dict(k)}
    book.period = factories.open_month(book.manager, book.agreement, "2020-21/P7")
    alone = pack([area], book.period.month, None, publishing.preset(), {})
    assert "22" in {cell.text() for k, cell in alone.told.cells.items() if "starts" in dict(k)}
    second = packed(book.period, timezone.now())
    hidden = {k: cell for k, cell in second.told.cells.items() if cell.mark == UNSEEN}
    # The control: printed as if there were no first pack, they are worked out.
    assert attack([first, alone.told, Publication(hidden, second.told.sums)])
    starts = {k: cell for k, cell in second.told.cells.items() if "starts" in dict(k)}
    assert "22" not in {cell.text() for cell in starts.values()}
    assert {each.cell for each in attack([first, second.told])} <= set(second.told.lost)


def test_what_was_told_stays(book: Book, county: CaseArea) -> None:
    closed(book)
    issue(by=book.manager, period=book.period)
    kept = PackPublication.objects.get()
    assert kept.files[0][1] == kept.period.agreement.case_areas.get().files.get().sha256
    for wrong in ({"preset": "below 5"}, {"told": "{}"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PackPublication.objects.filter(pk=kept.pk).update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.delete()


def test_two_hundred_canaries_are_in_no_file_of_a_pack(book: Book, tmp_path) -> None:
    """References, dates of birth and single prices of people who are taken in from an extract."""
    head = "person,package,service,client group,date of birth,start,weekly cost\n"
    row = "CANARY-{n},PKCAN{n},Day Services,Autism,03/07/1961,2020-01-01,{n}31.17\n"
    path = tmp_path / "packages.csv"
    path.write_text(head + "".join(row.format(n=n) for n in range(1, 201)))
    take(by=book.analyst, agreement=book.agreement, path=path, code="real")
    closed(book)
    made = {file.name: bytes(file.content) for file in issue(by=book.manager, period=book.period)}
    report = build(book.period, book.pools[0], PackPublication.objects.get().at)
    assert any(section.key == "caseload" for section in report.sections)
    said = [plain(name, content) for name, content in made.items()]
    said += [PackPublication.objects.get().told, repr(report)]
    for text in said:
        for canary in ("CANARY", "PKCAN", "1961", "13131", "131.17"):
            assert canary not in text


def plain(name: str, content: bytes) -> str:
    """The text of a file of the pack, and of whatever is packed in it."""
    if name.endswith((".xlsx", ".docx", ".pptx")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(archive.read(each).decode("latin-1") for each in archive.namelist())
    if name.endswith(".pdf"):
        reader = pypdf.PdfReader(io.BytesIO(content))
        return f"{reader.metadata}" + "".join(page.extract_text() for page in reader.pages)
    return content.decode()
