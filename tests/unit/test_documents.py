"""The documents are true: links lead somewhere, commands exist, examples parse, files keep their size.

Also what every tracked file promises: no address of a package index, no folder of somebody's machine.
"""

import ast
import json
import re
import statistics
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from poolbook.__main__ import COMMANDS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("demo/**/*.md")])
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.M | re.S)
# A machine's own folders and package indexes, put together so that this file does not hold them.
FOREIGN = re.compile("|".join((r"(?<![\w./~-])/" + r"(root|work|home/\w+)/", "index" + "-url [a-z]", "pypi" + r"\.org", "python" + "hosted", "/" + "simple/")))  # fmt: skip


def name(path: Path) -> str:
    """How a file is called in a message."""
    return path.relative_to(ROOT).as_posix()


def words(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.M)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


def broken_links(path: Path, text: str) -> Iterator[str]:
    """Links of a document that lead nowhere within the project."""
    for target in LINK.findall(FENCE.sub("", text)):
        if target.startswith(("https://", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        missing = not there.exists()
        if not missing and anchor and there.suffix == ".md":
            missing = anchor not in anchors(words(there))
        if missing:
            yield target


def commands_named(text: str) -> set[str]:
    """The words after `poolbook` wherever a document shows a command."""
    shown = re.findall(r"`((?:\.venv/bin/)?poolbook [^`]*)`", text)
    shown += re.findall(r"^ {4,}(?:\$ )?((?:\.venv/bin/)?poolbook .*)$", text, re.M)
    found = {line.split()[1].strip("`.,;:") for line in shown}
    return {word for word in found if re.fullmatch(r"[a-z]+", word)}


def unparsed(text: str) -> Iterator[str]:
    """TOML, JSON and Python examples that do not parse."""
    for kind, body in FENCE.findall(text):
        try:
            if kind == "toml":
                tomllib.loads(body)
            elif kind == "json":
                json.loads(body)
            elif kind == "python":
                ast.parse(body)
        except (ValueError, SyntaxError) as error:  # TOML's and JSON's are ValueErrors
            yield f"{error}: {body[:60]}"


def tracked() -> list[Path]:
    """The project's files: those git knows or would add; without git, the folders that hold them."""
    run = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if run.returncode == 0:
        files = [ROOT / file for file in run.stdout.decode().split("\0") if file]
    else:
        folders = ("src", "tests", "docs", "demo", "benchmarks", "requirements")
        files = [file for folder in folders for file in (ROOT / folder).rglob("*")]
    return sorted(file for file in files if file.is_file() and "__pycache__" not in file.parts)


def sources(*folders: str) -> list[Path]:
    """Python files of these folders that people wrote: migrations of models are made."""
    found = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    return [file for file in found if not re.match(r"\d{4}_initial", file.name)]


def length(path: Path) -> int:
    return len(words(path).splitlines())


def too_long(paths: Iterable[Path], most: int) -> list[str]:
    return [f"{name(path)}: {length(path)} lines" for path in paths if length(path) > most]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_a_document(path: Path) -> None:
    text = words(path)
    assert list(broken_links(path, text)) == []
    assert commands_named(text) - set(COMMANDS) == set()
    assert list(unparsed(text)) == []


def test_the_documents_are_there() -> None:
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= {name(path) for path in DOCUMENTS}
    assert set(COMMANDS) <= commands_named(
        words(ROOT / "docs/reference/command.md").replace("| `", "| `poolbook ")
    )


def test_decisions_are_short_and_numbered() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    assert too_long(decisions, 40) == []
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        assert words(path).startswith(f"# {int(path.name[:4])}. "), name(path)


def test_nothing_of_a_machine_is_in_the_files() -> None:
    found = []
    for path in tracked():
        try:
            found += [f"{name(path)}: {hit[0]}" for hit in FOREIGN.finditer(words(path))]
        except UnicodeDecodeError:
            continue  # a workbook or a typeface
    assert found == []


def test_files_keep_their_size() -> None:
    code = sources("src")
    assert too_long(code, 400) == []
    assert too_long(sources("tests", "benchmarks", "demo"), 600) == []
    lengths = [length(path) for path in code if path.name != "__init__.py"]
    assert 40 <= statistics.median(lengths) <= 120


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name(path)
        for path in sources("src")
        if words(path).strip() and not ast.get_docstring(ast.parse(words(path)))
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("text", "link", "command", "example"),
    [
        ("[a](nowhere.md)", 1, set(), 0),
        ("[a](README.md#no-such-heading)", 1, set(), 0),
        ("[a](README.md#start) and `poolbook abolish`", 0, {"abolish"}, 0),
        ("```toml\na = \n```\n", 0, set(), 1),
        ("```json\n{'a': 1}\n```\n", 0, set(), 1),
        ("    .venv/bin/poolbook undo 2020-21/P7", 0, {"undo"}, 0),
    ],
)
def test_faults_are_caught(text: str, link: int, command: set[str], example: int) -> None:
    assert len(list(broken_links(ROOT / "X.md", text))) == link
    assert commands_named(text) - set(COMMANDS) == command
    assert len(list(unparsed(text))) == example


def test_foreign_paths_are_caught() -> None:
    for bad in ("cd /" + "root/x", "(/" + "work/main", "https://" + "pypi" + ".org/x"):
        assert FOREIGN.search(bad), bad
    for good in ("/var/lib/poolbook", "src/work/x.py", "mywork/", "the network/ledger"):
        assert not FOREIGN.search(good), good
