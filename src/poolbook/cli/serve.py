"""`poolbook serve`: the site, in the foreground, until it is stopped with Ctrl-C."""

import argparse
import gc
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from poolbook.cli import book, output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Only this machine is served unless --host says otherwise."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument(
        "--port", type=int, default=8000, help="the first port to try (the next 50 follow)"
    )
    parser.add_argument(
        "--no-worker", action="store_true", help="another process does the queue's work"
    )
    parser.add_argument(
        "--demo", type=Path, help="load this demonstration first, if the book is empty"
    )


def run(args: argparse.Namespace) -> int:
    """Brings the tables up to date, loads the demonstration where asked, and serves."""
    from poolbook.config import database

    book.open_book()
    listener = _listen(args.host, args.port)
    address = f"http://{args.host}:{listener.getsockname()[1]}"
    try:
        database.claim_site(address)
    except database.AlreadyRunning as running:
        raise output.Refused(str(running)) from None
    with _counts():
        sign_ins = _prepare(args)
        _warm()
        output.line(f"\nPoolbook is at {address}/  (stop it with Ctrl-C)")
        for line in sign_ins:
            output.line(line)
        output.flush()
        with _worker(wanted=not args.no_worker):
            _serve(listener)
    return 0


@contextmanager
def _counts() -> Iterator[None]:
    """A folder in which the web workers count requests together; before the metrics are loaded."""
    name, owner = "PROMETHEUS_MULTIPROC_DIR", os.getpid()
    if os.environ.get(name):
        yield
        return
    os.environ[name] = tempfile.mkdtemp(prefix="poolbook-counts-")
    try:
        yield
    finally:
        if os.getpid() == owner:  # gunicorn's children leave by the same way
            shutil.rmtree(os.environ.pop(name), ignore_errors=True)


@contextmanager
def _worker(wanted: bool) -> Iterator[None]:
    """The queue's worker as a child of its own, which ends with us however we end.

    A program of its own rather than a fork, so that no connection and no thread is shared with it.
    """
    if not wanted:
        yield
        return
    command = [sys.executable, "-m", "poolbook", "work", "--until-input-ends"]
    process, owner = subprocess.Popen(command, stdin=subprocess.PIPE), os.getpid()
    try:
        yield
    finally:
        if os.getpid() == owner:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Lets the worker finish its job for a while; the queue gives it to another if it cannot."""
    assert process.stdin is not None
    process.stdin.close()
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
        return
    process.kill()
    process.wait()


def _prepare(args: argparse.Namespace) -> list[str]:
    """The tables up to date, the demonstration loaded where asked; its sign-ins, a line each."""
    from django.db import connections

    from poolbook.cli import demo
    from poolbook.cli.init import migrate

    migrate()
    if args.demo and not demo.loaded():
        output.line(f"Loading the demonstration from {args.demo} …")
        output.flush()
        demo.run(argparse.Namespace(folder=args.demo, quiet=True))
    sign_ins = demo.sign_ins(args.demo) if args.demo else []
    connections.close_all()  # the server's workers make their own
    return sign_ins


def _listen(host: str, first: int) -> socket.socket:
    """A socket on the first free port. Raises Refused where none is free."""
    for port in range(first, first + 50):
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            listener.close()
            continue
        return listener
    raise output.Refused(f"no port from {first} to {first + 49} is free on {host}", code=2)


def _serve(listener: socket.socket) -> None:
    from gunicorn.app.base import BaseApplication

    class Site(BaseApplication):
        """gunicorn with our settings, on a socket that is ours already."""

        def load_config(self) -> None:
            settings: dict[str, Any] = {
                "bind": f"fd://{listener.fileno()}",
                "worker_class": "gthread",
                "workers": 2,
                "threads": 4,
                "preload_app": True,  # loaded once, and shared by the workers' memory
                "post_fork": _settled,
                "loglevel": "warning",
                "graceful_timeout": 5,
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from poolbook.config.wsgi import application

            return application

    Site().run()


def _warm() -> None:
    """Loads what the first page would wait for: every address with its views, every template."""
    from django.db import connections
    from django.template import engines
    from django.urls import get_resolver

    get_resolver().reverse_dict  # noqa: B018  # reads the addresses, and so their views
    for template in _templates():
        engines["django"].get_template(template)
    _warm_caseload()
    connections.close_all()


def _warm_caseload() -> None:
    """Makes what each agreement's newest month tells of people: its first page would wait some seconds."""
    from django.utils import timezone

    from poolbook.audit.kept import reading
    from poolbook.finance.models import Period

    with_packages = Period.objects.filter(agreement__case_areas__files__isnull=False)
    newest = with_packages.order_by("agreement_id", "-year", "-number").distinct("agreement_id")
    for period in newest.select_related("agreement"):
        from poolbook.reports.build.caseload.issued import make_ready  # its engine is slow to load

        with reading():
            make_ready(period, timezone.now())


def _templates() -> Iterator[str]:
    """The names of our own templates."""
    from importlib.resources import files

    folder = Path(str(files("poolbook.web") / "templates"))
    for path in sorted(folder.rglob("*.html")):
        yield path.relative_to(folder).as_posix()


def _settled(server: Any, worker: Any) -> None:
    """What was loaded before the fork stays for good, and what pages keep is much and has few
    cycles: looking through all of it for rubbish every few requests takes longer than the pages."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
