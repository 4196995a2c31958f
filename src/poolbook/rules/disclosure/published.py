"""What a reader of a published table sees in each cell, and what that tells about the true number."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from poolbook.rules.disclosure.presets import Preset, grouped
from poolbook.rules.disclosure.tables import Claim, Key, Sum

CLEAR, SMALL, WITHHELD, UNSEEN = "", "*", "x", "unseen"


@dataclass(frozen=True)
class Shown:
    """A cell as printed: a `value`, or a `mark`; the truth lies from `low` to `high` (None: no limit).

    `need` is how far apart the least and greatest possible values must stay where it is hidden.
    """

    mark: str
    value: int | None
    low: int | None
    high: int | None
    need: int = 0

    @property
    def hidden(self) -> bool:
        """Whether the number is to stay unknown."""
        return self.mark != CLEAR and self.need > 0

    def text(self) -> str:
        """What is printed: the number, `*`, or `x`; nothing for a cell that is not printed."""
        if self.mark == UNSEEN:
            return ""
        return self.mark if self.value is None else grouped(self.value)


@dataclass(frozen=True)
class Average:
    """A printed mean or median in pence, by its `name`, of a cell that should hold `least` people or more."""

    cell: Key
    name: str
    value: int
    least: int


@dataclass(frozen=True)
class Publication:
    """Everything that a published table tells, to be kept with the pack: later packs are checked on it.

    `lost` names hidden cells that earlier publications had given away already.
    """

    cells: Mapping[Key, Shown]
    sums: tuple[Sum, ...] = ()
    claims: tuple[Claim, ...] = ()
    lost: tuple[Key, ...] = field(default=())
    averages: tuple[Average, ...] = ()

    def text(self, cell: Key) -> str:
        """What is printed in a cell."""
        return self.cells[cell].text()

    def with_claims(self, claims: tuple[Claim, ...]) -> "Publication":
        """The same with further published figures."""
        return replace(self, claims=self.claims + claims)

    def only(self, chosen: Callable[[Key], bool]) -> "Publication":
        """What it tells of some of its cells, and of nothing else."""
        cells = {k: cell for k, cell in self.cells.items() if chosen(k)}
        return Publication(
            cells,
            tuple(one for one in self.sums if all(k in cells for k, _ in one.signs())),
            tuple(one for one in self.claims if all(k in cells for k, _ in one.factors)),
            tuple(k for k in self.lost if k in cells),
            tuple(one for one in self.averages if one.cell in cells),
        )

    def beside(self, *others: "Publication", averages: tuple[Average, ...] = ()) -> "Publication":
        """Everything that this and others tell, with printed averages of their cells."""
        cells = dict(self.cells)
        for each in others:
            cells |= each.cells
        every = (self, *others)
        return Publication(
            cells,
            tuple(dict.fromkeys(one for each in every for one in each.sums)),
            tuple(dict.fromkeys(one for each in every for one in each.claims)),
            tuple(dict.fromkeys(one for each in every for one in each.lost)),
            tuple(dict.fromkeys((*(one for each in every for one in each.averages), *averages))),
        )


def shown(count: int, preset: Preset) -> Shown:
    """A count as a preset prints it, before other cells are hidden to protect it."""
    if preset.sensitive(count):
        return Shown(SMALL, None, 1, preset.below - 1, preset.keep - 1)
    value = preset.rounded(count)
    return Shown(CLEAR, value, *preset.span(value))


def withheld(preset: Preset) -> Shown:
    """A count that is hidden so that another cannot be worked out: zero or any number."""
    return Shown(WITHHELD, None, 0, None, preset.keep - 1)


def unseen(count: int, preset: Preset) -> Shown:
    """A count that is not printed; to be protected where it is small."""
    return Shown(UNSEEN, None, 0, None, preset.keep - 1 if preset.sensitive(count) else 0)
