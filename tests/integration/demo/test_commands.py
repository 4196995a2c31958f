"""Each command as its own process on the demonstration's book: as a person runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import jsonschema
import pytest
from django.db import connection

pytestmark = pytest.mark.usefixtures("demo")
SCHEMAS = Path(__file__).resolve().parents[3] / "docs/reference"


def poolbook(*words: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process of its own on this test's database."""
    url = urlsplit(os.environ["DATABASE_URL"])
    here = urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
    if not url.netloc or url.netloc.endswith("@"):
        here = os.environ["DATABASE_URL"].replace(
            f"{url.path}?", f"/{connection.settings_dict['NAME']}?"
        )
    return subprocess.run(
        [sys.executable, "-m", "poolbook", *words],
        env=os.environ | {"DATABASE_URL": here},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "2020-21/P7"], "2020-21/P7, issued"),
        (["share", "2020-21/P7"], "£422,490"),
        (["forecast", "2020-21/P7"], "Care Homes"),
        (["explain", "acsn/total:variation@2020-21/P7"], "£110,490"),
        (["verify"], "Everything is as recorded."),
        (["report", "2020-21/P7", "--pool", "acsn", "--json"], '"schema": "poolbook-report/1"'),
        (["init"], "The database is ready."),
    ],
)
def test_a_command_answers(words: list[str], said: str) -> None:
    done = poolbook(*words)
    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sign", "2020-21/P7", "--as", "nhs-finance-lead"], "2020-21/P7 is issued"),
        (["close", "2020-21/P7", "--as", "pool-manager"], "2020-21/P7 is issued"),
        (["close", "2020-21/P7", "--as", "nhs-finance-lead"], "may not close a period"),
        (
            ["check", "2020-21/P7", "--reopen", "a slip", "--as", "pool-manager"],
            "cannot be opened again",
        ),
        (["check", "2020-21/P9"], "is not in the book"),
        (["check", "October"], "is not a period such as 2020-21/P7"),
        (["sign", "2020-21/P7", "--as", "nobody"], "there is nobody called “nobody”"),
        (["report", "2020-21/P7", "--pool", "none"], "there is no pool “none”"),
    ],
)
def test_a_refusal_is_said_plainly(words: list[str], said: str) -> None:
    done = poolbook(*words)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_share_of_a_period_is_as_its_schema_says() -> None:
    schema = json.loads((SCHEMAS / "share.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(
        json.loads(poolbook("share", "2020-21/P7", "--json").stdout)
    )
