"""Reads of uploads: a draft is its own partner's until it is applied."""

import re
from typing import Any

from django.db.models import Q, QuerySet

from poolbook.finance.models import Batch, Period, Source
from poolbook.intake.models import ENDED, Held, Upload
from poolbook.partners.models import Person
from poolbook.rules.calendar import MONTHS


def uploads(person: Person, period: Period) -> QuerySet[Upload]:
    """The uploads of a period that somebody may see: what is applied, and their own partner's drafts."""
    mine = Q(partner=person.partner_id) if person.partner_id else Q(by=person.pk)
    found = Upload.objects.filter(period=period).filter(mine | Q(state="applied"))
    return found.select_related("source__partner", "by", "applied_by", "batch", "period")


def drafts(person: Person, period: Period) -> list[Upload]:
    """The uploads of a period that wait for something."""
    return list(uploads(person, period).exclude(state__in=ENDED).defer("understood", "faults"))


def batches(period: Period) -> list[Batch]:
    """The imports of a period, the newest first, with the withdrawn ones."""
    found = Batch.objects.filter(period=period).select_related("source__partner", "by")
    return list(found.order_by("-id"))


def how_far(upload: Upload) -> dict[str, Any]:
    """How far the work on an upload is, in words and rows."""
    held = Held.objects.filter(pk=upload.pk).values("doing", "done", "of", "moved_at").first()
    return held or {"doing": upload.get_state_display(), "done": 0, "of": 0, "moved_at": None}


def same_before(upload: Upload) -> Batch | None:
    """An import of the very same file, if there is one that counts."""
    found = Batch.objects.filter(source=upload.source_id, sha256=upload.sha256, state="applied")
    return found.exclude(pk=upload.batch_id).order_by("-id").first()


def guess_source(sources: list[Source], name: str, head: str = "") -> Source | None:
    """The ledger that a file most likely comes from: by names of past files, then by their headings."""
    if len(sources) == 1:
        return sources[0]
    past = (
        Batch.objects.filter(source__in=sources).order_by("-id").values_list("source", "file_name")
    )
    known: dict[int, set[str]] = {s.pk: _words(f"{s.code} {s.name}") for s in sources}
    for source, file_name in past[:60]:
        known[source] |= _words(file_name)
    shared = set.intersection(*known.values())  # words of every ledger tell nothing
    points = {s.pk: len((_words(name) & known[s.pk]) - shared) for s in sources}
    if head and len(set(points.values())) == 1:
        for source in sources:
            names = source.layout.get("columns", {}).values()
            points[source.pk] += sum(1 for n in names if isinstance(n, str) and n in head)
    best = sorted(sources, key=lambda s: -points[s.pk])
    clear = best and points[best[0].pk] > (points[best[1].pk] if len(best) > 1 else 0)
    return best[0] if clear else None


def _words(text: str) -> set[str]:
    months = {month.lower() for month in MONTHS} | {"csv", "xlsx", "xls", "ods"}
    return set(re.findall(r"[a-z]{2,}", text.lower())) - months
