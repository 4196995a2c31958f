"""Whether the values in the book still are as they were taken in."""

from collections.abc import Iterator

from poolbook.audit.queries import Finding
from poolbook.performance.actions.loads import digest
from poolbook.performance.models import Load, Observation


def findings() -> Iterator[Finding]:
    """Every load whose values are not as they came."""
    for load in Load.objects.all():
        if digest(load) != load.digest:
            yield Finding(None, f"the values of load {load.pk} ({load}) are not as taken in")
        elif load.rows != Observation.objects.filter(load=load).count():
            yield Finding(None, f"load {load.pk} ({load}) has lost or gained values")
