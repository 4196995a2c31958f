"""Pseudonyms: the same for the same reference, unlike without the key, and the key is kept back."""

import stat
from pathlib import Path

import pytest

from poolbook.caseload.keys import FILE, VARIABLE, Pseudonyms, pseudonyms
from poolbook.rules.refusal import Refusal


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = pseudonyms(tmp_path / "caseload")
    path = tmp_path / "caseload" / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_bytes()) == 64
    again = pseudonyms(tmp_path / "caseload")
    assert first.of("person", "county", "A1") == again.of("person", "county", "a1 ")
    assert [p.name for p in path.parent.iterdir()] == [FILE]


def test_other_keys_areas_kinds_and_references_give_other_numbers() -> None:
    one, two = Pseudonyms(b"k" * 32), Pseudonyms(b"l" * 32)
    made = {
        one.of("person", "county", "A1"), two.of("person", "county", "A1"),
        one.of("package", "county", "A1"), one.of("person", "city", "A1"),
        one.of("person", "county", "A2"),
    }  # fmt: skip
    assert len(made) == 5
    assert all(0 < number < 2**63 for number in made)


def test_the_key_is_in_no_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "s3cret")
    with pytest.raises(Refusal) as refused:
        pseudonyms(tmp_path)
    assert "s3cret" not in str(refused.value)
    assert "s3cret" not in repr(Pseudonyms(b"s3cret"))


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    pseudonyms(tmp_path)
    (tmp_path / FILE).chmod(0o640)
    with pytest.raises(Refusal, match="can be read by others"):
        pseudonyms(tmp_path)
