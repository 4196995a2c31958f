"""Every page of the URL table on the demonstration's book: where each is, who opens it, in which state.

`VALUES` gives an address's argument. An argument that it does not know fails the suite: whoever adds
an address with a new kind of thing makes one in `furnish` and names it here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from poolbook.__main__ import main
from poolbook.partners.models import Person
from poolbook.web.frame.access import ANYBODY, allowed
from tests import jobs
from tests.browser.conftest import DEMO
from tests.browser.walking import PERIOD_7, load_period_6, steps
from tests.integration.web.addresses import Address, addresses

MEASURE = "ld-very-happy"
STATES = ("open", "checked", "signed", "issued")
# The commands of the demonstration's period 7 that lead to each state; the row in suspense stays while
# it is open, so that the page of suspense has something to show.
LEADS_TO = {"open": (0, 2, 3), "checked": (1, 4), "signed": (5, 6), "issued": (7,)}
# Who looks at the pages of a period in each state, so that who acts and who only reads are both seen.
READERS = {
    "open": "pool-manager",
    "checked": "council-finance-lead",
    "signed": "member",
    "issued": "pool-manager",
}
OTHERS = (
    "administrator",
    "auditor",
    "pool-manager",
    "analyst",
)  # they open what the reader may not
# Not pages: what programs ask for.
PROGRAMS = ("api:", "api-document", "api-nowhere", "health-", "metrics")
# Whoever is signed in is sent away from these.
SIGNED_OUT = (
    "account_login", "account_reset", "account_inactive", "mfa_authenticate", "mfa_login",
    "socialaccount", "openid", "invitation", "account_logout",
)  # fmt: skip
# Nothing is there in the demonstration, so that what is seen is the page that says so.
NOT_THERE = {
    "openid_connect_login", "openid_connect_callback", "mfa_edit_webauthn", "mfa_remove_webauthn",
    "mfa_view_recovery_codes", "mfa_deactivate_totp", "mfa_download_recovery_codes",
}  # fmt: skip
QUERIES = {
    "why": "?figure=acsn/ld-care-homes:actual@2020-21/P7",
    "search": "?q=care",
    "go": "?to=/help/",
    "history": "?of=line&id={line}",
}


@dataclass
class Things:
    """What pages name behind their addresses."""

    token: str = ""
    invitation: int = 0
    upload: int = 0
    batch: int = 0
    mapping: int = 0
    line: int = 0
    virement: int = 0
    saving: int = 0
    invoice: int = 0
    reserve: int = 0
    step: int = 0
    target: int = 0
    note: int = 0
    draft: int = 0
    load: int = 0
    packages: int = 0


class House:
    """The demonstration with period 7 under way. It only goes on: a state that is past is not come to."""

    def __init__(self) -> None:
        load_period_6()
        self.state = ""
        self.things = Things()

    def at(self, state: str) -> None:
        """Leads the month to a state, unless it is there."""
        while self.state != state:
            assert self.state != STATES[-1], f"the month is past “{state}”"
            self.state = STATES[STATES.index(self.state) + 1 if self.state else 0]
            if self.state == "checked":
                decide(self.things)
            commands = steps(after=PERIOD_7)
            for number in LEADS_TO[self.state]:
                expected = 1 if number == 0 else 0  # a row is left in suspense
                assert main(commands[number]) == expected, commands[number]
            if self.state == "open":
                furnish(self.things)


def furnish(things: Things) -> None:
    """One of everything that a page may show, in the open month."""
    from poolbook.agreements import actions as agreements_actions
    from poolbook.agreements import queries as agreements
    from poolbook.agreements.models import Agreement
    from poolbook.caseload.models import CaseLoad
    from poolbook.finance.actions import budgets, cash, notes, setting_up
    from poolbook.finance.models import Batch, Mapping, Source
    from poolbook.finance.queries.periods import period as found_period
    from poolbook.intake import actions as intake
    from poolbook.intake.feeding import drafts
    from poolbook.partners import actions as people
    from poolbook.partners.roles import Role
    from poolbook.performance.actions import judging
    from poolbook.performance.models import Load, Measure
    from poolbook.performance.queries import measures

    manager = Person.objects.get(username="pool-manager")
    agreement = Agreement.objects.get()
    period = found_period("2020-21/P7", visible_to=None)
    partners = agreements.partners(agreement)
    lines = {line.code: line for pool in agreement.pools.all() for line in pool.lines.all()}
    sent = people.invite(
        by=None, email="new@example.org", role=Role.MEMBER, partner=partners[0], title="Member"
    )
    things.token, things.invitation = sent.token, sent.invitation.pk
    file = DEMO / "ledgers/council_general_ledger_p6.csv"
    given = intake.Given("council again.csv", file.read_bytes())
    source = Source.objects.get(code="council")
    things.upload = intake.receive(by=manager, period=period, source=source, given=given).pk
    jobs.run_all()
    things.batch = Batch.objects.filter(period=period, source=source).latest("pk").pk
    things.mapping = Mapping.objects.earliest("pk").pk
    things.line = lines["ld-care-homes"].pk
    moves = {lines["ld-care-homes"]: 100_00, lines["ld-supported-living"]: -100_00}
    virement = budgets.propose_virement(
        by=manager, period=period, moves=moves, recurrent=False, reason="Beds"
    )
    things.virement = virement.pk
    saving = setting_up.keep_saving(
        by=manager, line=lines["ld-care-homes"], year=2020, name="Fewer beds",
        partner=partners[0], target=50_000_00, strategy_agreed=True,
    )  # fmt: skip
    things.saving = saving.pk
    measure = Measure.objects.get(ref=MEASURE)
    things.target = measure.targets.earliest("pk").pk
    things.step = judging.put_step(
        by=manager, measure=measure, area=measures.areas_of(measure)[0], kind="recalculate",
        day=date(2020, 4, 1), reason="Asked otherwise from April",
    ).pk  # fmt: skip
    things.invoice = cash.add_invoice(
        by=manager, period=period, issuer=partners[0], payer=partners[1], number="INV-1",
        kind="contribution", dated=date(2020, 10, 5), pence=1_000_00, what_for="October",
    ).pk  # fmt: skip
    things.reserve = setting_up.keep_reserve(
        by=manager, agreement=agreement, code="winter", name="Winter", purpose="Beds in winter"
    ).pk
    steps_due = {"import": 4, "forecast": 7, "sign": 11, "issue": 13}
    agreements_actions.keep_due_dates(
        by=manager, agreement=agreement, days=steps_due, working=True, holidays=[date(2020, 12, 25)]
    )
    about = {"by": manager, "period": period, "pool": lines["ld-care-homes"].pool}
    notes.close_note(
        by=manager, note=notes.add_note(kind="issue", text="A payment late", **about), why="Paid"
    )
    things.note = notes.add_note(kind="risk", text="Prices of beds in winter", **about).pk
    things.draft = drafts.receive(
        by=manager, agreement=agreement, name="ae.csv", content=b"Period,Org Code\n1,2\n"
    ).pk
    things.load = Load.objects.earliest("pk").pk
    things.packages = CaseLoad.objects.latest("pk").pk


def decide(things: Things) -> None:
    """Turns the virement down: a month is not checked while one waits."""
    from poolbook.finance.actions.budgets import refuse_virement
    from poolbook.finance.models import Virement

    lead = Person.objects.get(username="council-finance-lead")
    refuse_virement(by=lead, virement=Virement.objects.get(pk=things.virement), why="No beds")


def empty_book() -> None:
    """An agreement of other partners with nothing in it yet, and its pool manager.

    To be made when the commands have done their part: they take the only agreement there is.
    """
    from poolbook.agreements import actions as agreements
    from poolbook.partners import actions as people
    from poolbook.partners.roles import Role

    made = [
        people.keep_partner(by="the tests", code=code, name=f"Partner {code}", kind=kind)
        for code, kind in (("EMA", "council"), ("EMB", "nhs"))
    ]
    agreements.keep_agreement(
        by="the tests", code="empty", name="Empty agreement", host=made[0],
        partners=[(each, None) for each in made], starts=date(2020, 4, 1), explain_from=100_00,
    )  # fmt: skip
    people.keep_person(
        by="the tests", username="empty-manager", role=Role.POOL_MANAGER, partner=made[0]
    )


Value = Callable[[Things], Any]
# An argument → its value. Where one word means different things, what the address's name starts with
# goes before it.
VALUES: dict[str, Value] = {
    "agreement": lambda things: "oxfordshire",
    "year": lambda things: 2020,
    "number": lambda things: 7,
    "pool": lambda things: "acsn",
    "report number": lambda things: 6,
    "file number": lambda things: 6,
    "report-of number": lambda things: 6,
    "file-of number": lambda things: 6,
    "file-of name": lambda things: "acsn_2020-21_P6.html",
    "whose": lambda things: "oxfordshire",
    "file name": lambda things: "acsn_2020-21_P6.html",
    "help-text name": lambda things: "pool-manager",
    "people-withdraw number": lambda things: things.invitation,
    "section": lambda things: "summary",
    "form": lambda things: "html",
    "line": lambda things: "ld-care-homes",
    "code": lambda things: "ld-care-homes",
    "of": lambda things: "acsn",
    "username": lambda things: "analyst",
    "token": lambda things: things.token,
    "token-revoke token": lambda things: 1,
    "upload": lambda things: things.upload,
    "batch": lambda things: things.batch,
    "mapping": lambda things: things.mapping,
    "note": lambda things: things.note,
    "draft": lambda things: things.draft,
    "load": lambda things: things.load,
    "caseload load": lambda things: things.packages,
    "card": lambda things: "jmg",
    "heading": lambda things: "activity",
    "ref": lambda things: MEASURE,
    "step": lambda things: things.step,
    "target": lambda things: things.target,
    "source": lambda things: "council",
    "version": lambda things: 2,
    "agreement-virements which": lambda things: things.virement,
    "agreement-terms which": lambda things: 2,
    "agreement-savings which": lambda things: things.saving,
    "agreement-cash which": lambda things: things.invoice,
    "agreement-reserves which": lambda things: things.reserve,
    # A password's reset link, a passkey and a partner's provider.
    "uidb36": lambda things: "1",
    "key": lambda things: "set-password",
    "pk": lambda things: 1,
    "provider_id": lambda things: "occ",
}


def value(address: Address, argument: str, things: Things) -> Any:
    """An argument's value; an argument that nobody has told the tests of fails them."""
    for known, given in VALUES.items():
        of, _, name = known.rpartition(" ")
        if of and name == argument and address.name.startswith(of):
            return given(things)
    found = VALUES.get(argument)
    assert found, (
        f"{address.route}: the tests do not know what “{argument}” is; make one in `furnish` of "
        f"{Path(__file__).name} and name it in VALUES, so that its page is looked at"
    )
    return found(things)


def at(address: Address, things: Things) -> str:
    """Where a page is."""
    values = {name: value(address, name, things) for name in address.arguments}
    return address.of(**values) + QUERIES.get(address.name, "").format(line=things.line)


def pages() -> Iterator[Address]:
    """Every address that is read and is no program's."""
    for address in addresses():
        assert address.access is not None, f"{address.name} declares nobody"
        if address.access.rule("GET") and not address.name.startswith(PROGRAMS):
            yield address


def of_a_period(address: Address) -> bool:
    """Whether a page shows a period, and so its state."""
    return {"agreement", "number"} <= set(address.arguments)


def reader(address: Address, usual: str) -> str:
    """Who opens it: the usual reader where they may, else who may; "" is nobody signed in."""
    rule = address.access and address.access.rule("GET")
    if address.name.startswith(SIGNED_OUT):
        return ""
    for who in (usual, *OTHERS):
        if rule is ANYBODY or allowed(Person.objects.get(username=who), rule):
            return who
    raise AssertionError(f"nobody of the demonstration may open {address.name}")
