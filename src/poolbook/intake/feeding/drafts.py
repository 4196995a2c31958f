"""Files of national series given through the page: kept until somebody takes them in or lets them go."""

import hashlib
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from poolbook.agreements.models import Agreement
from poolbook.audit.acting import acting
from poolbook.intake.feeding.seeing import Seen, counts, see
from poolbook.intake.feeding.taking import refuse, take
from poolbook.intake.models import FeedDraft
from poolbook.partners.models import Person
from poolbook.performance.actions.allowed import require_observing
from poolbook.performance.actions.loads import Loaded
from poolbook.rules.refusal import Refusal

KEPT_DAYS = 7
LISTED = 200  # faults kept of a draft, and areas and measures listed


def drafts(agreement: Agreement) -> QuerySet[FeedDraft]:
    """The agreement's files that wait, the newest first, without their bytes."""
    found = FeedDraft.objects.filter(agreement=agreement, state="read").select_related("by")
    return found.defer("content", "understood")


def draft(agreement: Agreement, number: int) -> FeedDraft | None:
    """A file of the agreement by its number, whatever became of it."""
    found = FeedDraft.objects.filter(agreement=agreement, pk=number).select_related("by", "load")
    return found.defer("content").first()


def receive(*, by: Person, agreement: Agreement, name: str, content: bytes) -> FeedDraft:
    """Keeps a file and what was understood of it; older drafts that nobody took go. Raises Refusal."""
    require_observing(by, agreement)
    seen = _see(agreement, name, content, "", False)
    with acting(str(by), f"gave {name}"):
        _expire(agreement)
        return FeedDraft.objects.create(
            agreement=agreement,
            file_name=name[:200],
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            by=by,
            content=content,
            understood=told(seen),
        )


def reread(*, by: Person, draft: FeedDraft, layout: str, new_areas: bool) -> FeedDraft:
    """Reads a draft again, as another layout or with its new areas allowed. Raises Refusal."""
    require_observing(by, draft.agreement)
    with acting(str(by), f"read {draft.file_name} again"):
        fresh = _waiting(draft)
        fresh.understood = told(
            _see(fresh.agreement, fresh.file_name, fresh.content, layout, new_areas)
        )
        fresh.layout, fresh.new_areas = layout, new_areas
        fresh.save(update_fields=["layout", "new_areas", "understood"])
    return fresh


def apply(*, by: Person, draft: FeedDraft) -> Loaded:
    """Takes a draft in, read anew as the book is now. Raises Refusal with every fault."""
    require_observing(by, draft.agreement)
    with acting(str(by), f"took in {draft.file_name}"):
        fresh = _waiting(draft)
        seen = _see(fresh.agreement, fresh.file_name, fresh.content, fresh.layout, fresh.new_areas)
        refuse(seen)
        done = take(by=by, agreement=fresh.agreement, seen=seen)
        fresh.state, fresh.load, fresh.content = "taken", done.load, None
        fresh.understood = fresh.understood | {
            "done": {"new": done.new, "changed": done.changed, "same": done.same}
        }
        fresh.save(update_fields=["state", "load", "content", "understood"])
    return done


def discard(*, by: Person, draft: FeedDraft) -> None:
    """Lets a draft go with its bytes. Raises Refusal where it ended already."""
    require_observing(by, draft.agreement)
    with acting(str(by), f"discarded {draft.file_name}"):
        fresh = _waiting(draft)
        fresh.state, fresh.content = "discarded", None
        fresh.save(update_fields=["state", "content"])


def told(seen: Seen) -> dict[str, Any]:
    """What was understood, as the page shows it."""
    return {
        "layout": seen.layout.code if seen.layout else "",
        "layout_name": seen.layout.name if seen.layout else "",
        "recognised": seen.recognised,
        "tables": seen.reading.tables if seen.reading else [],
        "counts": counts(seen),
        "times": seen.times_words,
        "measures": list(seen.reading.measures)[:LISTED] if seen.reading else [],
        "new_measures": [
            [each.ref, each.meaning["name"], each.meaning["unit"]] for each in seen.new_measures
        ][:LISTED],
        "new_measures_count": len(seen.new_measures),
        "new_areas": [[p.code, p.name, p.kind] for p in seen.placing.new.values()][:LISTED],
        "new_areas_count": len({p.code for p in seen.placing.new.values()}),
        "by_name": [[one.name, code] for one, code in seen.placing.by_name.items()][:LISTED],
        "unused": seen.reading.unused if seen.reading else {},
        "new": seen.new,
        "changed": seen.changed,
        "same": seen.same,
        "changes": [
            [c.measure, c.area, c.ends.isoformat(), _figure(c.known), _figure(c.given)]
            for c in seen.changes
        ],
        "same_as": seen.same_as,
        "faults": [
            {"code": f.code, "message": f.message, "sheet": f.sheet or "", "row": f.row or "",
             "column": f.column or "", "cell": f.cell or "", "value": f.value or "",
             "do": f.what_to_do}
            for f in seen.faults
        ],
        "not_listed": seen.not_listed,
        "warnings": [f.message for f in seen.warnings],
    }  # fmt: skip


def _figure(value: Any) -> str:
    return "no value" if value is None else f"{value.normalize():,f}"


def _see(agreement: Agreement, name: str, content: bytes, layout: str, new_areas: bool) -> Seen:
    with tempfile.TemporaryDirectory(prefix="poolbook-") as folder:
        path = Path(folder) / "file"
        path.write_bytes(bytes(content))
        return see(path, agreement, name=name, layout=layout or None, new_areas=new_areas)


def _waiting(draft: FeedDraft) -> FeedDraft:
    fresh = FeedDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if fresh.state != "read":
        raise Refusal(f"{fresh.file_name} is {fresh.get_state_display()} already")
    return fresh


def _expire(agreement: Agreement) -> None:
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    FeedDraft.objects.filter(agreement=agreement, state="read", at__lt=before).update(
        state="discarded", content=None
    )
