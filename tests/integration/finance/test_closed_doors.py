"""No door leads into a closed period: not the actions, the ORM, its bulk calls, nor plain SQL.

The tables are found from the models, so that a new one without a guard, or without a row in the
month of `month.py`, fails here.
"""

from collections.abc import Callable

import psycopg
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from poolbook.finance.models import Erratum, IssuedFile, Period
from poolbook.reports.models import PackChoice, PackComment, PackPublication
from poolbook.reports.packs.actions import keep_template
from poolbook.rules.workflow import FOLLOWS, STATES
from tests import factories
from tests.factories import Book
from tests.integration.finance import month

Door = Callable[[models.Model], object]
# Set up once and changed with a trace: no money or text of a period.
SETTINGS = {
    "finance_instalments", "finance_mapping", "finance_outturn", "finance_reserve",
    "finance_saving", "finance_source", "finance_virementlimit", "finance_period",
    "agreements_agreement", "agreements_budgetline", "agreements_duedates", "agreements_pool", "agreements_riskgroup",
    "agreements_signatory", "agreements_subset", "agreements_subset_lines",
}  # fmt: skip
KEPT = {
    "agreements_contribution", "agreements_contributionversion", "agreements_printedtotal",
    "agreements_termsagreement", "agreements_termsversion", "finance_budget", "finance_forecast", "finance_invoice",
    "finance_payment", "finance_posting", "finance_reservemovement", "reports_packchoice",
    "reports_packcomment", "reports_packtemplate",
}  # fmt: skip
# A control drops a guard of each table; these have no other guard behind the same door.
CAUGHT = {
    "in_period": ("finance_note", "finance_checkexplanation", "finance_savingupdate"),
    "not_emptied": (
        "finance_noteclosing",
        "finance_posting",
        "finance_share",
        "finance_issuedfile",
    ),
    "kept": ("finance_posting", "finance_share"),
}


