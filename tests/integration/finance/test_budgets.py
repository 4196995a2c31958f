"""Budgets and virements: movements that sum to nothing, approved by another within the limits."""

import pytest
from django.db import IntegrityError, connection, transaction

from poolbook.finance.actions import budgets, setting_up
from poolbook.finance.models import Budget, Virement, VirementPart
from poolbook.finance.queries import figures
from poolbook.partners.roles import Role
from tests import factories
from tests.factories import BUDGET, Book, refused

LEAD = Role.FINANCE_LEAD.value


def limit(book: Book, up_to: int | None, same_pool: bool = True, recurrent: bool = False) -> None:
    setting_up.keep_limit(
        by=book.manager, agreement=book.agreement, same_pool=same_pool, recurrent=recurrent,
        role=LEAD, up_to=up_to,
    )  # fmt: skip


def propose(book: Book, pence: int = 5_000, to: int = 2, by=None, **more) -> Virement:
    given = {"moves": {book.line(1): -pence, book.line(to): pence}, "recurrent": False}
    given |= {"reason": "beds"} | more
    return budgets.propose_virement(by=by or book.holder, period=book.period, **given)


def lines(book: Book) -> dict[str, int]:
    found = figures.budgets(book.period)
    return {line.code: found.get(line.pk, 0) for line in book.lines}


def test_a_virement_moves_budget_once_approved(book: Book):
    limit(book, 5_000)
    made = propose(book)
    assert lines(book)["L2"] == BUDGET
    budgets.approve_virement(by=book.leads[0], virement=made)
    assert lines(book) == {"L1": BUDGET - 5_000, "L2": BUDGET + 5_000, "L3": BUDGET, "L4": BUDGET}
    said = refused(budgets.approve_virement, by=book.leads[1], virement=made)
    assert said.message == f"virement {made.pk} is approved already"


def test_a_refused_virement_moves_nothing(book: Book):
    limit(book, None)
    made = propose(book)
    budgets.refuse_virement(by=book.leads[0], virement=made, why="no money")
    assert set(lines(book).values()) == {BUDGET}
    said = refused(budgets.approve_virement, by=book.leads[0], virement=made)
    assert said.message == f"virement {made.pk} is refused already"


@pytest.mark.parametrize("act", ["approve", "refuse"])
def test_nobody_decides_their_own(book: Book, act: str):
    limit(book, None)
    made = propose(book, by=book.leads[0])
    decide = {
        "approve": lambda: budgets.approve_virement(by=book.leads[0], virement=made),
        "refuse": lambda: budgets.refuse_virement(by=book.leads[0], virement=made, why="x"),
    }[act]
    assert refused(decide).message == "nobody approves their own virement"


