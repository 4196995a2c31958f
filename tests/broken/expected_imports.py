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

NOT_SET_UP = "oxfordshire was not set up; nothing was changed"
TOLD: dict[str, tuple[str, list[str]]] = {
    "agreed-terms-name-an-unknown-group": (
        NOT_SET_UP,
        [
            "terms/2020-21.toml: “brain-injury” is not a risk group of the agreement (it has abated-2017, abi, acsn-2017, bcf, bcf-2017, ld-mh, mh-outside)",
        ],
    ),
    "agreed-terms-percentages-not-a-hundred": (
        NOT_SET_UP,
        [
            "terms/2020-21.toml: groups[2].rules[1].bands[1].split: adds to 90; percentages must add to exactly 100",
        ],
    ),
    "agreed-terms-without-dates": (
        NOT_SET_UP,
        [
            "terms/2020-21.toml: the terms need from and to: the dates between which they are in force",
        ],
    ),
    "budget-line-twice": (
        NOT_SET_UP,
        [
            "rounding.csv, row 3, column line: “ld-care-homes” stands in an earlier row too; keep one of them",
        ],
    ),
    "budget-of-an-unknown-line": (
        NOT_SET_UP,
        [
            "schedule.csv, row 2, column line: “care-homes” is not known; did you mean ld-care-homes?",
        ],
    ),
    "budget-text-in-amount": (
        NOT_SET_UP,
        [
            "confirmed.csv, row 2, column amount: '2.3m' is not an amount; write pounds, such as 1,200.50 or (300)",
        ],
    ),
    "contribution-of-an-unknown-partner": (
        NOT_SET_UP,
        [
            "2020-21_p7.csv, row 2, column partner: “OXC” is not known (known: OCC, OCCG)",
        ],
    ),
    "contribution-of-the-wrong-sign": (
        NOT_SET_UP,
        [
            "2020-21_p7.csv, row 2, column amount: is -90916000, but gross is zero or more; income and grant are zero or less",
        ],
    ),
    "folder-field-misspelt": (
        NOT_SET_UP,
        [
            "agreement.toml: explain_form: is not a field that is known here (known: budgets, code, contributions, explain_from, from, host, instalments, lines, name, outturns, partners, people, pools, reserves, risk_groups, savings, signed, sources, subsets, terms, to, virement_limits)",
        ],
    ),
    "folder-host-not-a-partner": (
        NOT_SET_UP,
        [
            "agreement.toml: host: “OXC” is not one of the partners",
        ],
    ),
    "folder-no-pool-manager": (
        NOT_SET_UP,
        [
            "agreement.toml: people: has no pool manager; the fund needs one (SI 2000/617, regulation 7)",
        ],
    ),
    "folder-not-toml": (
        "agreement.toml: is not TOML: Invalid value (at line 2, column 8)",
        [
            "texts stand in quotation marks, dates are written 2020-10-31, amounts without commas",
        ],
    ),
    "folder-period-unknown": (
        NOT_SET_UP,
        [
            "agreement.toml: budgets[1].period: period 60 is not one of 1 to 13",
        ],
    ),
    "folder-role-unknown": (
        NOT_SET_UP,
        [
            "agreement.toml: people[9].role: is “inspector”; it should be one of pool manager, partner finance lead, budget holder, analyst, scheme lead, partnership officer, member, auditor, administrator",
        ],
    ),
    "folder-source-of-unknown-partner": (
        NOT_SET_UP,
        [
            "agreement.toml: sources[2].partner: “CCG” is not one of the partners",
        ],
    ),
    "folder-subset-of-unknown-line": (
        NOT_SET_UP,
        [
            "agreement.toml: subsets[1].lines: “autism” is not a budget line",
        ],
    ),
    "folder-without-agreement": (
        "agreement.toml: there is no such file; the folder of an agreement needs it",
        [],
    ),
    "folder-without-its-lines": (
        NOT_SET_UP,
        [
            "lines.csv: there is no such file, or it cannot be opened",
        ],
    ),
    "forecast-amount-with-a-computed-method": (
        "forecast-amount-with-a-computed-method.csv has 1 fault; no forecast was saved",
        [
            "forecast-amount-with-a-computed-method.csv, row 2, column amount: the method “block” computes it; leave it empty, or write manual",
        ],
    ),
    "forecast-four-faults-at-once": (
        "forecast-four-faults-at-once.csv has 5 faults; no forecast was saved",
        [
            "forecast-four-faults-at-once.csv: column “owner” is not known here (known: line, method, amount, reason, profile)",
            "forecast-four-faults-at-once.csv, row 2, column line: “ld-care-home” is not known; did you mean ld-care-homes?",
            "forecast-four-faults-at-once.csv, row 3, column amount: is empty; it is needed",
            "forecast-four-faults-at-once.csv, row 3, column reason: is empty; it is needed",
            "forecast-four-faults-at-once.csv, row 4, column method: “guess” should be one of block, straight line, profile, run rate, manual",
        ],
    ),
    "forecast-line-twice": (
        "forecast-line-twice.csv has 1 fault; no forecast was saved",
        [
            "forecast-line-twice.csv, row 3, column line: “ld-care-homes” stands in an earlier row too; keep one of them",
        ],
    ),
    "forecast-line-unknown": (
        "forecast-line-unknown.csv has 1 fault; no forecast was saved",
        [
            "forecast-line-unknown.csv, row 2, column line: “ld-care-home” is not known; did you mean ld-care-homes?",
        ],
    ),
    "forecast-line-with-parts": (
        "forecast-line-with-parts.csv has 1 fault; no forecast was saved",
        [
            "forecast-line-with-parts.csv, row 2, column line: “ld-personal” is a heading, or not a line of this year; name a line under it",
        ],
    ),
    "forecast-manual-without-amount": (
        "forecast-manual-without-amount.csv has 1 fault; no forecast was saved",
        [
            "forecast-manual-without-amount.csv, row 2, column amount: is empty; it is needed",
        ],
    ),
    "forecast-manual-without-reason": (
        "forecast-manual-without-reason.csv has 1 fault; no forecast was saved",
        [
            "forecast-manual-without-reason.csv, row 2, column reason: is empty; it is needed",
        ],
    ),
    "forecast-method-unknown": (
        "forecast-method-unknown.csv has 1 fault; no forecast was saved",
        [
            "forecast-method-unknown.csv, row 2, column method: “guess” should be one of block, straight line, profile, run rate, manual",
        ],
    ),
    "forecast-part-of-a-penny": (
        "forecast-part-of-a-penny.csv has 1 fault; no forecast was saved",
        [
            "forecast-part-of-a-penny.csv, row 2, column amount: '26000000.005' has a part of a penny; write pounds, such as 1,200.50 or (300)",
        ],
    ),
    "forecast-text-in-amount": (
        "forecast-text-in-amount.csv has 1 fault; no forecast was saved",
        [
            "forecast-text-in-amount.csv, row 2, column amount: 'about 26m' is not an amount; write pounds, such as 1,200.50 or (300)",
        ],
    ),
    "forecast-to-a-closed-period": (
        "2020-21/P6 is closed; this needs it open",
        [],
    ),
    "ledger-dates-in-a-later-month": (
        "ledger-dates-in-a-later-month.csv was not imported; nothing was posted",
        [
            "Row 3: the date 15/10/2020 is in month 7, after 2020-21/P6. Import the file to the later period, or leave the row out.",
            "Row 4: the date 01/11/2020 is in month 8, after 2020-21/P6. Import the file to the later period, or leave the row out.",
        ],
    ),
    "ledger-of-another-source": (
        "ledger-of-another-source.csv was not imported; nothing was posted",
        [
            "ledger-of-another-source.csv: not one of its 2 rows has a cost centre that Council general ledger maps. Check that it is this source's file; map a cost centre first where it is new.",
        ],
    ),
    "ledger-of-the-year-before": (
        "ledger-of-the-year-before.csv was not imported; nothing was posted",
        [
            "Row 2: the date 15/09/2019 is not in 2020/21. Check that it is the right file.",
            "Row 3: the date 30/09/2019 is not in 2020/21. Check that it is the right file.",
        ],
    ),
    "ledger-period-after-the-one-imported-to": (
        "ledger-period-after-the-one-imported-to.csv was not imported; nothing was posted",
        [
            "Row 3: the date 15/10/2020 is in month 7, after 2020-21/P6. Import the file to the later period, or leave the row out.",
        ],
    ),
    "ledger-rows-posted-before": (
        "1 row of ledger-rows-posted-before.csv was posted before",
        [
            "1 row is in to-august.csv",
            "leave them out with --skip-repeated, or withdraw that import first",
        ],
    ),
    "ledger-to-a-closed-period": (
        "2020-21/P6 is closed; only an open period takes an import",
        [],
    ),
    "ledger-total-that-does-not-hold": (
        "ledger-total-that-does-not-hold.csv was not imported; nothing was posted",
        [
            "Row 4, column Amount: 'Total' says £160.00, but the rows above it add up to £150.00. Rows may be missing or doubled: run the extract again.",
        ],
    ),
    "ledger-with-text-in-an-amount": (
        "ledger-with-text-in-an-amount.csv was not imported; nothing was posted",
        [
            "Row 3, column Amount: 'to follow' is not an amount, so the row is left out. Correct the amount in the file.",
        ],
    ),
    "lines-code-twice": (
        NOT_SET_UP,
        [
            "lines.csv, row 5, column code: “ld-care-homes” stands in an earlier row too; each line needs its own code",
        ],
    ),
    "lines-owner-unknown": (
        NOT_SET_UP,
        [
            "lines.csv, row 4, column owner: “OXC” is not known (known: OCC, OCCG)",
        ],
    ),
    "lines-parent-unknown": (
        NOT_SET_UP,
        [
            "lines.csv, row 4, column parent: “personal” is not known; did you mean ld-personal?",
        ],
    ),
    "lines-year-in-words": (
        NOT_SET_UP,
        [
            "lines.csv, row 2, column from year: “this year” is not a whole number",
        ],
    ),
    "mapping-another-line-already": (
        "no mapping was added",
        [
            "41020 45110: is mapped already to Care Homes in those dates",
        ],
    ),
    "mapping-column-missing": (
        "mapping-column-missing.csv has 2 faults; no mapping was added",
        [
            "mapping-column-missing.csv: has no column “cost centre” (it has centre, line)",
            "mapping-column-missing.csv: column “centre” is not known here (known: cost centre, line, account, reason, from, to)",
        ],
    ),
    "mapping-column-twice": (
        "mapping-column-twice.csv has 1 fault; no mapping was added",
        [
            "mapping-column-twice.csv: column “line” stands there twice; keep one of them",
        ],
    ),
    "mapping-column-unknown": (
        "mapping-column-unknown.csv has 1 fault; no mapping was added",
        [
            "mapping-column-unknown.csv: column “starting” is not known here (known: cost centre, line, account, reason, from, to)",
        ],
    ),
    "mapping-cost-centre-empty": (
        "mapping-cost-centre-empty.csv has 1 fault; no mapping was added",
        [
            "mapping-cost-centre-empty.csv, row 2, column cost centre: is empty; it is needed",
        ],
    ),
    "mapping-date-not-in-the-calendar": (
        "mapping-date-not-in-the-calendar.csv has 1 fault; no mapping was added",
        [
            "mapping-date-not-in-the-calendar.csv, row 2, column from: “31/06/2020” is not a date such as 2020-10-31 or 31/10/2020",
        ],
    ),
    "mapping-dates-overlap": (
        "no mapping was added",
        [
            "49001 45110: is mapped already to Care Homes in those dates",
        ],
    ),
    "mapping-empty": (
        "mapping-empty.csv is empty; its first row should name the columns cost centre, line",
        [],
    ),
    "mapping-line-and-dates-the-wrong-way-round": (
        "no mapping was added",
        [
            "49001 45110: ends before it starts",
        ],
    ),
    "mapping-line-unknown": (
        "mapping-line-unknown.csv has 1 fault; no mapping was added",
        [
            "mapping-line-unknown.csv, row 2, column line: “ld-care-home” is not known; did you mean ld-care-homes?",
        ],
    ),
    "mapping-no-line-and-no-reason": (
        "mapping-no-line-and-no-reason.csv has 1 fault; no mapping was added",
        [
            "mapping-no-line-and-no-reason.csv, row 2, column line: is empty; name a line, or give the reason why it is outside the pools",
        ],
    ),
    "mapping-to-a-line-with-parts": (
        "no mapping was added",
        [
            "49001 45110: Personalisation and ongoing support is a heading; map to one of the lines under it",
        ],
    ),
    "notes-kind-unknown": (
        "notes-kind-unknown.csv has 1 fault; no note was saved",
        [
            "notes-kind-unknown.csv, row 2, column kind: “worry” should be one of issue, risk, line, change",
        ],
    ),
    "notes-line-note-without-its-line": (
        "notes-line-note-without-its-line.csv has 1 fault; no note was saved",
        [
            "notes-line-note-without-its-line.csv, row 2, column line: is empty; it is needed",
        ],
    ),
    "notes-line-of-another-pool": (
        "notes-line-of-another-pool.csv has 1 fault; no note was saved",
        [
            "notes-line-of-another-pool.csv, row 2, column line: “ld-care-homes” is a line of another pool than “bcf”",
        ],
    ),
    "notes-pool-unknown": (
        "notes-pool-unknown.csv has 1 fault; no note was saved",
        [
            "notes-pool-unknown.csv, row 2, column pool: “adults” is not known (known: acsn, bcf)",
        ],
    ),
    "notes-to-a-closed-period": (
        "2020-21/P6 is closed; this needs it open",
        [],
    ),
    "notes-without-text": (
        "notes-without-text.csv has 1 fault; no note was saved",
        [
            "notes-without-text.csv, row 2, column text: is empty; it is needed",
        ],
    ),
    "position-amount-in-words": (
        "position-amount-in-words.json has 1 fault; nothing was done",
        [
            "position-amount-in-words.json: lines[1].budget: should be an amount in pounds such as 1200.50, not one million",
        ],
    ),
    "position-cut-short": (
        "position-cut-short.json: is not JSON: Expecting property name enclosed in double quotes at line 1",
        [],
    ),
    "position-group-unknown": (
        "position-group-unknown.json does not fit clause-01-oxfordshire-outside-contract.toml; nothing was shared",
        [
            "position-group-unknown.json: lines[1].group: “outside” is not a risk group of the terms",
        ],
    ),
    "position-line-twice": (
        "position-line-twice.json has 1 fault; nothing was done",
        [
            "position-line-twice.json: lines[2].id: “autism” is used twice; each line needs its own",
        ],
    ),
    "position-name-written-twice": (
        "position-name-written-twice.json: cannot be read: “budget” is written twice in one table",
        [],
    ),
    "terms-cut-short": (
        "terms-cut-short.toml: is not TOML: Unterminated string (at end of document)",
        [],
    ),
    "terms-partner-unknown": (
        "terms-partner-unknown.toml has 1 fault; nothing was done",
        [
            "terms-partner-unknown.toml: groups[1].rules[1].partner: “OCCG” is not known; known are OCC, outside, provider, retained, unallocated",
        ],
    ),
    "terms-percentages-not-a-hundred": (
        "terms-percentages-not-a-hundred.toml has 1 fault; nothing was done",
        [
            "terms-percentages-not-a-hundred.toml: groups[1].rules[1].split: adds to 110; percentages must add to exactly 100",
        ],
    ),
    "terms-primitive-misspelt": (
        "terms-primitive-misspelt.toml has 1 fault; nothing was done",
        [
            "terms-primitive-misspelt.toml: groups[1].rules[1].use: is “bearers”; it should be one of aligned, fixed, pro rata, bearer, bands, cap, waterfall, block, savings, underspend, performance, escalate",
        ],
    ),
}
