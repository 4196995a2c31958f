"""The work on uploads that runs behind the pages, on the database's own queue.

A worker may be killed at any moment. Reading again is harmless; applying is one transaction, with
the upload's state in it, so that what was posted is never posted twice.
"""

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

TRIES = 300  # two seconds apart: another import of ten minutes is waited for


@app.task(name="read_upload", queue="intake", retry=RetryStrategy(max_attempts=3, wait=2))
def read_upload(upload_id: int) -> None:
    """Reads a draft, says what was understood and every fault."""
    from poolbook.intake import work

    work.read(upload_id)


@app.task(
    name="apply_upload",
    queue="intake",
    pass_context=True,
    retry=RetryStrategy(max_attempts=TRIES, wait=2),
)
def apply_upload(context: JobContext, upload_id: int) -> None:
    """Posts a draft, whole. Waits (is tried again) while another import of its ledger runs."""
    from poolbook.intake import work

    work.apply(upload_id, last_try=context.job.attempts >= TRIES - 1)
