"""What stays true once it is made: kept by a process under whatever made it, the last few of a kind."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Lasting(Generic[T]):
    """Values that never change, by their keys. Two threads may both make one: they make the same."""

    def __init__(self, most: int) -> None:
        """At most so many are kept; the one longest not asked for goes first."""
        self.most = most
        self._found: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key; made where it is not kept."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = make()
        with self._lock:
            self._found[key] = made
            while len(self._found) > self.most:
                self._found.popitem(last=False)
        return made

    def clear(self) -> None:
        """Everything is made anew from here on."""
        with self._lock:
            self._found.clear()
