"""The only place that writes to the terminal: lines, errors, JSON, and refusals with every reason."""

import io
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from typing import Any

from poolbook.rules.refusal import Refusal


class Refused(Refusal):
    """A refusal by the command line. `code` is the exit code: 1 for a rule, 2 for usage or a file."""

    def __init__(self, message: str, *, details: Sequence[str] = (), code: int = 1) -> None:
        super().__init__(message, details)
        self.code = code


def line(text: str = "") -> None:
    """A line for the reader."""
    sys.stdout.write(text + "\n")


def error(text: str) -> None:
    """A line about something wrong, on the error stream."""
    sys.stderr.write(text + "\n")


def as_json(data: Any) -> None:
    """Data as indented JSON, in the order given."""
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def refuse(refused: Refusal, *, as_json: bool = False) -> None:
    """Says why something was refused: as lines, or as JSON where the reader is a program."""
    if as_json:
        body = {"schema": "poolbook-error/1", "error": refused.message, "details": refused.details}
        sys.stdout.write(json.dumps(body, indent=2, ensure_ascii=False) + "\n")
        return
    error(refused.message)
    for detail in refused.details:
        error(f"  - {detail}")


@contextmanager
def silenced(quiet: bool) -> Iterator[None]:
    """Keeps lines back while quiet; errors are still said."""
    with redirect_stdout(io.StringIO() if quiet else sys.stdout):
        yield


def flush() -> None:
    """Sends what was said on its way, before a long wait."""
    sys.stdout.flush()
