"""Every write in an agreement is refused to people of no partner of it, whatever their role.

Found by walking the modules of actions: an action that is added is tried at once, and one that takes
something unknown to `VALUES` fails until it is named there.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

import poolbook.finance.actions
from poolbook.agreements.queries import require_own
from poolbook.finance.actions import budgets, cash, cells, forecasts, mappings, postings, setting_up
from poolbook.finance.actions.suspense import Choice
from poolbook.finance.models import Invoice, Reserve, Saving
from poolbook.intake import actions as intake
from poolbook.partners.models import Person
from poolbook.partners.roles import Role
from poolbook.rules.calendar import parse_month
from poolbook.rules.refusal import Refusal
from tests import factories
from tests.integration.web.two_books import Side, make_side

MODULES = (
    *(f"poolbook.finance.actions.{m.name}" for m in pkgutil.iter_modules(poolbook.finance.actions.__path__)),
    "poolbook.agreements.actions.settings", "poolbook.agreements.actions.terms", "poolbook.agreements.actions.contributions",
    "poolbook.intake.actions", "poolbook.reports.actions", "poolbook.reports.packs.actions",
)  # fmt: skip
# What an action may be given, as the other agreement has it.
VALUES: dict[str, Callable[[Side], Any]] = {
    "period": lambda s: s.book.period,
    "agreement": lambda s: s.book.agreement,
    "source": lambda s: s.book.source,
    "partner": lambda s: s.book.partners[0],
    "issuer": lambda s: s.book.partners[0],
    "payer": lambda s: s.book.partners[1],
    "pool": lambda s: s.book.pools[0],
    "line": lambda s: s.book.line(1),
    "terms": lambda s: s.book.terms,
    "version": lambda s: s.book.agreement.contribution_versions.first(),
    "body": lambda s: factories.terms_body(s.book.partners),
    "items": lambda s: [],
    "virement": lambda s: s.virement,
    "batch": lambda s: s.batch,
    "mapping": lambda s: s.mapping,
    "upload": lambda s: s.upload,
    "comment": lambda s: s.comment,
    "saving": lambda s: Saving.objects.filter(line__pool__agreement=s.book.agreement).first(),
    "reserve": lambda s: Reserve.objects.filter(agreement=s.book.agreement).first(),
    "invoice": lambda s: Invoice.objects.filter(agreement=s.book.agreement).first(),
    "amounts": lambda s: {s.book.line(1): 5},
    "moves": lambda s: {s.book.line(1): 5, s.book.line(2): -5},
    "entries": lambda s: [forecasts.Entry(s.book.line(1), "manual", 5, "x")],
    "edits": lambda s: [cells.Edit(s.book.line(1), 0, typed="5", reason="x")],
    "notes": lambda s: [forecasts.Words(s.book.pools[0], "issue", "x")],
    "rules": lambda s: [mappings.Rule("C77", "", s.book.line(1))],
    "choices": lambda s: [Choice(s.book.source, "C99", "", s.book.line(1))],
    "extract": lambda s: factories.extract([factories.entry("C1", 5, 2)]),
    "given": lambda s: intake.Given("x.csv", b"x"),
    "month": lambda s: parse_month("2020-21/P3"),
    "sections": lambda s: [("summary", True)],
    "section": lambda s: "summary",
    "codes": lambda s: [s.book.line(1).code],
    "layout": lambda s: {},
    "values": lambda s: {},
    "content": lambda s: b"",
    "signed": lambda s: {s.book.partners[0]: date(2020, 4, 1)},
    "pools": lambda s: {s.book.pools[0]: "x"},
    "groups": lambda s: {s.book.groups[0]: "x"},
    "note": lambda s: s.note,
    "days": lambda s: {"import": 3},
}  # fmt: skip
PLAIN: dict[str, Any] = {
    "str": "schedule", "int": 2020, "bool": False, "date": date(2020, 4, 1), "int | None": 1,
    "date | None": None, "datetime.date | None": None,
}  # fmt: skip
# Of a person's own, not of an agreement.
NOT_OF_AN_AGREEMENT: frozenset[str] = frozenset()


def actions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every action that a person does: a function that takes `by`, a Person, by its name."""
    for name in MODULES:
        module = importlib.import_module(name)
        for key, function in inspect.getmembers(module, inspect.isfunction):
            by = inspect.signature(function).parameters.get("by")
            if (
                function.__module__ == name
                and by
                and by.annotation is Person
                and by.kind == by.KEYWORD_ONLY
            ):
                yield f"{name.removeprefix('poolbook.')}.{key}", function


def arguments(function: Callable[..., Any], side: Side) -> dict[str, Any]:
    """What to give an action so that it would write in a side's agreement."""
    found = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "by" or parameter.kind == parameter.VAR_KEYWORD:
            continue
        if parameter.default is not parameter.empty:
            continue
        kind = getattr(parameter.annotation, "__name__", str(parameter.annotation))
        assert name in VALUES or kind in PLAIN, (
            f"{function.__module__}.{function.__name__} takes “{name}”: say in VALUES what it is"
        )
        found[name] = VALUES[name](side) if name in VALUES else PLAIN[kind]
    return found


