"""Virements as the pages list them: what they move, and who may decide by the matrix."""

import pytest

from poolbook.finance.actions import budgets, setting_up
from poolbook.finance.queries import virements
from poolbook.partners.roles import Role
from poolbook.rules.refusal import Refusal
from tests import factories
from tests.factories import Book
from tests.integration.finance.recorded import written


def propose(book: Book, pence: int = 500, to: int = 2, recurrent: bool = False, by=None):
    return budgets.propose_virement(
        by=by or book.holder, period=book.period, recurrent=recurrent, reason="beds",
        moves={book.line(1): -pence, book.line(to): pence},
    )  # fmt: skip


@pytest.fixture
def matrix(book: Book) -> Book:
    """Finance leads: up to £10 within a pool, any amount between pools; nothing recurrent."""
    cell = {"by": book.manager, "agreement": book.agreement, "recurrent": False}
    lead = Role.FINANCE_LEAD.value
    setting_up.keep_limit(same_pool=True, role=lead, up_to=10_00, **cell)
    setting_up.keep_limit(same_pool=False, role=lead, up_to=None, **cell)
    return book


def test_a_list_says_what_who_when_and_who_may(matrix: Book):
    asked = propose(matrix)
    written()
    (found,) = virements.virements(matrix.agreement, 2020, matrix.leads[0])
    assert [(part.line.code, part.pence) for part in found.parts] == [("L1", -500), ("L2", 500)]
    assert (found.size, found.kind, found.virement.made_by) == (
        500,
        "within a pool, one-off",
        matrix.holder,
    )
    assert found.asked_at is not None and found.decided_at is None
    assert found.deciders == ("partner finance lead, up to £10",)
    assert found.may_decide
    budgets.refuse_virement(by=matrix.leads[0], virement=asked, why="not now")
    written()
    (found,) = virements.virements(matrix.agreement, 2020, matrix.leads[0])
    assert (found.virement.state, found.decided_why) == ("refused", "not now")
    assert found.decided_at is not None
    assert (found.may_decide, found.why_not) == (False, "it is refused already")
    assert virements.virements(matrix.agreement, 2021, matrix.leads[0]) == []


CASES = [
    ({}, "leads", ""),
    ({"pence": 10_00}, "leads", ""),
    ({"pence": 10_01}, "leads", "a partner finance lead may approve up to £10"),
    ({"pence": 99_00, "to": 3}, "leads", ""),
    ({"recurrent": True}, "leads", "lets no partner finance lead approve a virement within a pool, recurrent"),
    ({}, "holder", "a budget holder may not approve virements"),
    ({}, "manager", "a pool manager may not approve virements"),
    ({}, "auditor", "an auditor may not approve virements"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "who", "why"), CASES)
def test_what_is_told_is_what_the_action_does(matrix: Book, asked: dict, who: str, why: str):
    virement = propose(matrix, **asked)
    person = matrix.leads[0] if who == "leads" else getattr(matrix, who)
    may, told = virements.may_decide(person, virement)
    assert may == (not why) and why in told
    if may:
        budgets.approve_virement(by=person, virement=virement)
    else:
        with pytest.raises(Refusal):
            budgets.approve_virement(by=person, virement=virement)


def test_not_ones_own_and_not_in_a_checked_month(matrix: Book):
    own = propose(matrix, by=matrix.leads[0])
    assert virements.may_decide(matrix.leads[0], own) == (
        False,
        "nobody approves their own virement",
    )
    assert virements.may_decide(matrix.leads[1], own) == (True, "")
    elsewhere = factories.person("else", Role.FINANCE_LEAD, None)
    assert "belong to no partner" in virements.may_decide(elsewhere, own)[1]
    assert [a.virement for a in virements.to_decide([matrix.agreement], matrix.leads[1])] == [own]
    assert virements.to_decide([matrix.agreement], matrix.leads[0]) == []


def test_as_many_queries_for_many(matrix: Book, django_assert_max_num_queries):
    for _ in range(6):
        propose(matrix)
    with django_assert_max_num_queries(7):
        assert len(virements.virements(matrix.agreement, 2020, matrix.leads[0])) == 6
