"""Who may do what: every operation of the table, by every role, of the own partner and of another."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings

from poolbook.agreements import actions as agreements
from poolbook.api.models import READ
from poolbook.api.table import Operation, operations
from poolbook.caseload import actions as caseload
from poolbook.caseload import queries
from poolbook.finance.actions import budgets, cash, comments, setting_up
from poolbook.partners import actions as people
from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import Role
from poolbook.web.frame.access import allowed
from tests import factories
from tests.factories import make_book
from tests.integration.api.calling import Caller, caller
from tests.measured import measured
from tests.unit.caseload.made import table

pytestmark = pytest.mark.django_db
ROLES = [role for role in Role if role != Role.AUDITOR]
PARTS = {
    "agreement": "pooled", "year": "2020-21", "month": "P1", "pool": "one", "source": "gl",
    "version": "1", "form": "csv", "name": "x.csv", "ref": "settled", "card": "jmg",
}  # fmt: skip
BODIES: dict[str, Any] = {
    "open_period": {"year": "2020-21", "month": "P1"},
    "withdraw_import": {"why": "wrong file"},
    "add_mappings": {"mappings": [{"cost_centre": "NEW", "line": "L1"}]},
    "set_forecasts": {"forecasts": [{"line": "L1", "method": "block", "seen": 1}]},
    "set_notes": {"notes": []},
    "try_share": {},
    "explain_check": {"check": "ledgers", "text": "none this month"},
    "reopen": {"why": "a late invoice"},
    "add_erratum": {"figure": "a", "printed": "1", "should_be": "2", "reason": "b"},
    "propose_virement": {"recurrent": False, "reason": "beds", "parts": [
        {"line": "L1", "amount_pence": 5}, {"line": "L2", "amount_pence": -5}]},
    "refuse_virement": {"why": "no"},
    "add_invoice": {"issuer": "P1", "payer": "P2", "number": "9", "kind": "contribution",
        "dated": "2020-04-20", "amount_pence": 5, "what_for": "x"},
    "add_comment": {"line": "L1", "column": "budget", "text": "why?"},
    "take_in_values": {"values": [{"measure": "settled", "area": "E10000025",
        "starts": "2020-05-01", "ends": "2020-05-31", "value": "95.5"}]},
    "judge": {"area": "E10000025", "starts": "2020-04-01", "ends": "2020-04-30", "rag": "A",
        "reason": "provisional"},
    "add_contributions": {"name": "Draft", "source": "a paper", "dated": "2020-04-01", "items": [
        {"pool": "one", "element": "All", "partner": "P1", "kind": "gross", "amount_pence": 5}]},
    "agree_contributions": {"decision": "JMG, 3 May", "on": "2020-05-03"},
    "save_terms": {"terms": {"name": "Other", "from": "2020-04-01", "to": "2022-03-31",
        "partners": [{"id": "P1", "name": "Partner 1"}, {"id": "P2", "name": "Partner 2"}],
        "groups": [{"id": "shared", "rules": [{"use": "bearer", "partner": "P1"}]},
                   {"id": "own", "rules": [{"use": "bearer", "partner": "P2"}]}]}},
    "land_forecast": {"lines": [{"line": "L1", "seen": 1, "why": "prices"}]},
    "add_payment": {"invoice": 0, "dated": "2020-04-20", "amount_pence": 5, "reference": "r"},
}  # fmt: skip
# The book's state stands in the way of these here; the role does not.
CONFLICTS = {
    "withdraw_comment",
    "sign",
    "close",
    "issue",
    "reopen",
    "add_erratum",
    "mark_checked",
    "approve_virement",
    "agree_contributions",
    "agree_terms",
}


@pytest.fixture(scope="module")
def scene(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """A filled month, and somebody of every role at its partner and at one outside; rolled back."""
    folder = override_settings(POOLBOOK_CASELOAD_FOLDER=tmp_path_factory.mktemp("caseload"))
    with django_db_blocker.unblock(), folder, transaction.atomic():
        book = make_book()
        done = factories.fill(book)
        setting_up.keep_limit(
            by=book.manager, agreement=book.agreement, same_pool=True, recurrent=False,
            role=Role.FINANCE_LEAD, up_to=None,
        )  # fmt: skip
        virement = budgets.propose_virement(
            by=book.holder, period=book.period, moves={book.line(1): 5, book.line(2): -5},
            recurrent=False, reason="beds",
        )  # fmt: skip
        invoice = cash.add_invoice(
            by=book.manager, period=book.period, issuer=book.partners[0], payer=book.partners[1],
            number="1", kind="contribution", dated=date(2020, 4, 20), pence=100, what_for="x",
        )  # fmt: skip
        outside = people.keep_partner(by="x", code="OUT", name="Outside", kind="nhs")
        agreements.keep_agreement(
            by="x", code="other", name="Other", partners=[(outside, None)], host=outside,
            starts=date(2020, 4, 1),
        )  # fmt: skip
        comment = comments.comment(
            by=book.holder, period=book.period, line=book.line(1), text="why?"
        )
        measured(book)
        area = caseload.keep_area(
            by=book.analyst, agreement=book.agreement, code="county", name="County", synthetic=True
        )
        caseload.keep_line(by=book.analyst, agreement=book.agreement, group=1, line=book.line(1))
        caseload.take_in(by=book.analyst, area=area, table=table(*packages()), whole=True)
        yield {
            "book": book,
            "snapshot": queries.snapshot_of([area]),
            "comment": comment.pk,
            "import": done.batch.pk,
            "virement": virement.pk,
            "invoice": invoice.pk,
            "own": {role: _somebody(role, book.partners[0], "own") for role in ROLES}
            | {Role.AUDITOR: caller(book.auditor)},
            "out": {role: _somebody(role, outside, "out") for role in ROLES},
        }
        transaction.set_rollback(True)


def packages() -> list[dict[str, int]]:
    """Thirty people with a package each, since before the year."""
    return [
        {"person": n, "package": n, "start": 18_000, "authorised": 18_000} for n in range(1, 31)
    ]


def _somebody(role: Role, partner: Partner, where: str) -> Caller:
    return caller(factories.person(f"{where}-{role.name.lower()}", role, partner))


def ask(scene: dict[str, Any], who: Caller, operation: Operation) -> Any:
    """The answer to a request that fits the operation, with nothing kept of what it did."""
    ids = {
        "imports": "import",
        "virements": "virement",
        "invoices": "invoice",
        "comments": "comment",
    }
    noun = operation.path.split("/")[2]
    parts = PARTS | {"id": str(scene.get(ids.get(noun, ""), 0))}
    path = operation.path.removeprefix("/api/")
    for name in operation.parts:
        path = path.replace("{" + name + "}", parts[name])
    if operation.name == "explain":
        path += "?figure=one/L1:budget@2020-21/P1"
    with transaction.atomic():
        if operation.name == "import_file":
            file = SimpleUploadedFile(
                "a.csv", b"Cost centre,Account,Date,Amount\nC1,4000,20/04/2020,7.00\n"
            )
            answer = who.upload(path, source="gl", file=file)
        else:
            body = BODIES.get(operation.name)
            if operation.name == "land_forecast":
                body = body | {"snapshot": scene["snapshot"]}
            if operation.name == "add_payment":
                body = body | {"invoice": scene["invoice"]}
            answer = who.send(operation.method, path, body)
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("operation", operations(), ids=lambda o: o.name)
class TestEvery:
    """Each operation."""

    def test_role_by_role_at_the_own_partner(
        self, scene: dict[str, Any], operation: Operation
    ) -> None:
        for role, who in scene["own"].items():
            answer = ask(scene, who, operation)
            person = Person(role=role.value)
            if not allowed(person, operation.rule):
                assert answer.status_code == 403, (role, answer.body)
                assert answer.headers["Content-Type"] == "application/problem+json"
            elif operation.name == "file_issued":
                assert answer.status_code == 404, (role, answer.body)
            elif operation.name in CONFLICTS:
                assert answer.status_code in (200, 409), (role, answer.body)
            else:
                assert answer.status_code == 200, (role, answer.body)

    def test_nobody_is_told_to_send_a_token(
        self, scene: dict[str, Any], operation: Operation
    ) -> None:
        assert ask(scene, Caller.of("pb_none"), operation).status_code == 401

    def test_a_token_that_reads_does_not_write(
        self, scene: dict[str, Any], operation: Operation
    ) -> None:
        if not operation.writes:
            assert operation.method == "GET" or operation.name == "try_share"
            return
        with transaction.atomic():
            program = caller(scene["book"].manager, READ)
            assert ask(scene, program, operation).status_code == 403
            transaction.set_rollback(True)


def test_a_list_of_all_agreements_has_ones_own(scene: dict[str, Any]) -> None:
    def seen(who: Caller) -> list[str]:
        return [each["code"] for each in who.get("agreements").body["items"]]

    assert seen(scene["own"][Role.MEMBER]) == ["pooled"]
    assert seen(scene["out"][Role.MEMBER]) == ["other"]
    assert set(seen(scene["own"][Role.AUDITOR])) == {"pooled", "other"}


def test_numbers_of_another_agreement_are_not_found_under_ones_own(scene: dict[str, Any]) -> None:
    who = scene["out"][Role.POOL_MANAGER]
    assert who.get(f"virements/other/{scene['virement']}").status_code == 404
    assert who.get(f"invoices/other/{scene['invoice']}").status_code == 404


def test_every_operation_says_who_may(scene: dict[str, Any]) -> None:
    table = operations()
    assert len(table) >= 50 and len({each.name for each in table}) == len(table)
    assert all(each.writes for each in table if each.method != "GET" and each.name != "try_share")


def test_the_bodies_are_of_operations() -> None:
    names = {each.name for each in operations()}
    assert set(BODIES) <= names and names >= CONFLICTS


OF_AN_AGREEMENT = [each for each in operations() if "agreement" in each.parts]


@pytest.mark.parametrize("operation", OF_AN_AGREEMENT, ids=lambda o: o.name)
def test_nothing_of_another_partners_is_found(scene: dict[str, Any], operation: Operation) -> None:
    for role, who in scene["out"].items():
        answer = ask(scene, who, operation)
        person = Person(role=role.value)
        expected = 404 if allowed(person, operation.rule) else 403
        assert answer.status_code == expected, (role, answer.body)
