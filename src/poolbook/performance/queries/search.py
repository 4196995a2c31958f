"""Measures and scorecards by their words, of the agreements that a person sees."""

from dataclasses import dataclass

from django.db.models import Q

from poolbook.agreements import queries as agreements
from poolbook.partners.models import Person
from poolbook.performance.models import Definition, Scorecard

SHORTEST = 3
EACH = 6


@dataclass(frozen=True)
class Found:
    """A measure or scorecard: its kind, name, a sentence, its agreement's code and its own."""

    kind: str
    title: str
    sentence: str
    agreement: str
    code: str


def search(person: Person, text: str) -> list[Found]:
    """A few of each; nothing for fewer than three characters. Three queries."""
    asked = text.strip()
    if len(asked) < SHORTEST:
        return []
    seen = list(agreements.agreements(person).values_list("pk", flat=True))
    words = Q(name__icontains=asked) | Q(short_name__icontains=asked)
    rows = (
        Definition.objects.filter(words | Q(measure__ref__icontains=asked))
        .filter(measure__agreement__in=seen)
        .select_related("measure__agreement")
        .order_by("measure_id", "-version")
        .distinct("measure_id")[:EACH]
    )
    cards = Scorecard.objects.filter(agreement__in=seen, name__icontains=asked)
    return [
        *(
            Found("measure", d.name, f"{d.unit}, {d.measure.ref}", d.measure.agreement.code, d.measure.ref)
            for d in rows
        ),
        *(
            Found("scorecard", c.name, c.body or c.area.name, c.agreement.code, c.code)
            for c in cards.select_related("agreement", "area")[:EACH]
        ),
    ]  # fmt: skip
