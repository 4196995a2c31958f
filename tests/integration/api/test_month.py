"""A whole month by programs: from the extract to the issued files, with the refusals on the way."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from poolbook.reports.render import FORMATS
from tests.factories import BUDGET, Book
from tests.integration.api.calling import Caller, caller

AT = "pooled/2020-21/P1"
LEDGER = (
    b"Cost centre,Account,Date,Description,Amount\n"
    b"C1,4000,20/04/2020,beds,100.00\nC2,4000,21/04/2020,care,250.50\nNEW,4000,22/04/2020,new,10.00\n"
)


def upload(who: Caller, content: bytes = LEDGER, name: str = "april.csv", **more: Any) -> Any:
    """Sends an extract of the ledger."""
    return who.upload(f"imports/{AT}", source="gl", file=SimpleUploadedFile(name, content), **more)


def forecast(line: str, pence: int | None = BUDGET, seen: int = 0, **more: Any) -> dict[str, Any]:
    """A manual forecast as sent."""
    given = {"line": line, "method": "manual", "amount_pence": pence, "reason": "as planned"}
    return given | {"seen": seen} | more


def test_a_month_from_extract_to_issue(book: Book, manager: Caller) -> None:
    leads = [caller(lead) for lead in book.leads]
    done = upload(manager)
    assert done.status_code == 200, done.body
    assert done.body["amounts_pence"] == {
        "read": 36_050, "posted": 35_050, "suspended": 1_000, "outside": 0, "repeated": 0,
    }  # fmt: skip
    assert upload(manager, name="again.csv").body["already"] is True
    assert manager.get(f"suspense/{AT}").body["items"][0]["amount_pence"] == 1_000
    mapping = {"mappings": [{"cost_centre": "NEW", "line": "L3", "starts": "2020-04-01"}]}
    assert manager.post("mappings/pooled/gl", mapping).body == {"added": 1}
    assert manager.post(f"suspense/{AT}/clear").body == {"moved": 1}
    given = {"forecasts": [forecast(f"L{n}") for n in (1, 2, 3)] + [forecast("L4", BUDGET + 900)]}
    saved = manager.put(f"forecasts/{AT}", given).body
    assert saved["saved"] == 4 and saved["forecasts"][0]["version"] == 1
    lines = {each["line"]: each for each in manager.get(f"figures/{AT}").body["items"]}
    assert lines["L4"]["variation_pence"] == 900 and lines["L3"]["actual_pence"] == 1_000
    assert manager.get(f"periods/{AT}").body["actual_pence"] == 36_050
    share = manager.get(f"share/{AT}").body
    assert share["variation_pence"] == 900 and sum(share["shares_pence"].values()) == 900
    early = leads[0].post(f"sign-off/{AT}/sign")
    assert early.status_code == 409 and "needs it" in early.body["detail"]
    assert manager.post(f"checks/{AT}/done").body["state"] == "checked"
    assert manager.put(f"forecasts/{AT}", given).status_code == 409
    for lead in leads:
        signed = lead.post(f"sign-off/{AT}/sign").body
    assert signed["state"] == "signed" and signed["waiting_for"] == []
    assert manager.post(f"sign-off/{AT}/close").body["state"] == "closed"
    issued = manager.post(f"sign-off/{AT}/issue").body
    assert issued["state"] == "issued" and len(issued["files"]) == 2 * len(FORMATS)
    name = next(each["name"] for each in issued["files"] if each["name"].endswith(".csv"))
    assert manager.get(f"issued/{AT}/{name}").content == manager.get(f"issued/{AT}/{name}").body
    assert manager.post(f"sign-off/{AT}/reopen", {"why": "late"}).status_code == 409
    wrong = {"figure": "Total", "printed": "1", "should_be": "2", "reason": "typo"}
    assert manager.post(f"errata/{AT}", wrong).body["number"] == 1
    opened = manager.post("periods/pooled", {"year": "2020-21", "month": "P2"})
    assert opened.body["state"] == "open"


def test_a_stale_forecast_is_409_with_both_versions(book: Book, manager: Caller) -> None:
    manager.put(f"forecasts/{AT}", {"forecasts": [forecast("L1", 5)]})
    holder = caller(book.holder)
    answer = holder.put(f"forecasts/{AT}", {"forecasts": [forecast("L1", 7), forecast("L2", 7)]})
    assert answer.status_code == 409
    (stale,) = answer.body["stale"]
    assert (stale["yours"]["amount_pence"], stale["theirs"]["amount_pence"]) == (7, 5)
    assert stale["theirs"]["by"] == "manager" and stale["theirs"]["version"] == 1
    kept = manager.get(f"forecasts/{AT}").body["items"]
    assert [each["line"] for each in kept] == ["L1"], "nothing was saved"


def test_all_faults_of_forecasts_are_told_with_their_places(manager: Caller) -> None:
    answer = manager.put(f"forecasts/{AT}", {"forecasts": [forecast("L1"), forecast("no"), forecast("all")]})  # fmt: skip
    assert answer.status_code == 422
    places = [fault["place"] for fault in answer.body["faults"]]
    assert places == ["body.forecasts.1.line", "body.forecasts.2.line"]
    answer = manager.put(f"forecasts/{AT}", {"forecasts": [forecast("L1", None, reason="")]})
    assert answer.status_code == 422 and "needs its amount" in answer.body["faults"][0]["message"]


def test_trying_a_share_saves_nothing(book: Book, manager: Caller) -> None:
    body = {"forecasts": [{"line": "L1", "amount_pence": BUDGET + 1_000}]}
    tried = manager.post(f"share/{AT}/try", body).body
    assert tried["tried"]["variation_pence"] == 1_000 and tried["stands"]["variation_pence"] == 0
    assert sum(tried["change_pence"].values()) == 1_000
    assert manager.get(f"forecasts/{AT}").body["items"] == []
    terms = manager.get("terms/pooled/1").body["terms"]
    for group in terms["groups"]:
        group["rules"] = [{"use": "bearer", "partner": "P2"}]
    other = manager.post(f"share/{AT}/try", body | {"terms": terms}).body
    assert other["tried"]["shares_pence"] == {"P1": 0, "P2": 1_000}
    assert other["tried"]["terms_version"] is None
    bad = manager.post(f"share/{AT}/try", {"terms": {"groups": 5}})
    assert bad.status_code == 422 and bad.body["faults"]


def test_a_virement_is_decided_by_another(book: Book, manager: Caller) -> None:
    from poolbook.finance.actions import setting_up
    from poolbook.partners.roles import Role

    setting_up.keep_limit(
        by=book.manager, agreement=book.agreement, same_pool=True, recurrent=False,
        role=Role.FINANCE_LEAD, up_to=100,
    )  # fmt: skip
    parts = [{"line": "L1", "amount_pence": 50}, {"line": "L2", "amount_pence": -50}]
    given = {"recurrent": False, "reason": "beds", "parts": parts}
    lead, other = (caller(each) for each in book.leads)
    made = lead.post(f"virements/{AT}", given).body
    own = lead.post(f"virements/pooled/{made['id']}/approve")
    assert own.status_code == 409 and "their own" in own.body["detail"]
    assert other.post(f"virements/pooled/{made['id']}/approve").body["state"] == "approved"
    odd = {**given, "parts": [parts[0], parts[1] | {"amount_pence": -49}]}
    assert manager.post(f"virements/{AT}", odd).status_code == 422


def test_invoices_and_payments(manager: Caller) -> None:
    given = {
        "issuer": "P1", "payer": "P2", "number": "1", "kind": "contribution",
        "dated": "2020-04-20", "amount_pence": 1_000, "what_for": "April",
    }  # fmt: skip
    made = manager.post(f"invoices/{AT}", given).body
    paid = {"invoice": made["id"], "dated": "2020-04-21", "amount_pence": 400, "reference": "r"}
    assert manager.post(f"payments/{AT}", paid).body["outstanding_pence"] == 600
    more = manager.post(f"payments/{AT}", paid | {"amount_pence": 700, "reference": "s"})
    assert more.status_code == 422 and "outstanding" in more.body["detail"]


def test_a_withdrawn_import_counts_for_nothing(manager: Caller) -> None:
    number = upload(manager).body["id"]
    gone = manager.post(f"imports/{AT}/{number}/withdraw", {"why": "wrong file"}).body
    assert gone["state"] == "withdrawn" and gone["withdrawn_why"] == "wrong file"
    assert manager.get(f"periods/{AT}").body["actual_pence"] is None


def test_a_comment_is_taken_back_by_its_writer_alone(book: Book, manager: Caller) -> None:
    made = manager.post(f"comments/{AT}", {"line": "L1", "column": "budget", "text": "why?"}).body
    holder = caller(book.holder)
    address = f"comments/{AT}/{made['id']}/withdraw"
    assert holder.post(address).status_code == 409
    assert manager.post(address).body["withdrawn_at"]
    (kept,) = holder.get(f"comments/{AT}").body["items"]
    assert (kept["line"], kept["text"], bool(kept["withdrawn_at"])) == ("L1", "why?", True)
    assert manager.post(f"comments/{AT}", {"line": "no", "text": "x"}).status_code == 422


def test_a_file_with_faults_is_422_with_each(manager: Caller) -> None:
    answer = upload(manager, b"Cost centre,Account,Date,Amount\nC1,4000,20/04/2020,abc\nC1,4000,31/02/2020,5\n")  # fmt: skip
    assert answer.status_code == 422 and len(answer.body["faults"]) >= 2
    assert manager.get(f"imports/{AT}").body["items"] == []


@pytest.mark.parametrize(
    ("kind", "content", "status"),
    [
        ("application/json", "{", 400),
        ("application/json", '{"mappings": []}', 422),
        ("text/csv", "a,b", 415),
        ("application/xml", "<a/>", 415),
    ],
)
def test_what_cannot_be_taken_is_a_problem(
    manager: Caller, kind: str, content: str, status: int
) -> None:
    answer = manager.client.post(
        "/api/mappings/pooled/gl", content, content_type=kind,
        headers={"Authorization": f"Bearer {manager.secret}"},
    )  # fmt: skip
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_too_much_is_413(manager: Caller) -> None:
    answer = manager.post("mappings/pooled/gl", {"mappings": ["x" * 11 * 2**20]})
    assert answer.status_code == 413


def test_other_methods_and_addresses(manager: Caller) -> None:
    answer = manager.send("DELETE", "agreements")
    assert answer.status_code == 405 and answer.headers["Allow"] == "GET"
    for path in (
        "nowhere",
        "agreements/",
        "periods/pooled/2020-22/P1",
        "periods/pooled/2020-21/P14",
    ):
        answer = manager.get(path)
        assert (answer.status_code, answer.body["title"]) == (404, "Not Found")


def test_a_failure_is_a_problem_with_an_id_and_no_trace(
    manager: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: Any) -> None:
        raise RuntimeError("secret 4711")

    monkeypatch.setattr("poolbook.api.routes.periods.figures_of", fail)
    answer = manager.get(f"figures/{AT}")
    assert answer.status_code == 500 and answer.body["request_id"]
    assert answer.headers["X-Request-ID"] == answer.body["request_id"]
    assert b"4711" not in answer.content and b"Traceback" not in answer.content
