"""Housekeeping of the queue and the site, done by the queue itself.

Procrastinate finds tasks in the module `tasks` of every app in INSTALLED_APPS.
"""

import logging

from django.contrib.sessions.backends.db import SessionStore
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

log = logging.getLogger(__name__)
STALLED_SECONDS = 45  # a worker tells every ten seconds that it is there
TRIES = 5  # a job that ends its worker each time is given up after so many
KEPT_HOURS = 30 * 24
FAILED_KEPT_HOURS = 180 * 24


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="web.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Puts back what a killed worker had in hand; every minute."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        told = {"task": job.task_name, "number": job.id, "tries": job.attempts}
        if job.attempts >= TRIES:
            log.error("a job was interrupted too often and is given up", extra=told)
            await jobs.finish_job(job, Status.FAILED, delete_job=False)
        else:
            log.warning("a job was interrupted and is begun again", extra=told)
            await jobs.retry_job(job)
    await jobs.prune_stalled_workers(STALLED_SECONDS)


@app.periodic(cron="10 3 * * *")
@app.task(queueing_lock="web.tidy", pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Each night: jobs done a month ago and failed half a year ago are forgotten."""
    jobs = context.app.job_manager
    await jobs.delete_old_jobs(nb_hours=KEPT_HOURS, include_cancelled=True, include_aborted=True)
    await jobs.delete_old_jobs(nb_hours=FAILED_KEPT_HOURS, include_failed=True)


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="web.end_sessions")
def end_sessions(timestamp: int) -> None:
    """Each night: sessions that have run out are deleted."""
    SessionStore.clear_expired()
