"""The form of log lines: JSON for machines, plain text for a terminal; nothing personal in either."""

import logging
import traceback
from contextvars import ContextVar
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

# The id of the request that is being answered; also on the page that says that something went wrong.
request_id: ContextVar[str] = ContextVar("request_id", default="")

Fault = tuple[type[BaseException], BaseException, TracebackType | None]
# What libraries add to a line and what might hold data: a request with its query, a task's words.
LEFT_OUT = (
    "request",
    "job",
    "worker",
    "result",
    "taskName",
    "server_time",
    "sql",
    "params",
    "alias",
)
# PostgreSQL tells the values of a refused row there.
WITH_DATA = ("DETAIL:", "CONTEXT:", "parameters:")


class Trim(logging.Filter):
    """Takes away what could hold data, and adds the request's id."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets a line pass, but for the queue's talk of jobs that went well."""
        quiet = record.levelno < logging.WARNING and not record.exc_info
        if record.name.startswith("procrastinate") and quiet:
            return False
        request = getattr(record, "request", None)
        if record.name == "django.request" and request is not None:
            record.msg, record.args = "a page failed", ()
            record.route = route(request)
        for name in LEFT_OUT:
            record.__dict__.pop(name, None)
        if request_id.get():
            record.request_id = request_id.get()
        return True


class Json(JsonFormatter):
    """One line of JSON: time, level, logger, message, and whatever the line says besides."""

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            datefmt="%Y-%m-%dT%H:%M:%S%z",
        )

    def formatException(self, ei: Fault) -> str:  # noqa: N802
        """The traceback without values."""
        return without_data(ei)


class Text(logging.Formatter):
    """A short line for a terminal."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", datefmt="%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """A request's line has its parts in the message's place."""
        if record.name == "poolbook.request":
            parts = record.__dict__
            record = logging.makeLogRecord(parts)
            record.msg = (
                f"{parts['status']} {parts['method']} /{parts['route'].lstrip('/')} {parts['ms']} ms"
                f"{' person ' + str(parts['person']) if parts['person'] else ''}"
            )
        elif getattr(record, "request_id", ""):
            return f"{super().format(record)} [{record.request_id}]"
        return super().format(record)

    def formatException(self, ei: Fault) -> str:  # noqa: N802
        """The traceback without values."""
        return without_data(ei)


def without_data(fault: Fault) -> str:
    """A traceback without the lines in which the database tells the values of a row."""
    lines = "".join(traceback.format_exception(*fault)).splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith(WITH_DATA))


def route(request: object) -> str:
    """The pattern of a request's address, such as `month/<slug:agreement>`: no data of anybody."""
    match = getattr(request, "resolver_match", None)
    return (str(match.route) or "/") if match else "(no such address)"