def test_the_database_keeps_maker_and_checker_apart_too(book: Book):
    made = propose(book)
    with (
        pytest.raises(IntegrityError, match="virement_maker_is_not_checker"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE finance_virement SET state = 'approved', decided_by_id = made_by_id WHERE id = %s",
            [made.pk],
        )


@pytest.mark.parametrize("same_pool", [True, False])
@pytest.mark.parametrize("recurrent", [True, False])
@pytest.mark.parametrize(("up_to", "allowed"), [(4_999, False), (5_000, True), (None, True)])
def test_the_limits_matrix(book: Book, same_pool, recurrent, up_to, allowed):
    limit(book, up_to, same_pool, recurrent)
    made = propose(book, to=2 if same_pool else 4, recurrent=recurrent)
    if allowed:
        budgets.approve_virement(by=book.leads[0], virement=made)
        return
    said = refused(budgets.approve_virement, by=book.leads[0], virement=made)
    assert said.message == (
        "a partner finance lead may approve up to £49.99 of this kind of virement; this is £50"
    )


@pytest.mark.parametrize(
    ("same_pool", "recurrent", "kind"),
    [
        (True, True, "within a pool, recurrent"),
        (True, False, "within a pool, one-off"),
        (False, True, "between pools, recurrent"),
        (False, False, "between pools, one-off"),
    ],
)
def test_an_empty_cell_of_the_matrix_allows_nothing(book: Book, same_pool, recurrent, kind):
    for cell in {(True, True), (True, False), (False, True), (False, False)}:
        if cell != (same_pool, recurrent):
            limit(book, None, *cell)
    made = propose(book, to=2 if same_pool else 4, recurrent=recurrent)
    said = refused(budgets.approve_virement, by=book.leads[0], virement=made)
    assert said.message == (
        f"the limits matrix lets no partner finance lead approve a virement {kind}"
    )


def test_who_may_not_propose_or_approve(book: Book):
    limit(book, None)
    made = propose(book)
    for by in (book.manager, book.holder, book.analyst, book.auditor):
        said = refused(budgets.approve_virement, by=by, virement=made)
        assert "may not approve virements" in said.message
    assert "may not propose" in refused(propose, book, by=book.auditor).message


def test_what_is_not_a_virement(book: Book):
    one, two = book.line(1), book.line(2)
    for moves in ({one: 5, two: -4}, {one: 5}):
        assert "between lines: these sum to £0." in refused(propose, book, moves=moves).message
    for moves in ({}, {one: 0, two: 0}):
        assert "these sum to £0" in refused(propose, book, moves=moves).message
    assert refused(propose, book, reason=" ").message == "say why the budget should move"


def test_the_database_checks_that_the_parts_sum_to_nothing(book: Book):
    made = propose(book)
    part = VirementPart.objects.filter(virement=made).first()
    assert part
    changes = (
        lambda: VirementPart.objects.filter(pk=part.pk).update(pence=7),
        lambda: VirementPart.objects.create(virement=made, line=book.line(3), pence=1),
        lambda: VirementPart.objects.filter(pk=part.pk).delete(),
    )
    for change in changes:
        with pytest.raises(IntegrityError, match="not to nothing"), transaction.atomic():
            change()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_parts_of_a_decided_virement_stay(book: Book):
    limit(book, None)
    made = propose(book)
    budgets.approve_virement(by=book.leads[0], virement=made)
    for change in (
        "UPDATE finance_virementpart SET pence = -pence",
        "DELETE FROM finance_virementpart",
    ):
        with (
            pytest.raises(IntegrityError, match="the virement is approved"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


def test_the_schedule_counts_once_a_year(closed: Book):
    factories.next_month(closed)
    act = {"by": closed.manager, "period": closed.period, "amounts": {closed.line(1): 5}}
    said = refused(budgets.set_budgets, kind="schedule", reason="again", **act)
    assert said.details == ("Line 1 (L1), since 2020-21/P1",)
    assert (
        "not as “virement”"
        in refused(budgets.set_budgets, kind="virement", reason="x", **act).message
    )
    assert budgets.set_budgets(kind="adjustment", reason="pay award", **act) == 1
    assert lines(closed)["L1"] == BUDGET + 5


def test_adjustments_of_nothing_are_left_out(book: Book):
    amounts = {book.line(1): 0, book.line(2): -3}
    act = {"by": book.manager, "period": book.period, "reason": "x", "kind": "adjustment"}
    assert budgets.set_budgets(amounts=amounts, **act) == 1
    assert Budget.objects.filter(kind="adjustment").count() == 1
    assert (
        "may not set up"
        in refused(budgets.set_budgets, amounts=amounts, **(act | {"by": book.holder})).message
    )


def test_a_budget_counts_from_its_period_on(closed: Book):
    first = closed.period
    factories.next_month(closed)
    budgets.set_budgets(
        by=closed.manager, period=closed.period, kind="adjustment",
        amounts={closed.line(1): 70}, reason="x",
    )  # fmt: skip
    assert lines(closed)["L1"] == BUDGET + 70
    assert figures.budgets(first)[closed.line(1).pk] == BUDGET
