"""`poolbook work`: does what waits in the queue, in the foreground, until it is stopped."""

import argparse
import logging
import os
import signal
import sys
import threading
import time

from poolbook.cli import book

log = logging.getLogger("poolbook.work")
PAUSE = 5.0  # seconds, after the database went away
NICE = 10  # how far behind the site's processes, in the system's own steps
LET_FINISH = 60.0  # seconds that a job may still take once the worker is told to stop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`serve` starts one of these by itself; a real server runs it as a service of its own."""
    parser.add_argument(
        "--until-input-ends", action="store_true", help="stop when standard input is closed"
    )


def run(args: argparse.Namespace) -> int:
    """Works until SIGTERM or Ctrl-C, finishing the job in hand; goes on when the database is back."""
    import psycopg
    from django.db import connections
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import ConnectorException

    step_back()
    book.open_book()
    connections.close_all()  # threads of the worker make their own
    if args.until_input_ends:
        threading.Thread(target=_stop_with_input, daemon=True).start()
    while True:
        try:
            with app.replace_connector(app.connector.get_worker_connector()):
                app.run_worker(name="poolbook", shutdown_graceful_timeout=LET_FINISH)
            return 0
        except (ConnectorException, psycopg.Error, OSError) as fault:
            log.warning(
                "the queue cannot be reached; trying again in %.0f seconds: %s",
                PAUSE,
                type(fault).__name__,
            )
            time.sleep(PAUSE)


def step_back() -> None:
    """Lets whoever waits for a page go first: long work takes what the site leaves of the processors."""
    os.nice(NICE)


def _stop_with_input() -> None:
    """Whoever started us has ended, however it ended: stop as on SIGTERM."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
