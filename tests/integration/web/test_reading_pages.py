"""Pages that are read: the month, bridges, why, the record, the search, home by role."""

import html
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from poolbook.finance.actions import periods
from poolbook.partners.roles import Role
from tests import factories
from tests.factories import BUDGET, Book
from tests.integration.finance.recorded import written
from tests.integration.web.conftest import In

MONTH = "/month/pooled/2020-21/P1/"


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def tasks(page: str) -> dict[str, str]:
    """Each task of the month and the word of its state."""
    found = re.findall(
        r'pb-task__title"[^>]*>(.*?)</a><span class="pb-task__state[^>]*>(.*?)</span>', page
    )
    assert found
    return {html.unescape(title): word for title, word in found}


def test_the_tasks_of_a_whole_month(book: Book, enter: In):
    manager, lead = enter(book.manager), enter(book.leads[0])

    def now() -> list[str]:
        written()
        return list(tasks(text_of(manager.get(MONTH))).values())

    first = now()
    assert "Your turn" in first[0] and set(first) <= {
        "Your turn",
        "To do",
        "Waiting",
        "Blocked",
        "Done",
    }
    assert first.count("Done") < 3
    factories.fill(book)
    filled = now()
    assert filled.count("Done") > first.count("Done")
    factories.check(book)
    checked = now()
    assert checked.count("Done") == filled.count("Done") + 1
    assert "Your turn" not in checked, "the partners sign now"
    assert "Your turn" in tasks(text_of(lead.get(MONTH))).values()
    factories.sign(book)
    signed = now()
    assert signed.count("Done") == checked.count("Done") + 2 and "Your turn" in signed
    periods.close(by=book.manager, period=book.period)
    assert now().count("Done") == len(signed) - 1, "all but the issue"
    periods.issued(by=book.manager, period=book.period)
    assert set(now()) == {"Done"}
    assert "Open the next period" in text_of(manager.get(MONTH))
    assert "Open the next period" not in text_of(lead.get(MONTH))


def test_who_reads_is_not_told_that_it_is_their_turn(ready: Book, enter: In):
    member = factories.person("member", Role.MEMBER, ready.partners[0])
    for person in (member, ready.auditor):
        assert "Your turn" not in text_of(enter(person).get(MONTH))


@pytest.fixture
def second(closed: Book) -> Book:
    """The next month with figures that moved, and its record."""
    factories.next_month(closed)
    factories.fill(closed)
    factories.forecast(closed, {1: BUDGET + 700_00, 2: BUDGET - 33_01})
    written()
    return closed


PAGES = (
    "/share/pooled/2020-21/P2/", "/bridge/pooled/2020-21/P2/one/", "/month/pooled/2020-21/P2/",
    "/pack/pooled/2020-21/P2/one/", "/pack/pooled/2020-21/P2/two/", "/bridge/pooled/2020-21/P2/two/",
)  # fmt: skip


def test_every_figure_that_is_a_link_is_explained(second: Book, enter: In):
    client = enter(second.leads[1])
    links = set()
    for address in PAGES:
        page = html.unescape(client.get(address).content.decode())
        links |= set(re.findall(r'href="(/why/[^"]+)"', page))
    assert len(links) >= 40
    for link in sorted(links):
        response = client.get(link)
        (ref,) = parse_qs(urlsplit(link).query)["figure"]
        assert response.status_code == 200, (link, response.status_code)
        assert ref in html.unescape(text_of(response))


def test_the_parts_of_a_figure_lead_on_to_their_own_explanation(second: Book, enter: In):
    client = enter(second.manager)
    waiting, seen = ["/why/pooled/?figure=one/total:variation@2020-21/P2"], set()
    while waiting and len(seen) < 60:
        link = waiting.pop()
        if link in seen:
            continue
        seen.add(link)
        response = client.get(link)
        assert response.status_code == 200, link
        page = html.unescape(response.content.decode())
        waiting += re.findall(r'href="(/why/pooled/\?figure=[^"&]+)"', page)
    assert len(seen) >= 5


