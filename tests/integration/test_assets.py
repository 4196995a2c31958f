"""The compiled stylesheet, script, font and icons are what their source says, and call nobody."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "assets"
COMPILED = ROOT / "src/poolbook/web/static/poolbook"
BUILT = (
    "favicon.ico",
    "favicon.svg",
    "fonts/inter-latin.woff2",
    "fonts/inter-licence.txt",
    "govuk-frontend.min.js",
    "poolbook.css",
)
# Names that XML asks for are not addresses that anybody calls.
NAMES_ONLY = "http://www.w3.org/"


@pytest.fixture(scope="module")
def css() -> str:
    """The stylesheet as it is served."""
    return (COMPILED / "poolbook.css").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything compiled afresh."""
    node = shutil.which("node")
    assert node, "node is needed; `make test` installs it or says how"
    assert (SOURCE / "node_modules").is_dir(), "run `make assets` first"
    folder = tmp_path_factory.mktemp("assets")
    done = subprocess.run(
        [node, str(SOURCE / "build.mjs"), str(folder)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "the compiler warns"
    return folder


def test_everything_built_is_listed_here(rebuilt: Path) -> None:
    """The comparison below covers every file that the build writes."""
    found = sorted(str(p.relative_to(rebuilt)) for p in rebuilt.rglob("*") if p.is_file())
    assert found == list(BUILT)


@pytest.mark.parametrize("name", BUILT)
def test_committed_is_what_the_source_compiles_to(rebuilt: Path, name: str) -> None:
    """Byte for byte: nobody edits the compiled files by hand, nor forgets to compile."""
    assert (COMPILED / name).read_bytes() == (rebuilt / name).read_bytes(), "run `make assets`"


def test_nothing_reserved_for_others(css: str) -> None:
    """GDS Transport and the crown belong to GOV.UK alone."""
    assert not re.search(r"gds transport|crown|crest|govuk-logo|frutiger", css, re.IGNORECASE)


def test_every_url_is_a_file_of_ours(css: str) -> None:
    """The collecting of static files stops at a file that is not there."""
    urls = re.findall(r"url\(\s*[\"']?([^\"')]+)", css)
    assert urls == ["fonts/inter-latin.woff2"]
    assert all((COMPILED / url).is_file() for url in urls)


@pytest.mark.parametrize("name", ["poolbook.css", "govuk-frontend.min.js", "favicon.svg"])
def test_nothing_from_outside(name: str) -> None:
    """No address of anything outside, and no mention of a map that is not shipped."""
    text = (COMPILED / name).read_text(encoding="utf-8").replace(NAMES_ONLY, "")
    assert not re.search(r"https?://\w|@import|[\"'(]//", text)
    assert "sourceMappingURL" not in text


def test_small_enough(css: str) -> None:
    """At most 40 KB on the wire."""
    assert len(gzip.compress(css.encode(), 9)) <= 40 * 1024


def test_every_page_has_its_partial() -> None:
    """A partial that the entry does not name would compile to nothing, unseen."""
    entry = (SOURCE / "scss/poolbook.scss").read_text(encoding="utf-8")
    partials = [p for p in (SOURCE / "scss").rglob("_*.scss")]
    names = {str(p.relative_to(SOURCE / "scss").with_name(p.stem[1:])) for p in partials}
    assert names == set(re.findall(r'^@use "([^"]+)";', entry, re.MULTILINE))


def test_locked_with_hashes_and_no_registry() -> None:
    """Every package is held to exact bytes, and no registry's address is in the repository."""
    lock = json.loads((SOURCE / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    settings = (SOURCE / ".npmrc").read_text(encoding="utf-8")
    assert "//" not in settings and "registry=" not in settings.replace(
        "omit-lockfile-registry-resolved=true", ""
    )
    wanted = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
