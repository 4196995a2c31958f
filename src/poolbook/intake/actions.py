"""Writes to uploads: a file received, read, applied or let go. The work itself is in `work`."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from poolbook.audit.acting import acting
from poolbook.finance.actions.periods import locked
from poolbook.finance.actions.sources import require_source
from poolbook.finance.models import Period, Source
from poolbook.intake.models import ENDED, Held, Upload
from poolbook.intake.reading import Layout
from poolbook.partners.models import Person
from poolbook.rules import money
from poolbook.rules.refusal import Refusal

KEPT_DAYS = 7


@dataclass(frozen=True)
class Given:
    """A file as somebody gave it, and what its ledger's own report says of it (pence and rows)."""

    name: str
    content: bytes
    total: int | None = None
    rows: int | None = None


def limit() -> int:
    """The most bytes that a file may have."""
    return int(settings.POOLBOOK_UPLOAD_MB) * 2**20


def receive(*, by: Person, period: Period, source: Source, given: Given) -> Upload:
    """Takes a file in for an open period, as a draft that is read as soon as there is a hand free."""
    require_source(by, source)
    if source.agreement_id != period.agreement_id:
        raise Refusal(f"{source.name} is a ledger of another agreement than {period}")
    if not given.content:
        raise Refusal(f"{given.name} is empty (0 bytes)", ["Run the extract again."])
    if len(given.content) > limit():
        raise Refusal(too_large(given.name), ["Split the extract by period or by cost centre."])
    with acting(str(by), f"received {given.name} for {period}"), locked(period, "open"):
        upload = Upload.objects.create(
            source=source,
            period=period,
            partner=by.partner,
            file_name=given.name,
            size=len(given.content),
            sha256=hashlib.sha256(given.content).hexdigest(),
            by=by,
            total=given.total,
            rows=given.rows,
        )
        Held.objects.create(
            upload_id=upload.pk, content=given.content, doing="Waiting", moved_at=timezone.now()
        )
        _put_in_line("read_upload", upload)
    return upload


def too_large(name: str) -> str:
    """What is said of a file over the limit."""
    return f"{name or 'The file'} is larger than {limit() // 2**20} MB, which is the most that is taken"


def read_again(*, by: Person, upload: Upload, layout: Mapping[str, Any]) -> None:
    """Has a draft read by another layout; or by the same one, where the work on it was lost."""
    require_source(by, upload.source)
    try:
        Layout.from_dict(layout)
    except ValueError as error:
        raise Refusal("the file was not read again", [str(error)]) from None
    with acting(str(by), f"had {upload.file_name} read again"):
        fresh = _draft(upload)
        if fresh.state == "applying":
            raise Refusal(f"{fresh.file_name} is being applied; wait until that is done")
        fresh.layout, fresh.state, fresh.said = dict(layout), "received", ""
        fresh.save(update_fields=["layout", "state", "said"])
        progress(upload.pk, "Waiting")
        _put_in_line("read_upload", upload)


def say_totals(*, by: Person, upload: Upload, total: int | None, rows: int | None) -> None:
    """Keeps what the ledger's own report says: pounds (in pence) and rows."""
    require_source(by, upload.source)
    with acting(str(by), f"gave the control total of {upload.file_name}"):
        fresh = _draft(upload)
        fresh.total, fresh.rows = total, rows
        fresh.save(update_fields=["total", "rows"])


def ask_apply(*, by: Person, upload: Upload, skip_repeated: bool = False) -> None:
    """Has a draft applied. Raises Refusal with everything that stands against it."""
    require_source(by, upload.source)
    with acting(str(by), f"had {upload.file_name} applied to {upload.period}"):
        fresh = _draft(upload)
        if fresh.state == "applying":
            return  # asked twice, done once
        against = standing_against(fresh, skip_repeated)
        if against:
            raise Refusal(f"{fresh.file_name} was not applied; nothing was posted", against)
        fresh.state, fresh.said, fresh.skip_repeated = "applying", "", skip_repeated
        fresh.applied_by = by
        fresh.save(update_fields=["state", "said", "skip_repeated", "applied_by"])
        progress(upload.pk, "Waiting")
        _put_in_line("apply_upload", upload)


def standing_against(upload: Upload, skip_repeated: bool = True) -> list[str]:
    """Why a draft cannot be applied as it is; nothing where it can."""
    found = []
    state = Period.objects.values_list("state", flat=True).get(pk=upload.period_id)
    if state != "open":
        found.append(f"{upload.period} is {state}; only an open period takes an import")
    if upload.state != "read":
        return [*found, f"{upload.file_name} is {upload.get_state_display()}"]
    if upload.faults.get("faults"):
        found.append("the file has faults: correct it, or say how its columns are to be read")
    elif upload.understood.get("already"):
        found.append(f"it is in the book already, as import {upload.understood['already']}")
    found += mismatches(upload)
    repeated = upload.understood.get("rows", {}).get("repeated", 0)
    if repeated and not skip_repeated:
        found.append(f"{repeated:,} of its rows were posted before; say that they are left out")
    return found


