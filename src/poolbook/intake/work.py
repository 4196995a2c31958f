"""What is done with an upload behind the pages: read it, say what was understood, post it."""

import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError

from poolbook.audit.acting import acting
from poolbook.finance.actions import postings
from poolbook.finance.actions.bulk import Busy
from poolbook.intake import actions
from poolbook.intake.extracts import Preview, Watch, preview
from poolbook.intake.models import Held, Upload
from poolbook.intake.reading import Layout
from poolbook.intake.reading.reader import no_collection
from poolbook.intake.understood import faults_of, understood
from poolbook.rules.refusal import Refusal

LISTED = 10_000  # faults kept one by one
EVERY = 0.5  # seconds between two notes of progress
OUR_FAULT = (
    "Something went wrong on our side; nothing was posted. Try again, or tell your administrator."
)
log = logging.getLogger(__name__)


def read(upload_id: int) -> None:
    """Reads a draft. What was read, let go or is being applied already stays as it is."""
    upload = _found(upload_id)
    if upload.state not in ("received", "reading"):
        return
    actions.start(upload)
    try:
        with _held(upload) as path, no_collection():
            seen, trial = look(upload, path, watching(upload_id)), None
            if seen.entries and not seen.found:
                actions.progress(upload_id, "Comparing with what is posted", 0, len(seen.entries))
                trial = postings.tried(upload.source, upload.period, seen.entries)
            refused = seen.reading.refused
            state = "refused" if refused else "read"
            actions.keep_reading(upload, state, understood(seen, trial), faults_of(seen))
    except Refusal as refusal:
        told = " ".join([refusal.message, *refusal.details])
        actions.keep_reading(upload, "refused", {}, {}, told)
    except DatabaseError:
        raise
    except Exception:
        log.exception("upload %s could not be read", upload_id)
        actions.keep_reading(upload, "failed", {}, {}, OUR_FAULT)


def apply(upload_id: int, last_try: bool = True) -> None:
    """Posts a draft that somebody had applied, in one transaction with its new state.

    Raises Busy where another import of the source runs, unless it is the last try.
    """
    upload = _found(upload_id)
    if upload.state != "applying" or upload.applied_by is None:
        return
    try:
        with _held(upload) as path, no_collection():
            seen = look(upload, path, watching(upload_id))
            if seen.found:
                raise Refusal("it has faults now", seen.faults)
            extract = postings.Extract(upload.file_name, upload.sha256, seen.entries)
            actions.progress(upload_id, f"Posting {len(seen.entries):,} rows")
            _post(upload, extract)
    except Busy:
        if not last_try:
            actions.progress(upload_id, f"Waiting for another import from {upload.source.name}")
            raise
        actions.not_applied(upload, f"Another import from {upload.source.name} did not end.")
    except Refusal as refusal:
        actions.not_applied(upload, ": ".join([refusal.message, *refusal.details]))
    except DatabaseError:
        raise
    except Exception:
        log.exception("upload %s could not be applied", upload_id)
        actions.not_applied(upload, OUR_FAULT)


def look(upload: Upload, path: Path, watch: Watch) -> Preview:
    """The file as it would be posted, by the upload's layout or its source's."""
    layout = Layout.from_dict(upload.layout) if upload.layout else None
    return preview(path, upload.source, upload.period, layout, listed=LISTED, watch=watch)


def watching(upload_id: int) -> Watch:
    """Notes progress twice a second at most, so that the reader stays fast."""
    last = 0.0

    def watch(doing: str, done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY:
            last = now
            actions.progress(upload_id, doing, done, of)

    actions.progress(upload_id, "Opening the file")
    return watch


def _post(upload: Upload, extract: postings.Extract) -> None:
    by = upload.applied_by
    assert by is not None
    with acting(str(by), f"applied {upload.file_name} to {upload.period}"):
        fresh = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if fresh.state != "applying":
            return  # another worker was quicker
        done = postings.post(
            by=by,
            period=upload.period,
            source=upload.source,
            extract=extract,
            skip_repeated=fresh.skip_repeated,
        )
        if done.already:
            raise Refusal(f"it is in the book already, as import {done.batch.pk}")
        whole = {"rows": len(extract.entries), "pence": sum(e.pence for e in extract.entries)}
        actions.applied(
            fresh,
            done.batch,
            {
                "rows": done.rows
                | {"read": whole["rows"], "repeated": whole["rows"] - done.rows["read"]},
                "pence": done.pence
                | {"read": whole["pence"], "repeated": whole["pence"] - done.pence["read"]},
            },
        )


def _found(upload_id: int) -> Upload:
    related = ("source__partner", "period__agreement", "by", "applied_by")
    return Upload.objects.select_related(*related).get(pk=upload_id)


@contextmanager
def _held(upload: Upload) -> Iterator[Path]:
    """The draft's bytes as a file of its own name, gone afterwards. Raises Refusal where they went."""
    content = Held.objects.filter(pk=upload.pk).values_list("content", flat=True).first()
    if content is None:
        raise Refusal(f"{upload.file_name} was let go; give it again")
    with tempfile.TemporaryDirectory(prefix="poolbook-") as folder:
        path = Path(folder) / upload.file_name
        path.write_bytes(content)
        yield path
