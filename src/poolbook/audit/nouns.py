"""What the tables and columns under the record are called on a page: plain nouns and labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db.models import ForeignKey, Model


@dataclass(frozen=True)
class Noun:
    """A kind of row: `one` and `many` of it, and how one row is called.

    `title` names a row by its columns in braces; `name` are the columns that name it where another
    row points to it.
    """

    one: str
    many: str = ""
    title: str = ""
    name: tuple[str, ...] = ("name",)

    @property
    def plural(self) -> str:
        """Several of them."""
        return self.many or f"{self.one}s"


NOUNS: dict[str, Noun] = {
    "partners_partner": Noun("partner", title="partner {name}"),
    "partners_person": Noun("person", "people", "person {username}", ("username",)),
    "partners_secondfactorreset": Noun(
        "reset of a second factor",
        "resets of second factors",
        "second factor of {person_id} reset",
        (),
    ),
    "agreements_agreement": Noun("agreement", title="agreement {name}"),
    "agreements_signatory": Noun(
        "partner of the agreement",
        "partners of the agreement",
        "{partner_id} in {agreement_id}",
        (),
    ),
    "agreements_duedates": Noun(
        "timetable of the month", "timetables of the month", "the month’s due dates", ()
    ),
    "agreements_pool": Noun("pool", title="pool {name}"),
    "agreements_budgetline": Noun("budget line", title="budget line {name}"),
    "agreements_subset": Noun("set of lines", "sets of lines", "set of lines {name}"),
    "agreements_subset_lines": Noun(
        "line of a set", "lines of a set", "{budgetline_id} in {subset_id}", ()
    ),
    "agreements_riskgroup": Noun("risk group", title="risk group {name}"),
    "agreements_termsversion": Noun(
        "version of the terms", "versions of the terms", "terms {version} ({status})", ("version",)
    ),
    "agreements_termsagreement": Noun(
        "agreement to terms", "agreements to terms", "{partner_id} on terms {terms_id}", ()
    ),
    "agreements_contributionversion": Noun(
        "version of contributions", "versions of contributions", "contributions: {name}"
    ),
    "agreements_contribution": Noun(
        "contribution", title="contribution of {partner_id} to {element}", name=("element",)
    ),
    "agreements_printedtotal": Noun(
        "printed total", title="printed {what} total of {partner_id}", name=()
    ),
    "finance_period": Noun("period", title="period {year}/P{number}", name=("year", "number")),
    "finance_checkexplanation": Noun(
        "explanation of a check", "explanations of checks", "explanation of “{check_code}”", ()
    ),
    "finance_signature": Noun(
        "signature", title="signature of {partner_id} on {period_id}", name=()
    ),
    "finance_sharerun": Noun("risk share", title="risk share of {period_id}", name=("id",)),
    "finance_share": Noun("share", title="share of {partner_id}{bearer} in {group_id}", name=()),
    "finance_erratum": Noun(
        "erratum", "errata", "erratum {number} to the report of {period_id}", ("number",)
    ),
    "finance_issuedfile": Noun("issued file", title="issued file {name}"),
    "finance_virement": Noun("virement", title="virement {id}: {reason}", name=("id",)),
    "finance_virementpart": Noun(
        "part of a virement", "parts of virements", "virement {virement_id}: {line_id}", ()
    ),
    "finance_virementlimit": Noun("virement limit", title="virement limit of a {role}", name=()),
    "finance_budget": Noun(
        "budget movement", title="budget of {line_id} in {period_id} ({kind})", name=()
    ),
    "finance_outturn": Noun(
        "outturn of an earlier year", "outturns of an earlier year", "outturn of {line_id}", ()
    ),
    "finance_source": Noun("ledger", title="ledger {name}"),
    "finance_mapping": Noun(
        "mapping", title="mapping of {cost_centre} {account}", name=("cost_centre",)
    ),
    "finance_batch": Noun("import", title="import of {file_name}", name=("file_name",)),
    "finance_comment": Noun("comment", title="comment on {line_id} in {period_id}", name=()),
    "finance_forecast": Noun("forecast", title="forecast of {line_id} in {period_id}", name=()),
    "finance_saving": Noun("saving", title="saving {name}"),
    "finance_savingupdate": Noun(
        "update of a saving", "updates of savings", "{saving_id} at {period_id}", ()
    ),
    "finance_note": Noun("note", title="note ({kind}) in {period_id}", name=()),
    "finance_noteclosing": Noun("closing of a note", "closings of notes", "a closed note", ()),
    "finance_instalments": Noun(
        "instalment plan", title="instalments of {partner_id}", name=("pattern",)
    ),
    "finance_invoice": Noun("invoice", title="invoice {number}", name=("number",)),
    "finance_payment": Noun(
        "payment", title="payment {reference} of invoice {invoice_id}", name=()
    ),
    "finance_reserve": Noun("reserve", title="reserve {name}"),
    "finance_reservemovement": Noun(
        "movement of a reserve", "movements of reserves", "{reserve_id} in {period_id}", ()
    ),
    "performance_area": Noun("area", title="area {name}"),
    "performance_areacode": Noun("code of an area", "codes of areas", "{scheme} code {code}", ()),
    "performance_succession": Noun(
        "succession of areas", "successions of areas", "{old_id} followed by {new_id}", ()
    ),
    "performance_neighbour": Noun(
        "comparator of an area", "comparators of areas", "{neighbour_id} for {area_id}", ()
    ),
    "performance_measure": Noun("measure", title="measure {ref}", name=("ref",)),
    "performance_definition": Noun("definition", title="definition {version} of {measure_id}"),
    "performance_feed": Noun("feed of values", "feeds of values", "feed {name}"),
    "performance_load": Noun("load of values", "loads of values", "load {file_name}", ("id",)),
    "performance_target": Noun("target", title="{kind} of {measure_id}", name=("words",)),
    "performance_scorecard": Noun("scorecard", title="scorecard {name}"),
    "performance_section": Noun("heading of a scorecard", "headings of scorecards", "{name}"),
    "performance_entry": Noun(
        "measure on a scorecard", "measures on scorecards", "{measure_id} in {section_id}", ()
    ),
    "performance_judgement": Noun(
        "judgement", title="judgement of {measure_id}{section_id}", name=("rag",)
    ),
    "performance_chartstep": Noun(
        "step of a chart", "steps of charts", "{kind} on the chart of {measure_id}", ("day",)
    ),
    "reports_packpublication": Noun(
        "publication of people",
        "publications of people",
        "what the pack of {period_id} told of people",
        (),
    ),
    "caseload_casearea": Noun(
        "area of the caseload", "areas of the caseload", "caseload of {name}"
    ),
    "caseload_provider": Noun("provider", title="provider {name}"),
    "caseload_caseload": Noun("load of packages", "loads of packages", "load {file_name}", ("id",)),
    "caseload_lakefile": Noun("file of the caseload", "files of the caseload", "{path}", ("path",)),
    "caseload_look": Noun("look at people’s rows", "looks at people’s rows", "{what_for}", ()),
    "caseload_landedforecast": Noun(
        "forecast from packages",
        "forecasts from packages",
        "parts of a forecast in {period_id}",
        (),
    ),
    "caseload_packageline": Noun(
        "packages of a line", "packages of lines", "packages on {line_id}", ()
    ),
}

LABELS: dict[str, str] = {
    "pence": "amount", "pence_read": "amount read", "rows_read": "rows read", "up_to": "up to",
    "explain_from": "movements to explain, from", "starts": "from", "ends": "to", "at": "when",
    "made_at": "when", "made_by_id": "asked by", "decided_by_id": "decided by", "by_id": "by",
    "check_code": "check", "sha256": "hash of the file", "content": "hash of the rows",
    "digest": "hash of the postings", "figures": "hash of the figures", "head": "head of the record",
    "holder_id": "budget holder", "from_year": "from year", "to_year": "to year", "void": "void",
    "budgetline_id": "line", "body": "as written", "withdrawn_why": "why withdrawn",
    "withdrawn_at": "withdrawn", "is_active": "may sign in", "final": "final", "dates": "in force",
    "succeeds_id": "successor of", "what_for": "for", "same_pool": "within one pool",
    "day_import": "ledgers imported by day", "day_forecast": "forecast by day",
    "day_explain": "explained by day", "day_check": "checked by day", "day_sign": "signed by day",
    "day_close": "closed by day", "day_issue": "issued by day", "working": "in working days",
    "cut": "last day that had happened", "known": "packages known since", "files": "files’ hash",
    "strategy_agreed": "strategy agreed", "months_ahead": "months ahead", "kind": "kind",
}  # fmt: skip

MONEY = frozenset(
    {"pence", "pence_read", "up_to", "explain_from", "target", "delivered", "should_be_pence"}
)
MONEY_OF = frozenset({("finance_savingupdate", "forecast")}) | {
    ("caseload_landedforecast", part)
    for part in ("actual", "committed", "uplift", "expected", "low", "high")
}


def noun(table: str) -> Noun:
    """What a table's rows are called; the model's own words where none are kept here."""
    if table in NOUNS:
        return NOUNS[table]
    model = model_of(table)
    if model is None:
        return Noun("record", name=())
    names = tuple(each for each in ("name", "title") if _has(model, each))[:1]
    return Noun(str(model._meta.verbose_name), str(model._meta.verbose_name_plural), name=names)


def label(table: str, column: str) -> str:
    """What a column is called."""
    plain = column.removesuffix("_id").replace("_", " ")
    return LABELS.get(column, plain)


def is_money(table: str, column: str) -> bool:
    """Whether a column holds pence."""
    return column in MONEY or column.endswith("_pence") or (table, column) in MONEY_OF


@cache
def points_to(table: str) -> Mapping[str, str]:
    """A table's columns that hold the id of another row, each with that row's table."""
    model = model_of(table)
    if model is None:
        return {}
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    return {key.column: key.related_model._meta.db_table for key in keys}


@cache
def model_of(table: str) -> type[Model] | None:
    """The model that a table belongs to."""
    models = apps.get_models(include_auto_created=True)
    return next((model for model in models if model._meta.db_table == table), None)


def _has(model: type[Model], field: str) -> bool:
    return any(each.name == field for each in model._meta.concrete_fields)
