"""Reads of packs, as at any moment: the sections in order, their comments, the template."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from poolbook.agreements.models import Agreement, Pool
from poolbook.audit.ahead import rows_of
from poolbook.audit.kept import has, kept_list, moment
from poolbook.finance.models import Period
from poolbook.partners.models import Person
from poolbook.reports.models import PackChoice, PackComment, PackTemplate
from poolbook.reports.packs.sections import SECTIONS, in_order


@dataclass(frozen=True)
class Chosen:
    """A section as it was chosen: whether it is printed, and the words above it with who wrote them."""

    key: str
    title: str
    shown: bool
    comment: str = ""
    role: str = ""
    by: Person | None = None
    at: datetime | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The comment as paragraphs, the first saying whose it is: `Pool manager: …`."""
        if not self.comment:
            return ()
        said = f"{self.role[:1].upper()}{self.role[1:]}: {self.comment}"
        return tuple(line.strip() for line in said.splitlines() if line.strip())


def contents(period: Period, pool: Pool, as_at: datetime | None = None) -> list[Chosen]:
    """Every section in the order of the pack, hidden ones included, as chosen at a moment (None: now)."""
    as_at = moment(as_at)
    if as_at:
        return _contents(period, pool, as_at)
    of, key = ("partners_person", "reports_"), (period.pk, pool.pk)
    return kept_list("contents of a pack", *key, of=of, find=lambda: _contents(period, pool, None))


def _contents(period: Period, pool: Pool, as_at: datetime | None) -> list[Chosen]:
    choice = next(iter(rows_of(_choice_asked(period, pool, as_at))), None)
    shown = {each["key"]: each["shown"] for each in choice.sections} if choice else {}
    comments = _comments(period, pool, as_at)
    found = []
    for key in in_order(shown):
        comment = comments.get(key)
        said = (comment.text, comment.role, comment.by, comment.at) if comment else ()
        found.append(Chosen(key, SECTIONS[key], shown.get(key, True), *said))
    return found


def template(agreement: Agreement, as_at: datetime | None = None) -> PackTemplate | None:
    """The agreement's own Word template at a moment (None: now); None where it has none."""
    every = PackTemplate.objects.filter(agreement=agreement)
    as_at = moment(as_at)
    if as_at:
        found = list(_newest(every, as_at))
    else:
        newest = _newest(every, None)
        found = kept_list("template", agreement.pk, of=("reports_",), find=lambda: newest)
    return found[0] if found and found[0].content else None


def _comments(period: Period, pool: Pool, as_at: datetime | None) -> dict[str, PackComment]:
    """The newest comment of each section."""
    return {each.section: each for each in rows_of(_comments_asked(period, pool, as_at))}


def asked(period: Period, pool: Pool, as_at: datetime | None = None) -> list[QuerySet]:
    """What `contents` asks here, but for what this process knows (`audit.ahead`)."""
    as_at = moment(as_at)
    if as_at is None and has("contents of a pack", period.pk, pool.pk):
        return []
    return [_choice_asked(period, pool, as_at), _comments_asked(period, pool, as_at)]


def _choice_asked(period: Period, pool: Pool, as_at: datetime | None) -> QuerySet[PackChoice]:
    return _newest(PackChoice.objects.filter(period=period, pool=pool), as_at)


def _comments_asked(period: Period, pool: Pool, as_at: datetime | None) -> QuerySet[PackComment]:
    found = PackComment.objects.filter(period=period, pool=pool)
    return _until(found, as_at).select_related("by").order_by("at", "id")


def _until(rows: QuerySet, as_at: datetime | None) -> QuerySet:
    return rows.filter(at__lte=as_at) if as_at else rows


def _newest(rows: QuerySet, as_at: datetime | None) -> QuerySet:
    return _until(rows, as_at).order_by("-at", "-id")[:1]
