"""The drawing of a group's rule: where the variation is now, where it was, and where the rule bends."""

from dataclasses import replace

from poolbook.reports.charts import share_curve
from poolbook.rules.risk_share import GroupResult, Position, Terms
from poolbook.rules.risk_share.curve import curve
from poolbook.rules.risk_share.primitives.waterfall import Waterfall
from poolbook.web.frame.charts import Drawn, drawn

LEAST = 10_000_000  # pence to each side of nothing that are drawn at least


def of_group(
    terms: Terms,
    position: Position,
    group: GroupResult,
    names: dict[str, str],
    marks: tuple[str, str],
    before: GroupResult | None,
) -> Drawn:
    """The curve of a group, with a mark for now and a ghost for last month (`marks` are their words)."""
    seen = [abs(group.variance), abs(before.variance) if before else 0, LEAST]
    reach = max(seen) * 3 // 2
    shape = curve(*_alone(terms, position, group.id), group.id, -reach, reach)
    shares = tuple(
        share_curve.Share(names[who], points, who) for who, points in shape.points.items()
    )
    return drawn(
        share_curve,
        share_curve.ShareCurve(
            title=f"{group.name}: who bears what, from under to over budget",
            shares=shares,
            kinks=tuple(share_curve.Kink(b.variation, b.clause) for b in shape.bends),
            now=_mark(marks[0], group),
            before=_mark(marks[1], before) if before else None,
        ),
        "curve",
    )


def _alone(terms: Terms, position: Position, group: str) -> tuple[Terms, Position]:
    """The terms and position of this group only: a curve runs them a hundred times over.

    Groups bear upon one another by waterfalls alone (caps across groups come after a group's own
    result), so that where the terms have one, all groups stay.
    """
    if not stands_alone(terms):
        return terms, position
    lines = tuple(line for line in position.lines if line.group == group)
    mine = {line.id for line in lines}
    savings = tuple(saving for saving in position.savings if saving.line in mine)
    groups = tuple(each for each in terms.groups if each.id == group)
    return replace(terms, groups=groups, overall=()), replace(
        position, lines=lines, savings=savings
    )


def stands_alone(terms: Terms) -> bool:
    """Whether a group's curve depends on its own lines alone: the terms have no waterfall."""
    rules = (dated.rule for group in terms.groups for dated in group.rules)
    return not any(isinstance(rule, Waterfall) for rule in rules)


def _mark(label: str, group: GroupResult) -> share_curve.Mark:
    return share_curve.Mark(label, group.variance, tuple(group.shares.values()))
