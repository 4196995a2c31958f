"""Which changes in the record a person may see: those of the agreements that they see.

Each table has a rule that finds the agreement of a changed row from its values before or after. A
table with no rule, and a row whose agreement cannot be found, is for auditors alone.
"""

from django.db.models import BigIntegerField, QuerySet
from django.db.models.expressions import RawSQL

from poolbook.agreements import queries as agreements
from poolbook.audit.models import Event
from poolbook.partners.models import Person
from poolbook.partners.roles import Role

# Whoever sees the whole record. An administrator does not: one partner's would read the other's.
SEES_ALL = frozenset({Role.AUDITOR.value})

_BODY = "coalesce(audit_event.after, audit_event.before)"
_ROW = "audit_event.row_key::bigint"


def _id(column: str) -> str:
    return f"({_BODY} ->> '{column}')::bigint"


_OF_POOL = "SELECT agreement_id FROM agreements_pool WHERE id = {}"
_OF_LINE = (
    "SELECT p.agreement_id FROM agreements_budgetline l"
    " JOIN agreements_pool p ON p.id = l.pool_id WHERE l.id = {}"
)
_OF_PERIOD = "SELECT agreement_id FROM finance_period WHERE id = {}"
_OWN = _id("agreement_id")


def _through(table: str, column: str) -> str:
    """The agreement of the row of another table that this one points to."""
    return f"SELECT agreement_id FROM {table} WHERE id = {_id(column)}"


def _period_of(table: str, column: str) -> str:
    return (
        f"SELECT p.agreement_id FROM {table} t JOIN finance_period p ON p.id = t.period_id"
        f" WHERE t.id = {_id(column)}"
    )


_OF_SECTION = (
    "SELECT c.agreement_id FROM performance_section s"
    f" JOIN performance_scorecard c ON c.id = s.scorecard_id WHERE s.id = {_id('section_id')}"
)
RULES: dict[str, str] = {
    "agreements_agreement": _ROW,
    "agreements_signatory": _OWN,
    "agreements_pool": _OWN,
    "agreements_duedates": _OWN,
    "agreements_riskgroup": _OWN,
    "agreements_termsversion": _OWN,
    "agreements_contributionversion": _OWN,
    "agreements_budgetline": _OF_POOL.format(_id("pool_id")),
    "agreements_subset": _OF_POOL.format(_id("pool_id")),
    "agreements_subset_lines": _OF_LINE.format(_id("budgetline_id")),
    "agreements_contribution": _through("agreements_contributionversion", "version_id"),
    "agreements_printedtotal": _through("agreements_contributionversion", "version_id"),
    "agreements_termsagreement": _through("agreements_termsversion", "terms_id"),
    "reports_packtemplate": _OWN,
    "reports_packchoice": _OF_PERIOD.format(_id("period_id")),
    "reports_packcomment": _OF_PERIOD.format(_id("period_id")),
    "reports_packpublication": _OF_PERIOD.format(_id("period_id")),
    "finance_period": _OWN,
    "finance_source": _OWN,
    "finance_virement": _OWN,
    "finance_virementlimit": _OWN,
    "finance_instalments": _OWN,
    "finance_invoice": _OWN,
    "finance_reserve": _OWN,
    "finance_virementpart": _through("finance_virement", "virement_id"),
    "finance_mapping": _through("finance_source", "source_id"),
    "finance_saving": _OF_LINE.format(_id("line_id")),
    "finance_outturn": _OF_LINE.format(_id("line_id")),
    "caseload_landedforecast": _OF_PERIOD.format(_id("period_id")),
    "finance_share": _period_of("finance_sharerun", "run_id"),
    "performance_measure": _OWN,
    "performance_feed": _OWN,
    "performance_load": _OWN,
    "performance_neighbour": _OWN,
    "performance_scorecard": _OWN,
    "performance_definition": _through("performance_measure", "measure_id"),
    "performance_target": _through("performance_measure", "measure_id"),
    "performance_chartstep": _through("performance_measure", "measure_id"),
    "performance_section": _through("performance_scorecard", "scorecard_id"),
    "performance_entry": _OF_SECTION,
    "performance_judgement": f"coalesce(({_through('performance_measure', 'measure_id')}), ({_OF_SECTION}))",
} | {
    f"finance_{table}": _OF_PERIOD.format(_id("period_id"))
    for table in (
        "batch", "budget", "checkexplanation", "comment", "erratum", "forecast", "issuedfile", "note",
        "noteclosing", "payment", "reservemovement", "savingupdate", "sharerun", "signature",
    )
}  # fmt: skip


def sees_all(person: Person | None) -> bool:
    """Whether a person sees the whole record; nobody in particular is the operator, who does."""
    return person is None or person.role in SEES_ALL


def visible(person: Person | None) -> QuerySet[Event]:
    """The changes that a person may see."""
    if sees_all(person):
        return Event.objects.all()
    allowed = [agreement.pk for agreement in agreements.seen_by(person)]
    return of_agreements(allowed)


def of_agreements(allowed: list[int]) -> QuerySet[Event]:
    """The changes of these agreements and of what belongs to them."""
    if not allowed:
        return Event.objects.none()
    found = Event.objects.filter(table__in=RULES).alias(
        agreement=RawSQL(_AGREEMENT, (), output_field=BigIntegerField())
    )
    return found.filter(agreement__in=allowed)


_AGREEMENT = (
    "CASE audit_event.table_name "
    + " ".join(f"WHEN '{table}' THEN ({rule})" for table, rule in RULES.items())
    + " END"
)
