"""The month's guards, and the month under the record (postings through their batch's digest)."""

from pathlib import Path

from django.db import migrations

from poolbook.audit.attach import attach, run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("finance", "0001_initial"), ("agreements", "0002_record")]
    operations = [
        run_file(SQL / "guards.sql"),
        attach(
            "finance_period",
            "finance_checkexplanation",
            "finance_signature",
            "finance_sharerun",
            "finance_share",
            "finance_erratum",
            "finance_virement",
            "finance_virementpart",
            "finance_virementlimit",
            "finance_budget",
            "finance_outturn",
            "finance_source",
            "finance_mapping",
            "finance_batch",
            "finance_forecast",
            "finance_saving",
            "finance_savingupdate",
            "finance_note",
            "finance_instalments",
            "finance_invoice",
            "finance_payment",
            "finance_reserve",
            "finance_reservemovement",
        ),
        attach("finance_issuedfile", left_out=("content",)),
    ]
