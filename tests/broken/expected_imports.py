"""Broken files of the month's work, and exactly what a user is told: name → (headline, details).

The text files lie in `import/`; what comes before the first hyphen of a name says what is done with
it. Faults of an agreement's folder are changes to the demonstration's: FOLDERS. To add one: put the
file there (or the change here), named after its fault, and add a line to TOLD.
"""

# name → (file of demo/oxfordshire, what is replaced, by what). No text to replace: the file goes.
FOLDERS: dict[str, tuple[str, str, str]] = {
    "folder-without-agreement": ("agreement.toml", "", ""),
    "folder-without-its-lines": ("lines.csv", "", ""),
    "folder-not-toml": ("agreement.toml", 'code = "oxfordshire"', "code = oxfordshire"),
    "folder-field-misspelt": ("agreement.toml", "explain_from =", "explain_form ="),
    "folder-host-not-a-partner": ("agreement.toml", 'host = "OCC"', 'host = "OXC"'),
    "folder-no-pool-manager": ("agreement.toml", 'role = "pool manager"', 'role = "analyst"'),
    "folder-role-unknown": ("agreement.toml", 'role = "auditor"', 'role = "inspector"'),
    "folder-period-unknown": ("agreement.toml", 'period = "2020-21/P6"', 'period = "2020-21/P60"'),
    "folder-source-of-unknown-partner": (
        "agreement.toml",
        'name = "NHS ledger"\npartner = "OCCG"',
        'name = "NHS ledger"\npartner = "CCG"',
    ),
    "folder-subset-of-unknown-line": ("agreement.toml", '"hfa", "mh', '"hfa", "autism", "mh'),
    "lines-parent-unknown": ("lines.csv", "acsn,ld-care-homes,ld-personal,", "acsn,ld-care-homes,personal,"),
    "lines-code-twice": ("lines.csv", "acsn,ld-supported-living,", "acsn,ld-care-homes,"),
    "lines-owner-unknown": ("lines.csv", "pooled,,ld-mh,high", "pooled,OXC,ld-mh,high"),
    "lines-year-in-words": ("lines.csv", "none,manual,2020", "none,manual,this year"),
    "budget-of-an-unknown-line": ("budgets/schedule.csv", "ld-care-homes,", "care-homes,"),
    "budget-text-in-amount": ("budgets/confirmed.csv", "2338980", "2.3m"),
    "budget-line-twice": ("budgets/rounding.csv", "ld-income,", "ld-care-homes,"),
    "contribution-of-the-wrong-sign": ("contributions/2020-21_p7.csv", "OCC,gross,90916000", "OCC,gross,-90916000"),
    "contribution-of-an-unknown-partner": ("contributions/2020-21_p7.csv", "OCC,gross,90916000", "OXC,gross,90916000"),
    "agreed-terms-name-an-unknown-group": ("terms/2020-21.toml", 'id = "abi"', 'id = "brain-injury"'),
    "agreed-terms-percentages-not-a-hundred": ("terms/2020-21.toml", "OCC = 50, OCCG = 50", "OCC = 50, OCCG = 40"),
    "agreed-terms-without-dates": ("terms/2020-21.toml", "from = 2020-04-01\n", ""),
}  # fmt: skip

TOLD: dict[str, tuple[str, list[str]]] = {}
