"""Probes, metrics and the log: they tell how the site is, and nothing of anybody."""

import json
import logging
import os
import subprocess
import sys

import pytest
from django.db import connection, connections
from django.db.utils import OperationalError
from django.test import Client
from django.urls import include, path

from poolbook.web.frame.access import ANYBODY, page
from poolbook.web.health import logs, state
from tests import factories


@page(ANYBODY)
def fails(request, number):
    """A page that fails with data in its words."""
    values = "SEC" + "RET", "SEC" + "RET"
    sql = (
        "INSERT INTO partners_partner (code, name, kind) VALUES (%s, 'x', 'nhs'), (%s, 'x', 'nhs')"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


urlpatterns = [path("fails/<int:number>", fails), path("", include("poolbook.config.urls"))]


@pytest.fixture
def lines():
    """The log as a machine gets it: one dictionary a line."""
    kept: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record):
            kept.append(self.format(record))

    handler = Keep()
    handler.setFormatter(logs.Json())
    handler.addFilter(logs.Trim())
    logging.getLogger().addHandler(handler)
    yield kept
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def worker(db):
    """A queue worker that was seen just now."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


def test_live_asks_nothing_of_the_database(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = Client().get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


def test_ready_needs_the_database_migrations_and_a_worker(worker, monkeypatch):
    assert Client().get("/health/ready").json() == {"status": "ready"}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 min'")
    answer = Client().get("/health/ready")
    assert answer.status_code == 503 and list(answer.json()["faults"]) == ["worker"]
    state._applied.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'notices'")
    assert list(Client().get("/health/ready").json()["faults"]) == ["migrations"]

    def gone(self):
        raise OperationalError("connection to server at 10.0.0.9 failed: password")

    with monkeypatch.context() as broken:
        broken.setattr(type(connections["default"]), "cursor", gone)
        answer = Client().get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["faults"] == {"database": "does not answer"}, "and no address or password"


def test_metrics_are_not_there_without_the_token(db, monkeypatch):
    assert Client().get("/metrics").status_code == 404
    monkeypatch.setenv("POOLBOOK_METRICS_TOKEN", "a-long-token")
    for sent in ("", "Bearer wrong", "Bearer "):
        assert Client().get("/metrics", headers={"Authorization": sent}).status_code == 404


def figures(monkeypatch) -> dict[str, float]:
    """The metrics as a monitoring system reads them."""
    from prometheus_client.parser import text_string_to_metric_families as parse

    monkeypatch.setenv("POOLBOOK_METRICS_TOKEN", "a-long-token")
    answer = Client().get("/metrics", headers={"Authorization": "Bearer a-long-token"})
    assert answer.status_code == 200
    found = {}
    for family in parse(answer.content.decode()):
        for sample in family.samples:
            labels = ",".join(f"{k}={v}" for k, v in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}"] = sample.value
    return found


def test_metrics_tell_of_requests_the_queue_periods_and_the_record(worker, monkeypatch, tmp_path):
    factories.make_book()
    monkeypatch.setenv("POOLBOOK_VAR", str(tmp_path))
    name = "poolbook_requests_total{method=GET,route=health/live,status=200}"
    before = figures(monkeypatch).get(name, 0)
    Client().get("/health/live")
    (tmp_path / "last-backup.json").write_text(json.dumps({"at": "2020-01-01T00:00:00+00:00"}))
    found = figures(monkeypatch)
    assert found[name] == before + 1
    assert found["poolbook_request_seconds_count{method=GET,route=health/live}"] >= 1
    assert found["poolbook_periods{state=open}"] == 1
    assert found["poolbook_jobs{state=todo}"] == 0
    assert found["poolbook_failed_imports{}"] == 0
    assert found["poolbook_workers{}"] == 1
    assert found["poolbook_backup_age_seconds{}"] > 10**8


def test_counts_of_several_processes_are_added_up(db, tmp_path):
    """Each process counts in the shared folder; any of them tells the sum."""
    script = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'poolbook.config.settings';"
        "import django; django.setup();"
        "from poolbook.web.health import metrics;"
        "metrics.REQUESTS.labels('x', 'GET', 200).inc();"
        "metrics.Book.collect = lambda self: iter(());"
        "sys.stdout.write(metrics.written().decode())"
    )
    env = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for number in (1, 2, 3):
        ran = subprocess.run(
            [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
        )
        wanted = f'poolbook_requests_total{{method="GET",route="x",status="200"}} {number}.0'
        assert wanted in ran.stdout


def test_a_request_is_one_line_without_data(db, lines):
    book = factories.make_book()
    client = Client()
    client.force_login(book.manager)
    answer = client.get("/people/?q=Mrs+Person", headers={"X-Request-ID": "proxy-id-0001"})
    assert answer.headers["X-Request-ID"] == "proxy-id-0001"
    (line,) = [json.loads(text) for text in lines if "poolbook.request" in text]
    assert line.pop("ms") > 0 and line.pop("time")
    assert line == {
        "level": "INFO", "logger": "poolbook.request", "message": "request", "method": "GET",
        "route": "people/", "status": answer.status_code, "person": book.manager.pk,
        "request_id": "proxy-id-0001",
    }  # fmt: skip
    assert "Mrs" not in "".join(lines) and "manager" not in "".join(lines)


def test_a_made_up_request_id_is_not_taken(db, lines):
    answer = Client().get("/health/live", headers={"X-Request-ID": 'x" "level": "forged'})
    assert len(answer.headers["X-Request-ID"]) == 32


@pytest.mark.urls(__name__)
def test_an_error_is_a_plain_page_and_a_traceback_in_the_log(db, lines):
    client = Client(raise_request_exception=False)
    answer = client.get("/fails/7?name=Mrs+Person")
    page, log = answer.content.decode(), "\n".join(lines)
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in page and "Something went wrong" in page
    assert "Traceback" not in page and "IntegrityError" not in page
    (error,) = [json.loads(line) for line in lines if '"ERROR"' in line]
    assert "IntegrityError" in error["exc_info"] and error["message"] == "a page failed"
    assert error["request_id"] == answer.headers["X-Request-ID"]
    assert error["route"] == "fails/<int:number>"
    assert "Mrs" not in log and "SECRET" not in log


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf"])
def test_error_pages_need_nothing(name, django_assert_num_queries, db):
    from django.template.loader import get_template

    with django_assert_num_queries(0):
        page = get_template(f"{name}.html").render()
    assert "<h1" in page and "style=" not in page and "<script" not in page
    assert "http:" not in page and "https:" not in page