def sql(text: str, values: tuple = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def columns(row: models.Model) -> list[str]:
    return [f.column for f in row._meta.concrete_fields if not f.primary_key]


def copied(row: models.Model) -> models.Model:
    made = type(row).objects.get(pk=row.pk)
    made.pk = None
    return made


def insert(row: models.Model) -> None:
    table, names = row._meta.db_table, ", ".join(f'"{c}"' for c in columns(row))
    sql(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE id = %s", (row.pk,))


def copy_in(row: models.Model) -> None:
    table, names = row._meta.db_table, ", ".join(f'"{c}"' for c in columns(row))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table} WHERE id = %s", (row.pk,))
        found = [
            psycopg.types.json.Jsonb(v) if isinstance(v, dict) else v for v in cursor.fetchone()
        ]
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            copy.write_row(found)


def set_each(row: models.Model) -> None:
    """Every column in turn; the last refusal, unless a column gets through."""
    refusal: IntegrityError | None = None
    for column in columns(row):
        try:
            with transaction.atomic():
                sql(
                    f'UPDATE {row._meta.db_table} SET "{column}" = "{column}" WHERE id = %s',
                    (row.pk,),
                )
        except IntegrityError as error:
            refusal = error
        else:
            return
    assert refusal
    raise refusal


INSERTS: dict[str, Door] = {
    "save a new one": lambda row: copied(row).save(force_insert=True),
    "bulk_create": lambda row: type(row).objects.bulk_create([copied(row)]),
    "INSERT": insert,
    "COPY": copy_in,
}
CHANGES: dict[str, Door] = {
    "save": lambda row: row.save(force_update=True),
    "bulk_update": lambda row: type(row).objects.bulk_update(
        [row], [f.name for f in row._meta.concrete_fields if not f.primary_key]
    ),
    "queryset.update": lambda row: type(row).objects.filter(pk=row.pk).update(
        **{row._meta.concrete_fields[1].attname: getattr(row, row._meta.concrete_fields[1].attname)}
    ),
    "delete": lambda row: row.delete(),
    "queryset.delete": lambda row: type(row).objects.filter(pk=row.pk).delete(),
    "raw delete": lambda row: type(row).objects.filter(pk=row.pk)._raw_delete("default"),
    "UPDATE": set_each,
    "DELETE": lambda row: sql(f"DELETE FROM {row._meta.db_table} WHERE id = %s", (row.pk,)),
    "TRUNCATE": lambda row: sql(f"TRUNCATE {row._meta.db_table} CASCADE"),
}  # fmt: skip


def get_through(doors: dict[str, Door], row: models.Model) -> list[str]:
    """The doors that let a write through; the others are refused by the guards, for their reason."""
    found, key = [], row.pk
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # what the test wrote itself is settled before
    for name, door in doors.items():
        try:
            with transaction.atomic():
                door(type(row).objects.get(pk=key))
                sql("SET CONSTRAINTS ALL IMMEDIATE")
                transaction.set_rollback(True)
        except models.ProtectedError:
            continue
        except (IntegrityError, psycopg.IntegrityError) as error:
            state = getattr(error.__cause__ or error, "sqlstate", "")
            if state != "23001":
                found.append(f"{row._meta.db_table}: {name} refused by chance: {error}")
            continue
        found.append(f"{row._meta.db_table}: {name} got through")
    return found


def walk(*allowed: type[models.Model]) -> list[str]:
    found: list[str] = []
    for model in month.of_a_period():
        row = model._default_manager.first()
        assert row, f"the month of month.py has no row of {model.__name__}: add one"
        doors = CHANGES if model in allowed else CHANGES | INSERTS
        found += get_through(doors, row)
    return found


def test_every_table_is_a_setting_or_guarded():
    known = SETTINGS | KEPT | {model._meta.db_table for model in month.of_a_period()}
    ours = [
        model._meta.db_table
        for app in ("agreements", "finance", "reports")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    assert set(ours) <= known, (
        "say whether the new table belongs to a period, is kept, or a setting"
    )


@pytest.mark.parametrize("state", ["closed", "issued"])
def test_no_door_leads_into_a_frozen_period(book: Book, state: str):
    month.fill(book)
    month.close(book)
    month.issue(book)  # every table has a row now
    if state == "closed":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("UPDATE finance_period SET state = 'closed'")
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    packs = (
        IssuedFile,
        PackChoice,
        PackComment,
        PackPublication,
    )  # until it is issued a pack may be chosen
    assert walk(*(packs if state == "closed" else (Erratum,))) == []


def test_an_issued_file_and_an_erratum_come_only_in_their_state(book: Book):
    month.fill(book)
    month.close(book)
    file = IssuedFile.objects.get()
    month.issue(book)
    assert get_through(INSERTS, file) == []
    erratum = Erratum.objects.get()
    erratum.period = factories.next_month(book)
    with pytest.raises(IntegrityError, match="is open, so nothing"), transaction.atomic():
        erratum.pk = None
        erratum.save(force_insert=True)


def test_what_is_kept_is_kept_in_an_open_period_too(book: Book):
    month.fill(book)
    factories.agreements.add_contributions(
        by="x", agreement=book.agreement, year=2021, name="next", status="agreed", source="x",
        dated=book.agreement.starts, items=[],
        printed=[factories.agreements.Printed(book.pools[0], book.partners[0], "net", 1)],
    )  # fmt: skip
    keep_template(by=book.manager, agreement=book.agreement, content=b"")
    body = factories.terms_body(book.partners) | {"name": "Proposed"}
    proposed = factories.agreements.save_terms(by=book.manager, agreement=book.agreement, body=body)
    factories.agreements.agree_terms(by=book.leads[0], terms=proposed)
    found: list[str] = []
    for model in apps.get_models():
        if model._meta.db_table in KEPT:
            row = model._default_manager.first()
            assert row, f"no row of {model.__name__}"
            found += get_through(CHANGES, row)
    assert found == []


def test_a_row_of_a_closed_period_does_not_move_to_an_open_one(book: Book):
    month.fill(book)
    month.close(book)
    open_one = factories.next_month(book)
    for model in month.of_a_period():
        if not any(f.name == "period" for f in model._meta.concrete_fields):
            continue
        for row in model._default_manager.exclude(period=open_one):
            with pytest.raises(IntegrityError), transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(period=open_one)


def test_a_posted_row_stays_and_one_in_suspense_only_gets_its_line(book: Book):
    factories.post(book, factories.entry("?", 50), factories.entry("C1", 60, number=2))
    model = apps.get_model("finance", "Posting")
    for change in ({"pence": 51}, {"line": book.line(1), "pence": 51}, {"row": 9}, {"batch": 0}):
        with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
            model.objects.filter(cost_centre="?").update(**change)
    with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
        model.objects.filter(cost_centre="C1").update(line=book.line(2))
    model.objects.filter(cost_centre="?").update(line=book.line(1))
    with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
        model.objects.filter(cost_centre="?").update(line=None)


@pytest.mark.parametrize("start", list(STATES))
def test_a_period_goes_only_where_the_workflow_lets_it(db: None, start: str):
    book = factories.make_book(lines=1)
    sql("SET CONSTRAINTS ALL IMMEDIATE")

    def put(state: str, keep: bool = False) -> None:
        closed_at = "now()" if state in ("closed", "issued") else "NULL"
        sql(
            f"UPDATE finance_period SET state = %s, closed_at = {'closed_at' if keep else closed_at}",
            (state,),
        )

    for end in STATES:
        sql("SET LOCAL session_replication_role = replica")
        put(start)
        sql("SET LOCAL session_replication_role = DEFAULT")
        if end == start:
            continue
        if end in FOLLOWS[start]:
            put(end)
            continue
        for keep in (True, False):
            with pytest.raises(IntegrityError), transaction.atomic():
                put(end, keep)
    assert Period.objects.get() == book.period


def test_a_period_keeps_its_place_and_its_moment(closed: Book):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for change in (
        "year = 2030", "number = 2", "agreement_id = agreement_id + 1",
        "closed_at = now() + interval '1 day'", "closed_at = NULL",
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            sql(f"UPDATE finance_period SET {change}")
    for change in ("DELETE FROM finance_period", "TRUNCATE finance_period CASCADE"):
        with pytest.raises(IntegrityError), transaction.atomic():
            sql(change)


def test_a_signature_is_only_made_void_and_a_share_stays_as_run(book: Book):
    factories.fill(book)
    factories.check(book)
    factories.sign(book)
    for change in (
        "figures = 'x'",
        "by_id = by_id + 1",
        "partner_id = partner_id + 1",
        "at = at + interval '1 day'",
    ):
        with pytest.raises(IntegrityError, match="kept as it was put"), transaction.atomic():
            sql(f"UPDATE finance_signature SET void = true, {change}")
    sql("UPDATE finance_signature SET void = true")
    with pytest.raises(IntegrityError, match="kept as it was put"), transaction.atomic():
        sql("UPDATE finance_signature SET void = false")


def test_a_share_that_does_not_add_up_is_refused(book: Book):
    from poolbook.finance.actions.shares import keep_share

    factories.fill(book)
    run = keep_share(period=book.period)
    share = run.shares.first()
    assert share
    for change in (
        "INSERT INTO finance_share (run_id, partner_id, bearer, pence) VALUES (%s, NULL, 'x', 7)",
        "INSERT INTO finance_sharerun (period_id, terms_id, status, pence, body, final, at)"
        " SELECT period_id, terms_id, status, 5, body, final, at FROM finance_sharerun WHERE id = %s",
    ):
        with pytest.raises(IntegrityError, match="the shares sum to"), transaction.atomic():
            sql(change, (run.pk,))
            sql("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("trigger", ["in_period", "not_emptied", "kept"])
def test_control_a_table_without_its_guards_is_found(book: Book, trigger: str):
    """The seeded fault: one table after another without its trigger; the doors then stand open."""
    month.fill(book)
    month.close(book)
    month.issue(book)
    opened = {}
    for model in month.of_a_period():
        table = model._meta.db_table
        row = model._default_manager.first()
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        mark = transaction.savepoint()
        for name in (trigger, f"audit_{trigger}"):
            sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        opened[table] = " ".join(get_through(CHANGES | INSERTS, row))
        transaction.savepoint_rollback(mark)
    for table in CAUGHT[trigger]:
        assert "got through" in opened[table], f"{table} without {trigger} was not noticed"
