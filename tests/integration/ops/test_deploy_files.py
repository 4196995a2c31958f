"""The files of `deploy/` and docs/deploy.md are true to the program."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
READ = re.compile(
    r"""(?:env|_env)(?:\.\w+)?\(\s*"([A-Z][A-Z_]+)"|environ(?:\.get\(|\.setdefault\(|\[)\s*"([A-Z][A-Z_]+)\""""
)
# Django's, set by ourselves, and the system's.
# Not ours to tell of: Python's, and what Spark is given where it has no value of its own.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE", "PATH", "SPARK_LOCAL_IP", "PYSPARK_PYTHON"}


def variables() -> set[str]:
    """Every environment variable that the program reads by name."""
    found = set()
    for path in (ROOT / "src").rglob("*.py"):
        for names in READ.findall(path.read_text(encoding="utf-8")):
            found.update(name for name in names if name)
    return found - NOT_SETTINGS


def test_every_setting_is_in_the_table():
    text = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.M))
    assert variables() - told == set()
    assert told - variables() <= {"DATABASE_URL", "PROMETHEUS_MULTIPROC_DIR"}, "told, but not read"


def test_the_example_names_settings_that_are_read():
    text = (DEPLOY / "poolbook.env.example").read_text(encoding="utf-8")
    names = set(re.findall(r"^(?:# )?([A-Z_]+)='", text, re.M))
    assert len(names) > 10 and names <= variables() | {"DATABASE_URL"}


def test_units_are_as_systemd_wants_them(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not here")
    for unit in (DEPLOY / "systemd").iterdir():
        text = re.sub(r"/opt/poolbook/\.venv/bin/\w+", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.M))
    units = [str(path) for path in tmp_path.iterdir()]
    ran = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    assert "poolbook" not in ran.stderr, ran.stderr


def test_commands_in_units_exist():
    from poolbook.__main__ import COMMANDS

    text = "".join(unit.read_text() for unit in (DEPLOY / "systemd").iterdir())
    used = set(re.findall(r"bin/poolbook (\w+)", text))
    assert used == {"work", "backup"} and used <= set(COMMANDS)


def test_nginx_takes_the_files(tmp_path):
    """Also that it lets the largest ledger through that may be uploaded."""
    site = (DEPLOY / "nginx/poolbook.conf").read_text()
    (largest,) = map(int, re.findall(r"client_max_body_size (\d+)m", site))
    assert largest > settings.POOLBOOK_UPLOAD_MB
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if not nginx or not shutil.which("openssl"):
        pytest.skip("nginx or openssl is not here")
    key, certificate = tmp_path / "k.pem", tmp_path / "c.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    for old, new in (
        ("/etc/ssl/private/poolbook.key", str(key)),
        ("/etc/ssl/certs/poolbook.pem", str(certificate)),
        ("/etc/nginx/poolbook-proxy.conf", str(DEPLOY / "nginx/poolbook-proxy.conf")),
        ("/var/log/nginx/poolbook.error.log", str(tmp_path / "error.log")),
    ):
        assert old in site
        site = site.replace(old, new)
    main = tmp_path / "nginx.conf"
    main.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{site}\n}}\n")
    ran = subprocess.run(
        [nginx, "-t", "-c", str(main), "-e", str(tmp_path / "main.log")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "[warn]" not in ran.stderr
