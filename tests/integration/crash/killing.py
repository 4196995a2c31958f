"""Killing a process with −9 at a random moment of an act, and waiting until its server is gone.

One long-lived parent forks a child for each run; the child does the act on its own connection and
then tells the parent through a pipe: that is the acknowledgement which must survive.
"""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from django.db import connection

from tests import committed

Act = Callable[[], object]
TOLD = b"done"


@dataclass(frozen=True)
class Outcome:
    """Whether the child said that it was done before it died."""

    acknowledged: bool


def run(act: Act, after: float | None) -> Outcome:
    """The act in a child that is killed after so many seconds (None: it is left to finish)."""
    connection.close()  # a connection is never shared with a child
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _child(act, reading, writing)
    os.close(writing)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    told = os.read(reading, len(TOLD))
    os.close(reading)
    os.waitpid(child, 0)
    _wait_for_the_server()
    return Outcome(told == TOLD)


def _child(act: Act, reading: int, writing: int) -> None:
    """Never returns: pytest must not go on in the child."""
    status = 1
    try:
        os.close(reading)
        act()
        os.write(writing, TOLD)
        status = 0
    finally:
        os._exit(status)


def _wait_for_the_server() -> None:
    """A killed client's server process ends when it notices; what it committed by then counts."""
    for _ in range(2_000):
        if not committed.others():
            return
        time.sleep(0.002)
    raise AssertionError("a killed client's connection is still there after four seconds")


def measured(act: Act, back: Callable[[], None]) -> float:
    """How long the act takes in a child, in seconds, so that kills are spread over all of it."""
    times = []
    while len(times) < 3 and sum(times) < 2:
        start = time.perf_counter()
        assert run(act, None).acknowledged, "the act itself fails"
        times.append(time.perf_counter() - start)
        back()
    return sorted(times)[len(times) // 2]


def kill_often(
    act: Act, back: Callable[[], None], check: Callable[[int], bool], runs: int, seed: int = 1
) -> list[tuple[bool, bool]]:
    """Kills the act `runs` times over its whole duration; (acknowledged, applied) of each run.

    `check` is told the run's number and says whether it is applied, raising
    AssertionError where it is neither whole nor absent; `back` puts the database back.
    """
    rng, lasts = Random(seed), measured(act, back)
    found = []
    for number in range(runs):
        outcome = run(act, rng.uniform(0, lasts * 1.2))
        applied = check(number)
        assert applied or not outcome.acknowledged, "an acknowledged write is lost"
        found.append((outcome.acknowledged, applied))
        back()
    return found
