"""The URL table walked to its leaves: what the tests of the whole site are generated from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from poolbook.web.frame import outside
from poolbook.web.frame.access import Access, access_of


@dataclass(frozen=True)
class Address:
    """One leaf: its name with its namespaces, its arguments, its view and what it declares."""

    name: str
    route: str
    arguments: tuple[str, ...]
    view: Any
    access: Access | None

    def of(self, **values: Any) -> str:
        """The address with its arguments filled in."""
        return reverse(self.name, kwargs={name: values[name] for name in self.arguments})


def addresses() -> list[Address]:
    """Every address of the site, in the order of the table.

    Without those that know who asks by a token of their own: tests/integration/api tries them.
    """
    found = _leaves(get_resolver(), "", (), ())
    return [each for each in found if each.access is None or not each.access.own]


def _leaves(
    node: URLResolver, route: str, spaces: tuple[str, ...], above: tuple[str, ...]
) -> Iterator[Address]:
    for each in node.url_patterns:
        here = route + str(each.pattern)
        arguments = above + tuple(each.pattern.converters or each.pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            inner = (*spaces, each.namespace) if each.namespace else spaces
            yield from _leaves(each, here, inner, arguments)
            continue
        assert isinstance(each, URLPattern)
        assert each.name, f"{here} has no name: every address is known by one"
        name = ":".join((*spaces, each.name))
        access = access_of(each.callback) or outside.NAMED.get(name)
        yield Address(name, here, arguments, each.callback, access)
