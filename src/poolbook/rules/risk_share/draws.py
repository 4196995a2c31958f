"""Drawing the waterfalls of all groups at once, so that no order of groups favours one of them."""

from collections.abc import Mapping
from fractions import Fraction

from poolbook.rules import money
from poolbook.rules.risk_share import words
from poolbook.rules.risk_share.primitives.waterfall import Source, Waterfall
from poolbook.rules.risk_share.work import Work


def draw(
    waterfalls: Mapping[str, Waterfall],
    works: Mapping[str, Work],
    funds: Mapping[str, int],
    groups: Mapping[str, str],
) -> None:
    """Draws stage by stage: first everybody's first source, then everybody's second, and so on.

    What is claimed and what is there are both read before anything of a stage moves. Changes the
    works: what is drawn no longer remains on the lines of the group over budget, nor of the group
    that gave its underspend. `funds` is what each fund has, in pence; `groups` names the groups.
    """
    left = dict(funds)
    for stage in range(max((len(w.sources) for w in waterfalls.values()), default=0)):
        claims: dict[Source, dict[str, int]] = {}
        for group, waterfall in waterfalls.items():
            if stage < len(waterfall.sources):
                over = _over(works[group], waterfall)
                claims.setdefault(waterfall.sources[stage], {})[group] = over
        there = {source: _there(source, works, left) for source in claims}
        for source, over_by in claims.items():
            drawn = min(sum(over_by.values()), there[source])
            given = money.apportion(drawn, over_by, list(over_by)) if drawn else {}
            for group in over_by:
                amount = given.get(group, 0)
                _take(source, group, amount, there[source], waterfalls[group], works, groups)
            if source.kind == "fund":
                left[source.id] = there[source] - drawn


def _over(work: Work, waterfall: Waterfall) -> int:
    return max(0, int(work.net(work.selected(waterfall.head.only))))


def _there(source: Source, works: Mapping[str, Work], left: Mapping[str, int]) -> int:
    """Pence that a source has: what is left in a fund, or a group's net underspend."""
    if source.kind == "fund":
        return left.get(source.id, 0)
    return max(0, int(-works[source.id].net(works[source.id].lines)))


def _take(
    source: Source,
    group: str,
    drawn: int,
    there: int,
    waterfall: Waterfall,
    works: Mapping[str, Work],
    groups: Mapping[str, str],
) -> None:
    work, amount = works[group], Fraction(drawn)
    what = work.names[source.id] if source.kind == "fund" else f"underspend in {groups[source.id]}"
    if not drawn:
        text = f"Nothing drawn from {what} ({words.exactly(there)} there)."
        work.step(waterfall.head, text, amount, {})
        return
    lines = work.selected(waterfall.head.only)
    work.reduce(lines, amount)
    text = (
        f"{words.about(amount)} met from {what} ({words.exactly(there)} there); "
        f"{words.about(work.net(lines))} remains."
    )
    if source.kind == "fund":
        work.bear({source.id: amount})
        work.step(waterfall.head, text, amount, {source.id: amount})
        return
    giver = works[source.id]
    giver.reduce(giver.lines, -amount)
    work.offsets[source.id] = work.offsets.get(source.id, 0) + drawn
    giver.offsets[group] = giver.offsets.get(group, 0) - drawn
    work.step(waterfall.head, text, amount, {})
    gave = f"{words.about(amount)} of the underspend meets {groups[group]}."
    giver.step(waterfall.head, gave, -amount, {})
