"""Everything that belongs to an agreement, its partners and their people, as one hash."""

import hashlib
from collections import deque
from functools import cache

from django.apps import apps
from django.db.models import ForeignKey, Model

from poolbook.agreements.models import Agreement
from poolbook.partners.models import Partner, Person
from tests.integration.web.two_books import Side

# What is nobody's: Django's own, the record, and the queue.
NOBODYS = {"audit", "auth", "contenttypes", "procrastinate", "sessions"}


@cache
def way(model: type[Model], goal: type[Model]) -> str | None:
    """The shortest way by foreign keys, as a lookup: `batch__period__agreement`; None where there is none."""
    if model is goal:
        return "pk"
    waiting = deque([(model, "")])
    seen = {model}
    while waiting:
        here, path = waiting.popleft()
        for field in here._meta.concrete_fields:
            if not isinstance(field, ForeignKey) or field.related_model in seen:
                continue
            if field.related_model is goal:
                return path + field.name
            seen.add(field.related_model)
            waiting.append((field.related_model, f"{path}{field.name}__"))
    return None


def lookup(model: type[Model], side: Side) -> dict[str, object] | None:
    """How to find the rows of a side: by their agreement, else their partner, else their person."""
    agreement, partners = side.book.agreement, side.book.partners
    if to := way(model, Agreement):
        return {to: agreement.pk}
    if to := way(model, Partner):
        return {f"{to}__in": [partner.pk for partner in partners]}
    if to := way(model, Person):
        return {f"{to}__partner__in": [partner.pk for partner in partners]}
    return None


def fingerprint(side: Side) -> str:
    """SHA-256 over every row of every table that belongs to a side."""
    body = hashlib.sha256()
    for model in belonging():
        found = lookup(model, side)
        assert found is not None, f"nobody knows whose the rows of {model.__name__} are"
        rows = model.objects.filter(**found).order_by("pk").values_list()
        body.update(f"{model._meta.db_table}{list(rows)!r}".encode())
    return body.hexdigest()


@cache
def belonging() -> tuple[type[Model], ...]:
    """The models whose rows are somebody's."""
    found = apps.get_models(include_auto_created=True)
    return tuple(
        model
        for model in found
        if model._meta.app_label not in NOBODYS
        and (way(model, Agreement) or way(model, Partner) or way(model, Person))
    )
