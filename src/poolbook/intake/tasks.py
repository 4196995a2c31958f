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


@app.periodic(cron="* * * * *")
@app.task(name="take_up_lost", queue="intake", queueing_lock="take_up_lost")
async def take_up_lost(timestamp: int) -> None:
    """Puts work back in line whose worker was killed: it is harmless to do it again."""
    for job in await app.job_manager.get_stalled_jobs(queue="intake"):
        if job.task_name in ("read_upload", "apply_upload"):
            await app.job_manager.retry_job(job)


@app.periodic(cron="30 3 * * *")
@app.task(name="let_drafts_go", queue="intake", queueing_lock="let_drafts_go")
def let_drafts_go(timestamp: int) -> None:
    """Lets drafts go that nobody applied for seven days."""
    from poolbook.intake.actions import expire_uploads

    expire_uploads(by="Poolbook")
