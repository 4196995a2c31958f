"""The agreement's pages: acts by role, refusals in full, other partners' things not found, queries."""

import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from poolbook.agreements.models import BudgetLine, ContributionVersion, TermsVersion
from poolbook.finance.actions import budgets, setting_up
from poolbook.finance.models import Budget, Invoice, Payment, ReserveMovement, Saving, Virement
from poolbook.finance.queries import tree
from poolbook.partners.roles import Role
from tests import factories
from tests.factories import Book

A = "/agreement/pooled/"
Y = f"{A}2020-21/"
PAGES = (
    A, f"{Y}lines/", f"{Y}lines/line/L1/", f"{Y}contributions/", f"{A}terms/", f"{A}terms/1/",
    f"{Y}virements/", f"{Y}savings/", f"{Y}cash/", f"{Y}cash/settlement/",
    f"{Y}reserves/", f"{A}settings/",
)  # fmt: skip
FORMS = (
    f"{Y}lines/one/add/", f"{Y}lines/one/order/", f"{Y}lines/group/", f"{Y}contributions/add/",
    f"{Y}contributions/1/agree/", f"{A}terms/new/", f"{Y}virements/limit/", f"{Y}savings/add/",
    f"{Y}cash/invoice/", f"{Y}cash/instalments/", f"{Y}reserves/add/",
    f"{A}settings/change/", f"{A}settings/names/", f"{A}settings/dates/", f"{A}settings/ledger/",
)  # fmt: skip


@pytest.fixture
def book(db: None) -> Book:
    """Budgets, contributions and terms; period 1 is open."""
    return factories.make_book()


