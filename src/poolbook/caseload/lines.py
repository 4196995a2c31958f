"""Which budget line packages belong to: the rules that hold, and several of them kept together."""

from collections.abc import Sequence

from poolbook.agreements.models import Agreement, BudgetLine
from poolbook.audit.acting import acting
from poolbook.caseload.actions import keep_line
from poolbook.caseload.models import PackageLine
from poolbook.partners.models import Person

Rule = tuple[int, int, int, BudgetLine]  # group, service, funder (0: any), line


def holding(agreement: Agreement) -> list[PackageLine]:
    """The newest rule of each group, service and funder, in that order."""
    found = PackageLine.objects.filter(agreement=agreement).select_related("line__pool", "by")
    newest = {(each.group, each.service, each.funder): each for each in found.order_by("id")}
    return [newest[key] for key in sorted(newest)]


def keep(*, by: Person, agreement: Agreement, rules: Sequence[Rule]) -> int:
    """Keeps rules that do not hold yet, all or none; returns how many. Raises Refusal."""
    known = {(e.group, e.service, e.funder): e.line_id for e in holding(agreement)}
    fresh = [rule for rule in rules if known.get(rule[:3]) != rule[3].pk]
    with acting(str(by), f"put packages of {agreement.code} on budget lines"):
        for group, service, funder, line in fresh:
            keep_line(
                by=by, agreement=agreement, line=line, group=group, service=service, funder=funder
            )
    return len(fresh)
