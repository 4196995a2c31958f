"""The folder of an agreement: agreement.toml names everything, with tables in files beside it.

Applied whole or not at all, with every fault at once; applied again it changes only what differs.
`docs/reference/agreement.md` describes each field.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from poolbook.agreements import actions as agreements
from poolbook.agreements.models import Agreement, BudgetLine, Pool, RiskGroup
from poolbook.intake.setup import tables
from poolbook.intake.setup.month import set_up_month
from poolbook.partners import actions as people
from poolbook.partners.models import Partner, Person
from poolbook.partners.roles import Role
from poolbook.rules.fields import Fault, Fields
from poolbook.rules.refusal import Refusal


@dataclass
class Setting:
    """What has been set up so far, by code, and every fault found."""

    folder: Path
    faults: list[str] = field(default_factory=list)
    partners: dict[str, Partner] = field(default_factory=dict)
    groups: dict[str, RiskGroup] = field(default_factory=dict)
    pools: dict[str, Pool] = field(default_factory=dict)
    lines: dict[str, BudgetLine] = field(default_factory=dict)
    agreement: Agreement | None = None
    manager: Person | None = None


BY = "set-up"


def set_up(folder: Path) -> Agreement:
    """Reads the folder and brings the book to it. Raises Refusal with every fault; nothing is then done."""
    data = _load(folder / "agreement.toml")
    found: list[Fault] = []
    fields = Fields(data, "", found)
    setting = Setting(folder)
    with transaction.atomic():
        _partners(fields, setting)
        _people(fields, setting)
        _agreement(fields, setting)
        if setting.agreement and setting.manager and not found and not setting.faults:
            _tree(fields, setting)
            _terms(fields, setting)
            if not setting.faults:  # else each amount of a line that failed would be a fault again
                _contributions(fields, setting)
                set_up_month(fields, setting)
                fields.done()
        faults = [f"agreement.toml: {fault}" for fault in found] + setting.faults
        if faults or setting.agreement is None:
            raise Refusal(f"{folder.name} was not set up; nothing was changed", faults)
    return setting.agreement


def _load(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError:
        raise Refusal(
            f"{path}: there is no such file; the folder of an agreement needs it"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(
            f"{path.name}: is not TOML: {error}",
            [
                "texts stand in quotation marks, dates are written 2020-10-31, amounts without commas"
            ],
        ) from None


def _partners(fields: Fields, setting: Setting) -> None:
    for item in fields.tables("partners", required=True):
        code, succeeds = item.text("code", required=True), item.text("succeeds")
        if succeeds and succeeds not in setting.partners:
            item.fault("succeeds", f"“{succeeds}” is not a partner above it")
        setting.partners[code] = people.keep_partner(
            by=BY,
            code=code,
            name=item.text("name", required=True),
            kind=item.choice("kind", ("council", "nhs", "other")),
            starts=item.day("from"),
            ends=item.day("to"),
            succeeds=setting.partners.get(succeeds),
        )
        item.done()


def _people(fields: Fields, setting: Setting) -> None:
    for item in fields.tables("people", required=True):
        role, partner = item.choice("role", [r.value for r in Role]), item.text("partner")
        if partner and partner not in setting.partners:
            item.fault("partner", f"“{partner}” is not one of the partners")
        person = people.keep_person(
            by=BY,
            username=item.text("username", required=True),
            role=Role(role),
            partner=setting.partners.get(partner),
            title=item.text("title"),
        )
        if role == Role.POOL_MANAGER:
            setting.manager = setting.manager or person
        item.done()
    if setting.manager is None:
        fields.fault(
            "people", "has no pool manager; the fund needs one (SI 2000/617, regulation 7)"
        )


def _agreement(fields: Fields, setting: Setting) -> None:
    host = fields.text("host", required=True)
    starts = fields.day("from", required=True)
    signed = fields.table("signed")
    if host not in setting.partners:
        fields.fault("host", f"“{host}” is not one of the partners")
    if fields.faults or starts is None:
        return
    setting.agreement = agreements.keep_agreement(
        by=BY,
        code=fields.text("code", required=True),
        name=fields.text("name", required=True),
        host=setting.partners[host],
        starts=starts,
        ends=fields.day("to"),
        explain_from=fields.money("explain_from", 10_000_000),
        partners=[(partner, signed.day(code)) for code, partner in setting.partners.items()],
    )


def _tree(fields: Fields, setting: Setting) -> None:
    assert setting.agreement
    for place, item in enumerate(fields.tables("risk_groups", required=True), 1):
        code = item.text("code", required=True)
        setting.groups[code] = agreements.keep_risk_group(
            by=BY, agreement=setting.agreement, code=code, name=item.text("name", code), place=place
        )
        item.done()
    for place, item in enumerate(fields.tables("pools", required=True), 1):
        code = item.text("code", required=True)
        setting.pools[code] = agreements.keep_pool(
            by=BY, agreement=setting.agreement, code=code, name=item.text("name", code), place=place
        )
        item.done()
    tables.keep_lines(fields.text("lines", "lines.csv"), setting)
    for item in fields.tables("subsets") if not setting.faults else ():
        tables.keep_subset(item, setting)


def _terms(fields: Fields, setting: Setting) -> None:
    assert setting.agreement
    for item in fields.tables("terms"):
        name = item.text("file", required=True)
        try:
            body = _load(setting.folder / name)
            agreements.add_terms(by=BY, agreement=setting.agreement, body=body)
        except Refusal as refusal:
            setting.faults += [f"{name}: {text}" for text in refusal.details or [refusal.message]]
        item.done()


def _contributions(fields: Fields, setting: Setting) -> None:
    for item in fields.tables("contributions"):
        tables.add_contributions(item, setting)
        item.done()
