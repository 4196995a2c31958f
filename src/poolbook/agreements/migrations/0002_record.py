"""Puts the agreement under the record."""

from django.db import migrations

from poolbook.audit.attach import attach


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial"), ("audit", "0002_guards")]
    operations = [
        attach(
            "agreements_agreement",
            "agreements_signatory",
            "agreements_pool",
            "agreements_budgetline",
            "agreements_subset",
            "agreements_subset_lines",
            "agreements_riskgroup",
            "agreements_termsversion",
            "agreements_contributionversion",
            "agreements_contribution",
            "agreements_printedtotal",
        )
    ]