@pytest.fixture
def manager(book: Book) -> Client:
    """The pool manager's browser."""
    return signed_in(book.manager)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def said(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_everybody_of_the_agreement_reads_within_25_queries(book: Book, path: str):
    for person in (book.manager, book.leads[1], book.holder, book.auditor):
        client = signed_in(person)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200, path
        told = "\n".join(query["sql"][:200] for query in queries)
        assert len(queries) <= 25, f"{len(queries)} queries:\n{told}"


@pytest.mark.parametrize("path", [*PAGES, *FORMS, f"{A}terms/try/"])
def test_another_agreement_is_not_found(book: Book, path: str):
    stranger = factories.people.keep_partner(by="x", code="P9", name="Other", kind="nhs")
    person = factories.person("stranger", Role.POOL_MANAGER, stranger)
    client = signed_in(person)
    assert client.get(path).status_code in (404, 405)
    assert client.post(path).status_code in (404, 405)


@pytest.mark.parametrize("path", FORMS)
def test_forms_are_for_who_may_act(book: Book, path: str):
    assert signed_in(book.manager).get(path).status_code == 200
    for person in (book.auditor, book.analyst):
        assert signed_in(person).get(path).status_code == 403
        assert signed_in(person).post(path, {}).status_code == 403


@pytest.mark.parametrize(
    "path", [f"{Y}lines/line/none/", f"{A}terms/99/", f"{Y}virements/99/", f"{Y}contributions/9/agree/",
             f"{Y}reserves/99/move/", f"{Y}cash/99/payment/", f"{Y}savings/99/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(manager: Client, path: str):
    assert manager.get(path).status_code == 404


LINE = {"name": "New", "kind": "pooled", "risk_grade": "none", "method": "manual"}


def test_a_line_is_added_changed_and_ended(book: Book, manager: Client):
    given = LINE | {"code": "new", "parent": "all", "from_year": "2020", "risk_group": "own"}
    assert manager.post(f"{Y}lines/one/add/", given).status_code == 302
    line = BudgetLine.objects.get(code="new")
    assert (line.parent, line.risk_group) == (book.heading, book.groups[1])
    manager.post(f"{Y}lines/line/new/", LINE | {"name": "Newer", "risk_group": "shared"})
    manager.post(f"{Y}lines/line/new/", {"end": "1", "end-last": "2020"})
    line.refresh_from_db()
    assert (line.name, line.risk_group, line.to_year) == ("Newer", book.groups[0], 2020)
    again = manager.post(f"{Y}lines/one/add/", given)
    assert "there is a line “new” in the agreement" in said(again)


def test_a_closed_line_says_why_it_stays(book: Book, manager: Client):
    factories.close(book)
    owner = book.line(1).owner.code
    given = LINE | {"name": "Line 1", "owner": owner, "risk_group": "own"}
    answer = said(manager.post(f"{Y}lines/line/L1/", given))
    assert "its risk group cannot change: April 2020 (P1) was closed on it" in answer


def test_lines_are_ordered_by_a_list_or_a_step(book: Book, manager: Client):
    path = f"{Y}lines/one/order/"
    manager.post(path, {"codes": "all L2 L1", "seen": "all L1 L2", "save": "1"})
    assert [line.code for line in tree.of_pool(book.pools[0], 2020)] == ["all", "L2", "L1"]
    manager.post(path, {"step": "L1:up", "codes": "all L2 L1", "seen": "all L2 L1"})
    assert [line.code for line in tree.of_pool(book.pools[0], 2020)] == ["all", "L1", "L2"]
    stale = manager.post(path, {"codes": "all L2 L1", "seen": "all L2 L1"}, follow=True)
    assert "somebody changed the order" in said(stale)


PAPER = {"name": "Cabinet", "source": "Cabinet paper", "dated": "2020-07-01"}


def test_contributions_come_from_a_file_with_every_fault_told(book: Book, manager: Client):
    path = f"{Y}contributions/add/"
    bad = "pool,element,partner,kind,amount\none,All,P1,gross,-5\none,All,P7,gift,x\n"
    answer = said(manager.post(path, PAPER | {"file": SimpleUploadedFile("c.csv", bad.encode())}))
    for text in (
        "row 2, column amount",
        "row 3, column kind",
        "“P7” is not known",
        "row 3, column amount",
    ):
        assert text in answer
    good = "pool,element,partner,kind,amount\none,All,P1,gross,100\none,,P1,printed net,90\n"
    manager.post(path, PAPER | {"file": SimpleUploadedFile("c.csv", good.encode())})
    made = ContributionVersion.objects.latest("version")
    assert (made.name, made.status, made.items.get().pence) == ("Cabinet", "indicative", 100_00)
    page = said(manager.get(f"{Y}contributions/"))
    assert "the paper prints net £90; its parts come to £100" in page


def test_contributions_are_copied_changed_and_agreed(book: Book, manager: Client):
    old = ContributionVersion.objects.get()
    amounts = {f"amount-{n}": str(c.pence // 100) for n, c in enumerate(old.items.all())}
    amounts |= {"amount-0": "13,000.50", "amount-1": "", "new-element-0": "Beds",
                "new-pool-0": "two", "new-partner-0": "P2", "new-kind-0": "gross",
                "new-amount-0": "5"}  # fmt: skip
    wrong = said(manager.post(f"{Y}contributions/add/", PAPER | amounts | {"amount-2": "-1"}))
    assert "gross is zero or more" in wrong
    manager.post(f"{Y}contributions/add/", PAPER | amounts)
    page = said(manager.get(f"{Y}contributions/?from=1&with=2"))
    for text in ("£1k more", "left out: was £12,000", "new: £5", "the same", "3 amounts differ"):
        assert text in page
    agree = {"decision": "Cabinet, minute 7", "on": "2020-07-14"}
    manager.post(f"{Y}contributions/2/agree/", agree)
    assert ContributionVersion.objects.latest("version").decision == "Cabinet, minute 7"
    assert "is agreed already" in said(manager.post(f"{Y}contributions/3/agree/", agree))


def body(book: Book, **split: int) -> dict:
    made = factories.agreements.terms.as_plain(factories.terms_body(book.partners, **split))
    return made | {"name": "Proposed"}


def attempt(client: Client, **given) -> dict:
    answer = client.post(f"{A}terms/try/", json.dumps(given), content_type="application/json")
    assert answer.status_code == 200
    return answer.json()


def test_terms_are_tried_beside_those_in_force_and_nothing_is_saved(book: Book, manager: Client):
    factories.fill(book)
    found = attempt(manager, body=body(book, P1=25, P2=75), typed={"shared": "1,000"})
    assert found["faults"] == []
    html = re.sub("<[^>]*>", "", found["html"])
    assert "Partner 1 £250; Partner 2 £750" in html
    assert "In force: £500; £500" in html
    assert TermsVersion.objects.count() == 1


def test_faults_of_tried_terms_stand_at_their_rule(book: Book, manager: Client):
    broken = body(book)
    broken["groups"][1]["rules"] = [{"use": "fixed", "split": {"P1": "50"}}]
    found = attempt(manager, body=broken, typed={})["faults"]
    assert found == [
        {"where": "groups[2].rules[1].split",
         "message": "adds to 50; percentages must add to exactly 100"},
    ]  # fmt: skip
    assert "not TOML" in attempt(manager, toml="= 1")["faults"][0]["message"]
    for rubbish in (b"{", b"[]", b'{"body": []}', b"\xff"):
        answer = manager.post(f"{A}terms/try/", rubbish, content_type="application/json")
        assert answer.status_code == 200 and answer.json()["faults"]


def test_terms_are_saved_from_the_form_or_the_text_and_agreed_by_both(book: Book, manager: Client):
    manager.post(f"{A}terms/new/", {"body": json.dumps(body(book, P1=25, P2=75))})
    text = said(manager.get(f"{A}terms/2/?as=toml")).replace("Proposed", "From a text")
    manager.post(f"{A}terms/new/", {"toml": text})
    assert [t.status for t in TermsVersion.objects.all()] == [
        "agreed",
        "provisional",
        "provisional",
    ]
    assert TermsVersion.objects.get(version=3).body == TermsVersion.objects.get(version=2).body | {
        "name": "From a text"
    }
    assert signed_in(book.holder).post(f"{A}terms/2/").status_code == 403
    for lead in book.leads:
        assert "Agree for" in said(signed_in(lead).get(f"{A}terms/2/"))
        signed_in(lead).post(f"{A}terms/2/")
    assert TermsVersion.objects.latest("version").status == "agreed"
    broken = said(manager.post(f"{A}terms/new/", {"toml": "name = 5"}))
    assert "the terms have faults" in broken and "name: should be text, not 5" in broken


def ask(client: Client, **more):
    given = {"from-line-1": "L1", "from-amount-1": "100", "to-line-1": "L2", "to-amount-1": "100",
             "recurrent": "no", "reason": "Beds moved"}  # fmt: skip
    return client.post(f"{Y}virements/ask/", given | more)


def limit(book: Book, up_to: int | None = None) -> None:
    setting_up.keep_limit(
        by=book.manager, agreement=book.agreement, same_pool=True, recurrent=False,
        role=book.leads[0].role, up_to=up_to,
    )  # fmt: skip


def test_a_virement_is_asked_for_and_decided_by_another(book: Book):
    limit(book)
    asker, other = signed_in(book.leads[0]), signed_in(book.leads[1])
    assert ask(asker).status_code == 302
    path = f"{Y}virements/{Virement.objects.get().pk}/"
    own = asker.post(path, {"approve": "1"}, follow=True)
    assert "nobody approves their own virement" in said(own)
    assert "If approved" in said(other.get(path))
    other.post(path, {"approve": "1"})
    assert Virement.objects.get().state == "approved"
    assert Budget.objects.filter(kind="virement").count() == 2


def test_what_is_no_virement_is_said_at_once(book: Book):
    client = signed_in(book.holder)
    assert "these sum to −£1" in said(ask(client, **{"to-amount-1": "99"}))
    answer = said(ask(client, **{"from-amount-1": "x", "to-line-1": "", "reason": ""}))
    for text in ("Take from, row 1", "Give to, row 1: choose the line", "This field is required"):
        assert text in answer
    assert not Virement.objects.exists()


def test_beyond_the_matrix_nobody_approves_and_a_refusal_has_its_reason(book: Book):
    limit(book, up_to=50_00)
    ask(signed_in(book.holder))
    path = f"{Y}virements/{Virement.objects.get().pk}/"
    lead = signed_in(book.leads[0])
    assert "may approve up to £50" in said(lead.post(path, {"approve": "1"}, follow=True))
    assert signed_in(book.holder).post(path, {"approve": "1"}).status_code == 403
    assert Virement.objects.get().state == "proposed"
    limit(book)
    assert "This field is required" in said(lead.post(path, {"refuse": "1", "why": ""}))
    lead.post(path, {"refuse": "1", "why": "No money left"})
    assert Virement.objects.get().state == "refused"


def test_a_limit_is_set(book: Book, manager: Client):
    given = {"same_pool": "no", "recurrent": "yes", "role": book.leads[0].role, "up_to": "1,000"}
    manager.post(f"{Y}virements/limit/", given)
    page = said(manager.get(f"{Y}virements/"))
    assert 'Partner finance lead, up to <span class="pb-money">£1,000</span>' in page


def test_savings_are_added_and_updated(book: Book, manager: Client):
    given = {"line": "L1", "partner": "P1", "name": "Beds", "target": "500"}
    manager.post(f"{Y}savings/add/", given)
    saving = Saving.objects.get()
    manager.post(f"{Y}savings/{saving.pk}/", {"delivered": "100", "forecast": "400"})
    found = saving.updates.get()
    assert (saving.target, found.delivered, found.forecast) == (500_00, 100_00, 400_00)


def test_invoices_and_payments_are_recorded_once(book: Book, manager: Client):
    given = {"issuer": "P1", "payer": "P2", "number": "77", "kind": "contribution",
             "dated": "2020-04-20", "pence": "1,000", "what_for": "April"}  # fmt: skip
    manager.post(f"{Y}cash/invoice/", given)
    assert "has an invoice 77 already" in said(manager.post(f"{Y}cash/invoice/", given))
    path = f"{Y}cash/{Invoice.objects.get().pk}/payment/"
    money = {"dated": str(date(2020, 4, 21)), "pence": "400", "reference": "r"}
    manager.post(path, money)
    assert "a payment r of this invoice is recorded already" in said(manager.post(path, money))
    too_much = said(manager.post(path, money | {"reference": "s", "pence": "601"}))
    assert "£600 of invoice 77 is outstanding" in too_much
    assert Payment.objects.get().pence == 400_00
    page = said(manager.get(f"{Y}cash/"))
    assert "Partner 2 owes Partner 1" in page and "Overdue" in page


def test_a_reserve_is_moved_and_never_overdrawn(book: Book, manager: Client):
    manager.post(f"{Y}reserves/add/", {"code": "risk", "name": "Risk", "purpose": "Winter"})
    path = f"{Y}reserves/{book.agreement.reserves.get().pk}/move/"
    manager.post(path, {"way": "in", "amount": "50", "reason": "Agreed"})
    answer = said(manager.post(path, {"way": "out", "amount": "51", "reason": "Beds"}))
    assert "holds £50, so £51 cannot be taken from it" in answer
    assert ReserveMovement.objects.get().pence == 50_00


def test_where_no_period_is_open_nothing_is_written(book: Book, manager: Client):
    factories.close(book)
    given = {"code": "risk", "name": "Risk", "purpose": "Winter"}
    manager.post(f"{Y}reserves/add/", given)
    path = f"{Y}reserves/{book.agreement.reserves.get().pk}/move/"
    answer = said(manager.post(path, {"way": "in", "amount": "5", "reason": "x"}))
    assert "no period of 2020/21 is open" in answer
    assert "No period is open" in said(manager.get(f"{Y}virements/ask/"))


@pytest.mark.parametrize(
    ("path", "table"),
    [(f"{Y}lines/", "lines-one"), (f"{Y}contributions/", "versions"), (f"{A}terms/", "terms"),
     (f"{Y}virements/", "virements"), (f"{Y}savings/", "savings"), (f"{Y}cash/settlement/", "settlement"),
     (f"{Y}reserves/", "reserves"), (A, "completeness")],
)  # fmt: skip
def test_every_table_is_saved_as_a_file(book: Book, path: str, table: str):
    factories.fill(book)
    budgets.propose_virement(
        by=book.holder, period=book.period, moves={book.line(1): 5, book.line(2): -5},
        recurrent=False, reason="x",
    )  # fmt: skip
    for form in ("csv", "xlsx"):
        answer = signed_in(book.auditor).get(f"{path}?table={table}&as={form}")
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
