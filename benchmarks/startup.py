"""How soon `poolbook --help` answers, beside Python with nothing to do."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.timing import Figure, in_turn


def figures() -> Iterator[Figure]:
    """The installed command and `python -c pass`, each ten times in turn."""
    command = str(Path(sys.executable).with_name("poolbook"))

    def run(*words: str) -> None:
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)

    times = in_turn(lambda: run(command, "--help"), lambda: run(sys.executable, "-c", "pass"), 10)
    yield Figure("start-up: poolbook --help", *times, "python -c pass", most_seconds=0.3)
