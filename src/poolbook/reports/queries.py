"""Reads of reports: what was issued, and the report of a pool at a moment."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from poolbook.agreements.models import Pool
from poolbook.audit.kept import kept, kept_list
from poolbook.finance.models import IssuedFile, Period
from poolbook.reports.build import build
from poolbook.reports.model import Report
from poolbook.rules.refusal import Refusal

EVERYTHING = ("",)  # a report prints the record's head
# What a report at a past moment may still read otherwise: what is not kept in versions, names first.
OF_THE_BOOK = ("agreements_", "partners_", "finance_", "performance_", "reports_")


def pools(period: Period, code: str = "") -> list[Pool]:
    """The pools of a period's agreement, or the one of that code. Raises Refusal naming them."""
    found = list(Pool.objects.filter(agreement=period.agreement))
    chosen = [pool for pool in found if not code or pool.code == code]
    if not chosen:
        raise Refusal(f"there is no pool “{code}”", [pool.code for pool in found])
    return chosen


def report(period: Period, pool: Pool, as_at: datetime | None = None) -> Report:
    """The report as known at a moment; None is now."""
    made = timezone.localtime(as_at)
    if as_at is not None:
        return kept(
            "report",
            made.isoformat(),
            period.pk,
            pool.pk,
            of=OF_THE_BOOK,
            make=lambda: build(period, pool, made),
        )
    return kept("report", period.pk, pool.pk, of=EVERYTHING, make=lambda: build(period, pool, made))


@dataclass(frozen=True)
class Issue:
    """One pool's report as issued: its moment and its files as (format, name)."""

    period: Period
    pool: Pool
    at: datetime
    files: tuple[tuple[str, str], ...]
    first: bool = True  # of those with its pool's code and period: it has the short address

    @property
    def year(self) -> str:
        """The year as addresses have it: `2020-21`."""
        return str(self.period).split("/")[0]

    @property
    def address(self) -> str:
        """The page of the report, within the site."""
        short = f"/{self.pool.code}/{self.year}/P{self.period.number}/"
        return short if self.first else f"/reports/{self.period.agreement.code}{short}"

    @property
    def key(self) -> tuple[str, int, int]:
        """What the short address says: another agreement's pool may have the same code."""
        return self.pool.code, self.period.year, self.period.number


def issues() -> list[Issue]:
    """Every issued report, the newest period first. Anybody may read what was issued."""
    return kept_list(
        "issues",
        of=("agreements_agreement", "agreements_pool", "finance_issuedfile", "finance_period"),
        find=_issues,
    )


def _issues() -> list[Issue]:
    found = IssuedFile.objects.defer("content").select_related("period__agreement")
    named: dict[tuple[int, str], list[IssuedFile]] = {}
    for file in found.order_by("-period__year", "-period__number", "id"):
        named.setdefault((file.period_id, file.name.rsplit("_", 2)[0]), []).append(file)
    pools = {(pool.agreement_id, pool.code): pool for pool in Pool.objects.all()}
    found_issues = [
        Issue(
            period=files[0].period,
            pool=pools[(files[0].period.agreement_id, code)],
            at=files[0].at,
            files=tuple((file.name.rsplit(".", 1)[1], file.name) for file in files),
        )
        for (_, code), files in named.items()
    ]
    oldest: dict[tuple[str, int, int], Issue] = {}
    for issue in sorted(found_issues, key=lambda issue: issue.at):
        oldest.setdefault(issue.key, issue)
    return [replace(issue, first=oldest[issue.key] is issue) for issue in found_issues]


@dataclass(frozen=True)
class Kept:
    """One issued file without its bytes: its format in a word, hash, the record's head, moment."""

    form: str
    word: str
    name: str
    sha256: str
    head: str
    at: datetime


WORDS = {
    "html": "Web page",
    "pdf": "PDF",
    "xlsx": "Excel",
    "docx": "Word",
    "pptx": "PowerPoint",
    "csv": "CSV",
    "json": "JSON",
}


def issued_files(period: Period, pool: Pool) -> list[Kept]:
    """The files of a pool's pack as issued; none where it was not."""
    found = IssuedFile.objects.filter(period=period, name__startswith=f"{pool.code}_")
    columns = found.values_list("name", "sha256", "head", "at")
    of, key = ("finance_issuedfile",), (period.pk, pool.code)
    rows = kept_list("issued files", *key, of=of, find=lambda: columns)
    return [
        Kept(form := name.rsplit(".", 1)[1], WORDS[form], name, sha256, head, at)
        for name, sha256, head, at in rows
    ]


def issued_file(period: Period, name: str) -> bytes | None:
    """The bytes of an issued file; None where there is none of that name."""
    found = IssuedFile.objects.filter(period=period, name=name).first()
    return bytes(found.content) if found else None


def issues_of(pool: Pool) -> list[Issue]:
    """Every issued pack of a pool, the newest first."""
    return [issue for issue in issues() if issue.pool == pool]