def test_a_figure_as_it_was_known(second: Book, enter: In):
    client = enter(second.manager)
    ref = "one/L1:forecast@2020-21/P2"
    now = text_of(client.get("/why/pooled/", {"figure": ref}))
    assert "£12,700" in now
    before = (timezone.localtime() - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    then = text_of(client.get("/why/pooled/", {"figure": ref, "as_at": before}))
    assert "£12,700" not in then
    wrong = client.get("/why/pooled/", {"figure": ref, "as_at": "yesterday"})
    assert wrong.status_code == 404 and "is not a moment" in text_of(wrong)
    assert (
        client.get("/why/pooled/", {"figure": ref, "as_at": "2020-13-45T99:99"}).status_code == 404
    )


@pytest.mark.parametrize(
    "ref",
    [
        "", "x", "one/L1:actual", "one/L1:nothing@2020-21/P2", "none/L1:actual@2020-21/P2",
        "one/L9:actual@2020-21/P2", "one/L1:actual@2020-21/P99", "one/L1:actual@2020-21/P2/../..",
        "one/share/none/P1:variation@2020-21/P2", "contributions@x", "contributions@9999-00",
        "<script>alert(1)</script>", "one/' OR 1=1 --:actual@2020-21/P2", "one/L1:actual@" + "9" * 5000,
        "one/subset-none:budget@2020-21/P2", "a\x01b",
    ],
)  # fmt: skip
def test_a_reference_that_is_none_is_told_in_words(second: Book, enter: In, ref: str):
    response = enter(second.leads[0]).get("/why/pooled/", {"figure": ref})
    assert response.status_code == 404
    assert "<script>alert" not in response.content.decode()


def test_bridges_add_up_and_their_files_equal_the_screen(second: Book, enter: In):
    response = enter(second.leads[0]).get("/bridge/pooled/2020-21/P2/one/")
    for table in (response.context["forecast"], response.context["budget"]):
        first, *steps, last = [int(row.cells["amount"].value or 0) for row in table.rows]
        assert first + sum(steps) == last
        text = enter(second.leads[0]).get(
            "/bridge/pooled/2020-21/P2/one/", {"table": table.key, "as": "csv"}
        )
        lines = text.content.decode("utf-8-sig").splitlines()
        assert len(lines) == len(table.rows) + 1
        for line, row in zip(lines[1:], table.rows, strict=True):
            pence = int(row.cells["amount"].value or 0)
            assert f"{pence / 100:.2f}" in line, (line, pence)
    assert 700_00 - 33_01 in {
        int(row.cells["amount"].value or 0) for row in response.context["forecast"].rows
    }


def test_the_first_month_has_no_bridge_from_a_month_before(ready: Book, enter: In):
    response = enter(ready.leads[0]).get("/bridge/pooled/2020-21/P1/one/")
    assert response.status_code == 200 and response.context["previous"] is None


@pytest.fixture
def strange(second: Book) -> Book:
    """Another agreement of other partners, with a word that is nowhere else."""
    other = factories.make_book(mark="x")
    factories.post(other, factories.entry("C1", 42, 1, reference="zanzibar"), name="zanzibar.csv")
    written()
    return other


def test_the_record_of_an_agreement_is_searched_page_by_page(
    second: Book, strange: Book, enter: In
):
    client, seen, before = enter(second.leads[0]), set(), ""
    for _ in range(60):
        response = client.get("/record/pooled/", {"before": before} if before else {})
        page = response.content.decode()
        assert "zanzibar" not in page and "xP1" not in page and "xLine" not in page
        entries = response.context["page"].entries
        ids = {entry.id for entry in entries}
        assert not ids & seen
        seen |= ids
        found = re.search(r"before=(\d+)", page)
        if not found:
            break
        before = found[1]
    assert len(seen) > 50
    found = client.get("/record/pooled/", {"by": "manager"}).context["page"].entries
    assert found and {entry.by for entry in found} == {"manager"}
    assert client.get("/record/pooled/", {"text": "zanzibar"}).context["page"].entries == ()
    for query in (
        {"before": "x"},
        {"before": "9" * 40},
        {"starts": "soon"},
        {"table": "auth_user"},
    ):
        assert client.get("/record/pooled/", query).status_code == 200


def test_the_others_record_and_history_are_not_found(second: Book, strange: Book, enter: In):
    client = enter(second.leads[0])
    assert client.get("/record/xpooled/").status_code == 404
    line = {"of": "line", "id": str(strange.line(1).pk)}
    assert client.get("/history/pooled/", line).status_code == 404
    assert client.get("/history/xpooled/", line).status_code == 404
    mine = {"of": "line", "id": str(second.line(1).pk)}
    assert client.get("/history/pooled/", mine).status_code == 200
    for wrong in (
        {},
        {"of": "person", "id": "1"},
        {"of": "line", "id": "x"},
        {"of": "line", "id": "9" * 30},
    ):
        assert client.get("/history/pooled/", wrong).status_code == 404
    assert "zanzibar" in text_of(enter(second.auditor).get("/record/xpooled/"))


def test_an_administrator_reads_their_own_agreements_record_alone(
    second: Book, strange: Book, enter: In
):
    """Not the other partners': only auditors read the whole record."""
    admin = factories.person("admin", Role.ADMINISTRATOR, second.partners[0])
    page = text_of(enter(admin).get("/record/pooled/"))
    assert "zanzibar" not in page
    assert enter(admin).get("/verify/").status_code == 403
    assert enter(admin).get("/record/xpooled/").status_code == 404


def test_the_proof_of_the_record_is_for_auditors(second: Book, enter: In):
    auditor = enter(second.auditor)
    assert auditor.get("/verify/").status_code == 200
    response = auditor.get("/verify/", {"now": "1"})
    assert response.status_code == 200 and response.context["findings"] == []
    assert enter(second.manager).get("/verify/").status_code == 403


def test_the_search_finds_ones_own_only(second: Book, strange: Book, enter: In):
    client = enter(second.leads[0])
    page = text_of(client.get("/search/", {"q": "Line 1"}))
    assert "Line 1" in page and "xLine" not in page
    for words in ("xLine", "zanzibar", "xPool", "xpooled", "xC1"):
        assert client.get("/search/", {"q": words}).context["count"] == 0, words
    assert enter(strange.leads[0]).get("/search/", {"q": "xLine"}).context["count"] > 0
    for words in ("", "a", "%", "' OR 1=1 --", "<script>x</script>", "x" * 5000, "a\x01"):
        response = client.get("/search/", {"q": words})
        assert response.status_code == 200, words
        assert "<script>x" not in response.content.decode()


def test_what_the_search_finds_can_be_opened(second: Book, enter: In):
    client = enter(second.leads[0])
    for words in ("Line 1", "Pool one", "Ledger", "Terms", "as last year", "Schedule"):
        for hits in client.get("/search/", {"q": words}).context["kinds"].values():
            for hit in hits:
                if hit["address"]:
                    assert client.get(hit["address"]).status_code == 200, hit["address"]


def test_home_says_what_waits_for_each_role(ready: Book, enter: In):
    factories.check(ready)
    written()
    waits = {
        person.username: [wait["wait"].kind for wait in enter(person).get("/").context["waits"]]
        for person in (ready.manager, *ready.leads, ready.holder, ready.auditor)
    }
    assert waits["lead1"] == waits["lead2"] == ["sign"]
    assert waits["auditor"] == waits["holder"] == []
    for person in (ready.leads[0], ready.manager):
        client = enter(person)
        for wait in client.get("/").context["waits"]:
            assert client.get(wait["address"]).status_code == 200


def test_home_shows_ones_own_pools_and_others_acts(second: Book, strange: Book, enter: In):
    page = text_of(enter(second.leads[0]).get("/"))
    assert "Pool one" in page and "xPool" not in page and "zanzibar" not in page
    assert "xPool" in text_of(enter(second.auditor).get("/"))
    response = enter(second.leads[0]).get("/")
    assert "lead1" not in {one.by for one in response.context["changes"].items}


def test_the_public_sees_issued_reports_and_nothing_else(second: Book, client: Any):
    page = text_of(client.get("/"))
    assert "Pool one" not in page and "Sign in" in page


@pytest.mark.parametrize(
    "to", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x", "", "x", "///evil"]
)  # fmt: skip
def test_the_way_to_another_period_leads_nowhere_else(ready: Book, enter: In, to: str):
    assert enter(ready.manager).get("/go/", {"to": to})["Location"] == "/"
    assert enter(ready.manager).get("/go/", {"to": MONTH})["Location"] == MONTH