@pytest.fixture
def sides(db: None) -> tuple[Side, Side]:
    """Ours, and another agreement of other partners."""
    return make_side(), make_side("x")


def test_nobody_writes_in_an_agreement_of_other_partners(sides: tuple[Side, Side]):
    own, other = sides
    book, let_in, tried = own.book, [], 0
    everybody = [book.manager, *book.leads, book.holder, book.analyst]
    everybody += [
        factories.person(f"some {role.value}", role, book.partners[0])
        for role in (Role.PARTNERSHIP_OFFICER, Role.SCHEME_LEAD)
    ]
    for name, act in actions():
        if name in NOT_OF_AN_AGREEMENT:
            continue
        tried += 1
        told = []
        for person in everybody:
            try:
                act(by=person, **arguments(act, other))
                let_in.append(f"{name}: done by a {person.role}")
            except Refusal as refusal:
                told.append(refusal.message)
        if not any("belongs to no partner of xPooled" in text for text in told):
            let_in.append(f"{name}: refused for another reason only: {sorted(set(told))}")
    assert not let_in, "\n".join(let_in)
    assert tried >= 35


def test_the_walk_would_find_an_action_that_asks_nothing(sides: tuple[Side, Side], monkeypatch):
    """The control: without the one check, acts go through or are refused for other reasons."""
    from poolbook.finance.actions import budgets as module

    monkeypatch.setattr(module, "require_partner", lambda by, agreement: None)
    own, other = sides
    moved = module.propose_virement(
        by=own.book.holder, period=other.book.period, recurrent=False, reason="x",
        moves={other.book.line(1): 5, other.book.line(2): -5},
    )  # fmt: skip
    assert moved.agreement == other.book.agreement


def test_an_approver_of_other_partners_is_refused_whatever_the_matrix_says(
    sides: tuple[Side, Side],
):
    own, other = sides
    for lead in own.book.leads:
        for act, more in ((budgets.approve_virement, {}), (budgets.refuse_virement, {"why": "x"})):
            said = factories.refused(act, by=lead, virement=other.virement, **more)
            assert said.message == f"{lead.username} belongs to no partner of xPooled"
    other.virement.refresh_from_db()
    assert other.virement.state == "proposed"
    budgets.approve_virement(by=other.book.leads[1], virement=other.virement)


def test_what_belongs_to_another_agreement_is_refused_in_ones_own(sides: tuple[Side, Side]):
    """One's own period with the other's line, pool, ledger, invoice or reserve."""
    own, other = sides
    mine, theirs = own.book, other.book
    here = {"by": mine.manager, "period": mine.period}
    foreign = [theirs.line(1), theirs.line(2)]
    line = f"this is not of {mine.agreement}"
    for told, act in (
        (line, lambda: budgets.set_budgets(kind="adjustment", reason="x", amounts={foreign[0]: 5}, **here)),
        (line, lambda: budgets.propose_virement(recurrent=False, reason="x", moves={mine.line(1): 5, foreign[0]: -5}, **here)),
        (line, lambda: forecasts.set_forecasts(entries=[forecasts.Entry(foreign[0], "manual", 5, "x")], **here)),
        (line, lambda: cells.save_cells(edits=[cells.Edit(foreign[0], 0, typed="5")], **here)),
        (line, lambda: forecasts.set_notes(notes=[forecasts.Words(theirs.pools[0], "issue", "x")], **here)),
        (line, lambda: forecasts.update_saving(saving=VALUES["saving"](other), delivered=1, forecast_pence=1, **here)),
        (line, lambda: mappings.add_mappings(by=mine.manager, source=mine.source, rules=[mappings.Rule("C8", "", foreign[0])])),
        ("is a ledger of another agreement", lambda: postings.post(source=mine.source, extract=factories.extract([factories.entry()]), by=theirs.manager, period=theirs.period)),
        (line, lambda: cash.add_invoice(issuer=mine.partners[0], payer=theirs.partners[0], number="9", kind="contribution", dated=date(2020, 5, 1), pence=1, what_for="x", **here)),
        ("is of another agreement", lambda: cash.add_payment(invoice=VALUES["invoice"](other), dated=date(2020, 5, 1), pence=1, reference="x", **here)),
        ("is of another agreement", lambda: setting_up.move_reserve(reserve=VALUES["reserve"](other), pence=1, reason="x", **here)),
        (line, lambda: setting_up.keep_instalments(by=mine.manager, agreement=mine.agreement, partner=theirs.partners[0], year=2020, pattern="monthly", months_ahead=0)),
    ):  # fmt: skip
        said = factories.refused(act)
        assert told in said.message or "belongs to no partner" in said.message, said


def test_what_is_of_the_agreement_passes(sides: tuple[Side, Side]):
    own, _ = sides
    book = own.book
    require_own(book.agreement, [*book.lines, book.heading, *book.pools, *book.partners])
