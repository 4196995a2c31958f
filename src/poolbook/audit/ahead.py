"""Several questions put to the database at once: one round trip however many there are.

    ask(lambda: [periods, lines])  # both are asked together, for as long as the page is made
    rows_of(lines)                 # the answer is there already

A page that a process has never shown is made of many small tables. Each is read by its own query, by
whoever knows it; whoever makes the page asks them together first. Outside `kept.reading` nothing is
asked before it is wanted.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from poolbook.audit.kept import answers, has

M = TypeVar("M", bound=Model)


def ask(questions: Callable[[], Iterable["QuerySet[Any]"]]) -> None:
    """From here to the end of the request `rows_of` has the answers of these questions."""
    there = answers()
    if there is not None:
        new = {said: each for each in questions() if (said := _said(each)) not in there}
        there.update(zip(new, together(*new.values()), strict=True))


def rows_of(question: "QuerySet[M]") -> list[Any]:
    """The rows of a question: those read ahead, where the very same was asked; else read now."""
    there = answers()
    known = there.get(_said(question)) if there else None
    return list(question if known is None else known)


def unknown(name: str, *key: Hashable, asks: "QuerySet[Any]") -> list["QuerySet[Any]"]:
    """The question of a kept value where this process has none under the name and key; else nothing."""
    return [] if has(name, *key) else [asks]


def together(*questions: "QuerySet[Any]") -> list[list[Any]]:
    """The rows of each question, as its queryset makes them of what the database says."""
    compilers = [each.query.get_compiler(connection=connection) for each in questions]
    told = [_compiled(compiler) for compiler in compilers]
    asked = [each for each in told if each]
    rows: list[list[Any]] = []
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(
                ";\n".join(sql for sql, _ in asked),
                [value for _, values in asked for value in values],
            )
            for number in range(len(asked)):
                rows.append(cursor.fetchall())
                if number + 1 < len(asked):
                    cursor.nextset()
    left = iter(rows)
    return [
        _made(question, compiler, next(left)) if sql else []
        for question, compiler, sql in zip(questions, compilers, told, strict=True)
    ]


def _said(question: "QuerySet[Any]") -> Hashable:
    """A question as words: equal ones have equal answers."""
    told = _compiled(question.query.get_compiler(connection=connection))
    return (told[0], tuple(map(str, told[1]))) if told else ""


def _compiled(compiler: SQLCompiler) -> tuple[str, Sequence[Any]] | None:
    """The question's SQL with its values; None where it can have no answer (in an empty list)."""
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:
        return None
    return sql, values


def _made(question: "QuerySet[Any]", compiler: SQLCompiler, rows: list[Any]) -> list[Any]:
    """What the queryset would have made of these rows, had it asked for them itself."""
    asked = question.all()
    compiler.execute_sql = lambda *_, **__: [rows]  # type: ignore[method-assign]
    asked.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
    return list(asked)
