"""`poolbook demo`: the Oxfordshire demonstration, loaded by running its own commands one by one."""

import argparse
import secrets
import shlex
import tomllib
from pathlib import Path

from poolbook.cli import output
from poolbook.cli.init import migrate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder holds agreement.toml and steps.txt: a poolbook command a line."""
    parser.add_argument("folder", nargs="?", type=Path, default=Path("demo/oxfordshire"))
    parser.add_argument("--quiet", action="store_true", help="say nothing while all goes well")


def run(args: argparse.Namespace) -> int:
    """Runs each step; a demonstration that is there already is left as it is."""
    from poolbook.__main__ import main

    migrate()
    if loaded():
        output.line("The book has an agreement already; nothing was done.")
        return 0
    steps = (args.folder / "steps.txt").read_text(encoding="utf-8").splitlines()
    for step in steps:
        words = shlex.split(step, comments=True)
        if not words:
            continue
        expected = 1 if words[0] == "?" else 0
        words = [word.replace("{here}", str(args.folder)) for word in words[expected:]]
        if not args.quiet:
            output.line(f"$ poolbook {shlex.join(words)}")
        with output.silenced(args.quiet):
            code = main(words)
        if code != expected:
            raise output.Refused(f"the step “{step}” ended with {code}")
    told = sign_ins(args.folder)
    if not args.quiet:
        for line in told:
            output.line(line)
    return 0


def loaded() -> bool:
    """Whether the book has an agreement already."""
    from poolbook.agreements.models import Agreement

    return Agreement.objects.exists()


def sign_ins(folder: Path) -> list[str]:
    """How to sign in as each of the demonstration's people, a line each; nothing where another book
    is loaded. Who has no password yet gets the passphrase, made by chance and kept in var/ only."""
    from poolbook.agreements.models import Agreement
    from poolbook.partners import actions, queries

    made_of = tomllib.loads((folder / "agreement.toml").read_text(encoding="utf-8"))
    if not Agreement.objects.filter(code=made_of["code"]).exists():
        return []
    names = [person["username"] for person in made_of["people"]]
    people = sorted(
        queries.people(None).filter(username__in=names), key=lambda each: names.index(each.username)
    )
    password = passphrase()
    actions.keep_first_passwords(people=people, password=password)
    shared = actions.those_with_password(people=people, password=password)
    width = max(len(name) for name in names)
    lines = ["", f"Sign in as any of these, with the password  {password}"]
    for each in people:
        other = "" if each in shared else "  (has another password now)"
        lines.append(f"  {each.username:<{width}}  {each.title or each.role}{other}")
    return lines


def passphrase() -> str:
    """The demonstration's password: six short words, made once, for nobody else to read."""
    from poolbook.config.database import var_folder

    path = var_folder() / "demonstration-password"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    said = "-".join(_word() for _ in range(6))
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(said + "\n", encoding="ascii")
    return said


def _word() -> str:
    """Two syllables, about 13 bits of chance."""
    return "".join(secrets.choice("bdfgklmnprstvz") + secrets.choice("aeiou") for _ in range(2))
