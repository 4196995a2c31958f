"""`poolbook people`, and the sign-ins that the demonstration prints."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from poolbook.__main__ import main
from poolbook.cli import demo
from poolbook.partners import actions, queries
from poolbook.partners.models import Invitation, Partner, PartnerSignIn, Person
from poolbook.partners.roles import Role
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db
FOLDER = """code = "pooled"
[[people]]
username = "manager"
[[people]]
username = "lead1"
[[people]]
username = "not-there"
"""


@pytest.fixture
def council() -> Partner:
    return actions.keep_partner(by="t", code="OCC", name="The council", kind="council")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POOLBOOK_VAR", str(tmp_path / "var"))
    (tmp_path / "agreement.toml").write_text(FOLDER, encoding="utf-8")
    return tmp_path


def test_the_first_administrator_comes_in_by_the_printed_link(
    council: Partner, client: Any, capsys: Any
) -> None:
    words = ["people", "--json", "administrator", "jo@occ.example", "--partner", "occ"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["link"].endswith(told["path"])
    account = {"username": "jo", "password": "plum ladder quiet", "again": "plum ladder quiet"}
    assert client.post(told["path"], account).status_code == 302
    made = Person.objects.get(username="jo")
    assert (made.role, made.partner) == (Role.ADMINISTRATOR, council)
    assert Invitation.objects.get().by is None


def test_an_unknown_partner_is_refused_with_those_there_are(council: Partner, capsys: Any) -> None:
    assert main(["people", "administrator", "jo@occ.example", "--partner", "ICB"]) == 1
    assert "known: OCC" in capsys.readouterr().err
    assert not Invitation.objects.exists()


def test_a_provider_is_set_from_a_secret_file(
    council: Partner, tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "secret"
    file.write_text("the-secret\n", encoding="utf-8")
    words = ["people", "provider", "--partner", "OCC", "--server", "https://idp.example.org"]
    words += ["--client-id", "poolbook", "--secret-file", str(file)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "/account/partner/occ/back/" in said and "the-secret" not in said
    assert main([*words, "--required"]) == 0
    kept = PartnerSignIn.objects.get()
    assert (kept.app.secret, kept.required) == ("the-secret", True)
    words[words.index(str(file))] = str(tmp_path / "missing")
    assert main(words) == 2


def test_everybody_is_listed(council: Partner, capsys: Any) -> None:
    person("jo", Role.ANALYST, council)
    gone = person("gone", Role.MEMBER, council)
    actions.leave(by=person("admin", Role.ADMINISTRATOR, None), person=gone)
    assert main(["people"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["gone", "jo", "admin"]
    assert "left on" in lines[0] and "no second factor" in lines[1]


def test_the_demonstrations_password_is_made_once_and_is_private(folder: Path) -> None:
    factories.make_book()
    lines = demo.sign_ins(folder)
    password = demo.passphrase()
    assert lines[1].endswith(password) and len(password) > 20
    assert [line.split()[0] for line in lines[2:]] == ["manager", "lead1"]
    kept = folder / "var/demonstration-password"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert queries.person("manager").check_password(password)
    assert demo.sign_ins(folder) == lines, "it stays the same"
    assert not queries.person("auditor").check_password(password), "who is not in the folder"


def test_a_password_of_ones_own_is_left_and_not_told(folder: Path) -> None:
    factories.make_book()
    actions.keep_password(person=queries.person("lead1"), password="plum ladder quiet river")
    told = demo.sign_ins(folder)
    assert "another password now" in told[3] and "another" not in told[2]
    assert queries.person("lead1").check_password("plum ladder quiet river")


def test_another_book_gets_no_demonstration_passwords(folder: Path) -> None:
    factories.make_book()
    text = FOLDER.replace("pooled", "oxfordshire")
    (folder / "agreement.toml").write_text(text, encoding="utf-8")
    assert demo.sign_ins(folder) == []
    assert not (folder / "var").exists()
    assert queries.person("manager").password == ""
