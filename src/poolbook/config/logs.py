"""Logging: lines for a terminal, or with POOLBOOK_LOG=json a line of JSON each for a log collector."""

import os

_FORM = "json" if os.environ.get("POOLBOOK_LOG", "text") == "json" else "text"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"trim": {"()": "poolbook.web.health.logs.Trim"}},
    "formatters": {
        "json": {"()": "poolbook.web.health.logs.Json"},
        "text": {"()": "poolbook.web.health.logs.Text"},
    },
    "handlers": {
        "lines": {"class": "logging.StreamHandler", "formatter": _FORM, "filters": ["trim"]}
    },
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "procrastinate.worker": {"level": "INFO"},  # a failure to be retried is INFO there
        "poolbook": {"level": os.environ.get("POOLBOOK_LOG_LEVEL", "INFO")},
        # Django's own: we log each request ourselves, and a failed one with its traceback once.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": False},
    },
}