def mismatches(upload: Upload) -> list[str]:
    """How the file differs from what its ledger's own report says of it."""
    read, found = upload.understood, []
    if not read.get("rows"):
        return []
    pence, rows = read["pence"]["read"], read["rows"]["read"]
    if upload.total is not None and upload.total != pence:
        found.append(
            f"the file comes to {money.show_pounds(pence)}, the control total is "
            f"{money.show_pounds(upload.total)}: {money.show_pounds(pence - upload.total)} apart"
        )
    if upload.rows is not None and upload.rows != rows:
        found.append(f"the file has {rows:,} rows, the control total is {upload.rows:,} rows")
    return found


def discard(*, by: Person, upload: Upload) -> None:
    """Lets a draft go, with its bytes and what was made of them."""
    require_source(by, upload.source)
    with acting(str(by), f"discarded {upload.file_name}"):
        fresh = _draft(upload)
        if fresh.state == "applying":
            raise Refusal(
                f"{fresh.file_name} is being applied; withdraw the import when it is done"
            )
        _let_go(fresh, "discarded")


def expire_uploads(*, by: str) -> int:
    """Lets drafts go that nobody touched for seven days; returns how many."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    gone = 0
    with acting(by, "let old uploads go"):
        old = Upload.objects.select_for_update().filter(at__lt=before).exclude(state__in=ENDED)
        for upload in old.exclude(state="applying"):
            upload.said = f"nobody applied it within {KEPT_DAYS} days"
            _let_go(upload, "discarded")
            gone += 1
    return gone


def start(upload: Upload) -> None:
    """Notes that a draft is being read."""
    with acting(str(upload.by), f"read {upload.file_name}"):
        Upload.objects.filter(pk=upload.pk, state="received").update(state="reading")


def keep_reading(
    upload: Upload, state: str, understood: dict[str, Any], faults: dict[str, Any], said: str = ""
) -> None:
    """Keeps what was made of a draft, unless it was let go or asked for anew meanwhile."""
    with acting(str(upload.by), f"read {upload.file_name}"):
        fresh = Upload.objects.select_for_update().get(pk=upload.pk)
        if fresh.state != "reading" or fresh.layout != upload.layout:
            return
        fresh.state, fresh.understood, fresh.faults, fresh.said = state, understood, faults, said
        fresh.save(update_fields=["state", "understood", "faults", "said"])


def not_applied(upload: Upload, said: str, state: str = "read") -> None:
    """Notes why a draft was not applied; nothing was posted."""
    with acting(str(upload.applied_by), f"did not apply {upload.file_name}"):
        fresh = Upload.objects.select_for_update().get(pk=upload.pk)
        if fresh.state == "applying":
            fresh.state, fresh.said, fresh.applied_by = state, said, None
            fresh.save(update_fields=["state", "said", "applied_by"])


def applied(upload: Upload, batch: Any, done: dict[str, Any]) -> None:
    """Ends a draft that was posted, in the transaction that posts it; its bytes go."""
    upload.state, upload.batch, upload.finished_at = "applied", batch, timezone.now()
    upload.understood = upload.understood | {"done": done}
    upload.save(update_fields=["state", "batch", "finished_at", "understood"])
    Held.objects.filter(pk=upload.pk).delete()


def progress(upload_id: int, doing: str, done: int = 0, of: int = 0) -> None:
    """Notes how far the work is, for the page that watches; outside the record."""
    Held.objects.filter(pk=upload_id).update(doing=doing, done=done, of=of, moved_at=timezone.now())


def _draft(upload: Upload) -> Upload:
    """The upload as it is now, held until the transaction ends. Raises Refusal where it ended."""
    found = Upload.objects.select_for_update(of=("self",)).select_related("period")
    fresh = found.get(pk=upload.pk)
    if fresh.state in ENDED:
        raise Refusal(f"{fresh.file_name} is {fresh.get_state_display()} already")
    return fresh


def _let_go(upload: Upload, state: str) -> None:
    upload.state, upload.finished_at = state, timezone.now()
    upload.understood, upload.faults, upload.applied_by = {}, {}, None
    upload.save(
        update_fields=["state", "finished_at", "understood", "faults", "said", "applied_by"]
    )
    Held.objects.filter(pk=upload.pk).delete()


def _put_in_line(task: str, upload: Upload) -> None:
    """Queues the work in this transaction: it is there when the upload is, and else neither is."""
    from poolbook.intake import tasks

    getattr(tasks, task).defer(upload_id=upload.pk)
