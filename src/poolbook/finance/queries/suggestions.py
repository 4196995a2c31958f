"""Which line a row in suspense may belong to: a guess from what is mapped and posted, with its reason."""

import re
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count

from poolbook.agreements import queries as agreements
from poolbook.finance.models import Batch, Mapping, Period, Posting
from poolbook.finance.queries.figures import counted

ALIKE = 3  # first characters that cost centres must share to be thought alike
PAST = 3  # a source's imports whose descriptions are remembered
TEXTS = 5_000  # different descriptions that are remembered
WORD = re.compile(r"[a-z]{4,}").findall


class Suggestions:
    """Guesses for a period: the same cost centre, the nearest one, or the words of past rows.

    Two queries when made, and one when a guess needs words.
    """

    def __init__(self, period: Period) -> None:
        self.period = period
        leaves = agreements.leaves(agreements.lines(period.agreement, period.year))
        self.lines = {line.pk: line for line in leaves}
        known = Mapping.objects.filter(source__agreement=period.agreement, line__in=self.lines)
        self.mapped: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
        for source, centre, account, line in known.values_list(
            "source", "cost_centre", "account", "line"
        ):
            self.mapped[source].append((centre, account, line))
        self._words: dict[int, dict[str, dict[int, int]]] | None = None

    def __call__(
        self, source: int, cost_centre: str, account: str, texts: Sequence[str]
    ) -> tuple[str, str]:
        """A line's code and why; two empty texts where nothing is like it."""
        found = self._nearest(source, cost_centre, account) or self._by_words(source, texts)
        return (self.lines[found[0]].code, found[1]) if found else ("", "")

    def _nearest(self, source: int, cost_centre: str, account: str) -> tuple[int, str] | None:
        """The mapping whose cost centre shares most of its beginning, and then its account."""
        best, score = None, (0, 0)
        for centre, of_account, line in self.mapped.get(source, ()):
            same = len(cost_centre) + 1 if centre == cost_centre else shared(centre, cost_centre)
            rank = (same, shared(of_account, account))
            if same >= ALIKE and rank > score:
                best, score = (centre, of_account, line), rank
        if best is None:
            return None
        centre, of_account, line = best
        return line, f"like {centre} {of_account}".strip() + f" → {self.lines[line].name}"

    def _by_words(self, source: int, texts: Sequence[str]) -> tuple[int, str] | None:
        """The line whose past rows of the source used the same words most."""
        if not texts:
            return None
        used = {word for text in texts for word in WORD(text.lower())}
        named = self._named(used)
        if named is not None:
            return named, f"the rows name {self.lines[named].name}"
        known = self._remembered().get(source, {})
        points: dict[int, int] = defaultdict(int)
        shown: dict[int, list[str]] = defaultdict(list)
        for word in sorted(used):
            where = known.get(word, {})
            if len(where) > 3:
                continue  # a word that many lines use says nothing
            for line in where:
                points[line] += 1
                shown[line].append(word)
        best = max(points, key=lambda line: (points[line], -line), default=None)
        if best is None:
            return None
        return best, f"“{' '.join(shown[best][:3])}”, as in rows on {self.lines[best].name}"

    def _named(self, used: set[str]) -> int | None:
        """The line all of whose name's words stand in the rows, the longest name first."""
        names = {line.pk: set(WORD(line.name.lower())) for line in self.lines.values()}
        found = [pk for pk, words in names.items() if words and words <= used]
        return max(found, key=lambda pk: (len(names[pk]), -pk), default=None)

    def _remembered(self) -> dict[int, dict[str, dict[int, int]]]:
        """By source: each word of recent rows, and how many rows of which line used it."""
        if self._words is None:
            self._words = defaultdict(lambda: defaultdict(dict))
            recent: dict[int, list[int]] = defaultdict(list)
            for batch, source in counted(self.period).order_by("-id").values_list("id", "source"):
                recent[source] += [batch] * (len(recent[source]) < PAST)
            batches = Batch.objects.filter(pk__in=[pk for some in recent.values() for pk in some])
            rows = Posting.objects.filter(batch__in=batches, line__in=self.lines).order_by()
            rows = rows.values_list("batch__source", "line", "description").annotate(n=Count("id"))
            for source, line, text, count in rows.order_by("-n")[:TEXTS]:
                for word in set(WORD(text.lower())):
                    uses = self._words[source][word]
                    uses[line] = uses.get(line, 0) + count
        return self._words


def shared(first: str, second: str) -> int:
    """How many first characters two texts share."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
