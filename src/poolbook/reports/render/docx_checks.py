"""What is wrong with a Word template, in plain words, before anything of the book goes into it."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

LARGEST_FILE, LARGEST_PART, LARGEST_WHOLE = 10_000_000, 5_000_000, 50_000_000  # bytes
FILTERS = ("upper", "lower", "title", "capitalize", "trim")
# What an expression may be made of: names and comparisons; no calls, attributes or loops.
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter,
)  # fmt: skip
FETCHING = ("INCLUDETEXT", "INCLUDEPICTURE", "DDE", "DDEAUTO", "LINK", "DATABASE", "IMPORT", "MACROBUTTON", "QUOTE")  # fmt: skip
_MARKS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_PLACES = {"header": "a header", "footer": "a footer", "footnotes": "a footnote"}


def environment() -> SandboxedEnvironment:
    """Jinja in its sandbox, with nothing in it but a few filters of text."""
    made = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made.globals.clear()
    made.tests = {}
    made.filters = {name: made.filters[name] for name in FILTERS}
    return made


def faults(template: bytes, names: tuple[str, ...]) -> list[str]:
    """Every fault of a template that may use these names; an empty list where it can be filled."""
    found = list(_of_file(template))
    if found:
        return found
    try:
        found = [fault for name, part in _parts(template) for fault in _of_part(name, part)]
        for place, source in sources(Document(io.BytesIO(template))):
            found += _of_source(place, source, names)
    except Exception:  # a broken file fails the library in as many ways as there are files
        found.append("it cannot be read as a Word document; save it again as .docx in Word")
    return list(dict.fromkeys(found))


def sources(document: Any) -> Iterator[tuple[str, str]]:
    """Each text of the document that is filled in, as the template engine reads it, with its place."""
    reader = DocxTemplate(io.BytesIO())
    yield "the body", reader.patch_xml(reader.xml_to_string(document.element.body))
    for rel in document.part.rels.values():
        place = _PLACES.get(rel.reltype.rsplit("/", 1)[1])
        if place and not rel.is_external:
            yield place, reader.patch_xml(rel.target_part.blob.decode("utf-8"))
    said = document.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield "the file's properties", str(getattr(said, name))


def _of_file(template: bytes) -> Iterator[str]:
    """Faults of the file as a file."""
    if len(template) > LARGEST_FILE:
        yield f"it is larger than {LARGEST_FILE // 1_000_000} MB; make its pictures smaller"
        return
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as file:
            infos = file.infolist()
            bomb = sum(i.file_size for i in infos) > LARGEST_WHOLE or any(
                i.file_size > LARGEST_PART for i in infos if i.filename.endswith(".xml")
            )
    except zipfile.BadZipFile:
        infos, bomb = [], False
    names = {info.filename for info in infos}
    if "word/document.xml" not in names:
        yield "it is not a Word document; save it in Word as .docx (not .doc, .dotx, .odt or PDF)"
    elif bomb:
        yield "it unpacks to more than a template can need; make it smaller"


def _parts(template: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(template)) as file:
        for name in file.namelist():
            yield name, file.read(name)


def _of_part(name: str, part: bytes) -> Iterator[str]:
    """Faults of one part of the file: what runs, fetches, or names people."""
    if "vbaProject" in name or (name == "[Content_Types].xml" and b"macroEnabled" in part):
        yield "it holds macros; save it as .docx, which cannot hold any"
    if name.startswith(("word/embeddings/", "word/activeX/")):
        yield "it holds an embedded object; put a picture or plain text in its place"
    if not name.endswith((".xml", ".rels")):
        return
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        yield f"{name} declares entities, which Word never does; save it again in Word"
    if name.endswith(".rels"):
        for relation in re.findall(rb"<Relationship\b[^>]*>", part):
            kind = re.search(rb'Type="[^"]*/(\w+)"', relation)
            if b'TargetMode="External"' in relation and kind and kind[1] != b"hyperlink":
                yield (
                    f"it fetches a {kind[1].decode()} from outside; embed it in the file, "
                    "or in Word detach the template (Developer, Document Template)"
                )
    said = " ".join(re.findall(r"<w:instrText[^>]*>([^<]*)", part.decode("utf-8", "replace")))
    for field in FETCHING:
        if re.search(rf"\b{field}\b", said, re.IGNORECASE):
            yield f"it has a field {field}, which fetches or runs; remove it"
    if name == "word/document.xml" and re.search(rb"<w:(ins|del|moveFrom|moveTo) ", part):
        yield "it has tracked changes with names; accept or reject them all first"
    if name == "word/comments.xml" and b"<w:comment " in part:
        yield "it has comments with names; delete them first"


def _of_source(place: str, source: str, names: tuple[str, ...]) -> Iterator[str]:
    """Faults of what is to be filled in, expression by expression, then of the whole."""
    env, whole = environment(), True
    for mark in _MARKS.findall(source):
        if mark.startswith("{%"):
            continue
        try:
            tree = env.parse(mark)
        except TemplateSyntaxError as error:
            yield f"“{_plain(mark)}” in {place} cannot be read: {error.message}"
            whole = False
            continue
        yield from _of_tree(_plain(mark), place, tree, names)
    if not whole:
        return
    try:
        tree = env.parse(source)
    except TemplateSyntaxError as error:
        line = source.splitlines()[error.lineno - 1] if source else ""
        yield f"{place} cannot be read: {error.message}, near “{_plain(line)[-60:]}”"
        return
    for test in (each.test for each in tree.find_all(nodes.If)):
        yield from _of_tree("a condition", place, nodes.Template([nodes.Output([test])]), names)
    for node in (each for each in _walk(tree) if not isinstance(each, ALLOWED)):
        if isinstance(node, nodes.Stmt):
            yield f"{place} uses “{type(node).__name__.lower()}”; only if, else and endif may be used"


def _of_tree(shown: str, place: str, tree: nodes.Template, names: tuple[str, ...]) -> Iterator[str]:
    known = ", ".join(names)
    for name in sorted({each.name for each in tree.find_all(nodes.Name)} - set(names)):
        yield f"“{name}” in {place} is not known; a template may use {known}"
    for node in _walk(tree):
        other = isinstance(node, nodes.Filter) and node.name not in FILTERS
        if other or not isinstance(node, ALLOWED):
            yield f"“{shown}” in {place} is more than a name; write one of {known}, such as {{{{ title }}}}"
            return
        if isinstance(node, nodes.Name) and node.name == "report" and place != "the body":
            yield f"“{shown}” stands in {place}; the report goes into the body"


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _plain(xml: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", xml).split())[:80]
