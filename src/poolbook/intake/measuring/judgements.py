"""Judgements as a table gives them: a colour, its reason and a comment, for a measure or a heading."""

from pathlib import Path

from poolbook.intake.measuring.values import time_in
from poolbook.intake.tables import Line, read_table
from poolbook.performance.actions.judging_many import Given
from poolbook.rules.measures.kinds import RAG_WORDS, RAGS
from poolbook.rules.refusal import Refusal

OPTIONAL = (
    "measure", "area", "heading", "colour", "reason", "comment", "printed",
)  # fmt: skip
# Letters of the Greek and Cyrillic alphabets that look like A; papers have them in their tables.
_ALIKE = str.maketrans({"\u0391": "A", "\u0410": "A"})
_WORDS = {word.lower(): rag for rag, word in RAG_WORDS.items()}


def judgements(path: Path) -> list[Given]:
    """The rows of the file. Raises Refusal with every fault."""
    faults: list[str] = []
    found = []
    for row in read_table(path, ("time",), OPTIONAL, faults):
        time = time_in(row)
        rag = _colour(row)
        if time is None:
            continue
        given = Given(
            time=time,
            measure=row.text("measure"),
            area=row.text("area"),
            heading=row.text("heading"),
            rag=rag,
            reason=row.text("reason"),
            comment=row.text("comment"),
            printed=row.text("printed"),
            where=f"{path.name}, row {row.number}",
        )
        faults += [f"{given.where}: {fault}" for fault in given.faults()]
        found.append(given)
    if faults:
        raise Refusal(f"{path.name}: no judgement was kept", faults)
    return found


def _colour(row: Line) -> str:
    """R, A, G or NR, or the word for it."""
    said = row.text("colour").translate(_ALIKE)
    rag = _WORDS.get(said.lower(), said.upper())
    if rag and rag not in RAGS:
        row.fault("colour", f"“{said}” is no colour ({', '.join(RAGS)}, or the word)")
        return ""
    return rag
